// Streams, events, launches and graphs. What is enqueued is over when the call returns; its failure shows when somebody waits.
#include <time.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "driver.h"

namespace stand_in {
namespace {

constexpr unsigned NON_BLOCKING = 1;                     // of a stream
constexpr unsigned DISABLE_TIMING = 2, EVENT_FLAGS = 7;  // of an event
constexpr unsigned RECORD_EXTERNAL = 1;
constexpr int CAPTURE_MODES = 3, RELAXED_CAPTURE = 2;

thread_local int captures = 0;

// No two events have one time.
int64_t now() {
  static int64_t last = 0;
  timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return last = std::max(last + 1, int64_t{at.tv_sec} * 1'000'000'000 + at.tv_nsec);
}

void record(Event *event) {
  event->recorded = true;
  event->nanoseconds = now();
}

// What is behind a kernel that has failed does not run.
void run(Driver &driver, Node &node) {
  if (driver.pending != NO_FAULT) return;
  if (node.function == nullptr) {
    record(node.event);
    return;
  }
  std::vector<void *> parameters;
  for (std::vector<char> &parameter : node.parameters) parameters.push_back(parameter.data());
  Function &function = *node.function;
  driver.pending = run_guarded(function.name.c_str(), [&] {
    run_blocks(*function.module->image, *function.entry, parameters.data(), node.grid, node.dynamic_bytes, function.launches++);
  });
}

int enqueue(Driver &driver, Stream *stream, Node node) {
  if (stream->state == Stream::INVALIDATED) return STREAM_CAPTURE_INVALIDATED;
  if (stream->state == Stream::CAPTURING) {
    stream->captured.push_back(std::move(node));
  } else {
    run(driver, node);
  }
  return SUCCESS;
}

bool fits(const unsigned (&most)[3], const uint3 &size) {
  return size.x > 0 && size.y > 0 && size.z > 0 && size.x <= most[0] && size.y <= most[1] && size.z <= most[2];
}

int record(Event *event, Stream *stream, unsigned flags) {
  return in_context([&](Driver &driver, Context *) -> int {
    if (!driver.events.has(event) || !driver.streams.has(stream) || event->context != stream->context) return INVALID_HANDLE;
    const bool external = flags == RECORD_EXTERNAL;
    if (flags > RECORD_EXTERNAL || (external && stream->state == Stream::PLAIN)) return INVALID_VALUE;
    if (!external && stream->state != Stream::PLAIN) {
      // It then orders what is captured, and has no time.
      event->recorded = false;
      return SUCCESS;
    }
    return enqueue(driver, stream, {nullptr, {}, 0, {}, event});
  });
}

}  // namespace

bool thread_captures() { return captures > 0; }

API cuStreamCreate(Stream **stream, unsigned flags) {
  return in_context([&](Driver &driver, Context *context) -> int {
    if (stream == nullptr || flags > NON_BLOCKING) return INVALID_VALUE;
    *stream = driver.streams.add({{context}, Stream::PLAIN, false, {}, {}});
    return SUCCESS;
  });
}

API cuStreamDestroy_v2(Stream *stream) {
  return in_context([&](Driver &driver, Context *) -> int { return driver.streams.remove(stream) ? SUCCESS : INVALID_HANDLE; });
}

API cuStreamSynchronize(Stream *stream) {
  return in_context([&](Driver &driver, Context *) -> int {
    if (!driver.streams.has(stream)) return INVALID_HANDLE;
    if (stream->state != Stream::PLAIN) {
      stream->state = Stream::INVALIDATED;
      return STREAM_CAPTURE_UNSUPPORTED;
    }
    return driver.settle();
  });
}

API cuEventCreate(Event **event, unsigned flags) {
  return in_context([&](Driver &driver, Context *context) -> int {
    if (event == nullptr || flags > EVENT_FLAGS) return INVALID_VALUE;
    *event = driver.events.add({{context}, (flags & DISABLE_TIMING) == 0, false, 0});
    return SUCCESS;
  });
}

API cuEventDestroy_v2(Event *event) {
  return in_context([&](Driver &driver, Context *) -> int { return driver.events.remove(event) ? SUCCESS : INVALID_HANDLE; });
}

API cuEventRecord(Event *event, Stream *stream) { return record(event, stream, 0); }

API cuEventRecordWithFlags(Event *event, Stream *stream, unsigned flags) { return record(event, stream, flags); }

API cuEventElapsedTime(float *milliseconds, Event *first, Event *last) {
  return in_context([&](Driver &driver, Context *) -> int {
    if (milliseconds == nullptr) return INVALID_VALUE;
    if (!driver.events.has(first) || !driver.events.has(last)) return INVALID_HANDLE;
    if (!first->timed || !last->timed || !first->recorded || !last->recorded) return INVALID_HANDLE;
    if (driver.settle() != NO_FAULT) return driver.broken;
    const double exact = (last->nanoseconds - first->nanoseconds) / 1e6;
    *milliseconds = static_cast<float>(exact);
    // Never longer than it took by the host's clock.
    if (*milliseconds > exact) *milliseconds = std::nextafter(*milliseconds, 0.0f);
    return SUCCESS;
  });
}

API cuLaunchKernel(Function *function, unsigned blocks_x, unsigned blocks_y, unsigned blocks_z, unsigned threads_x, unsigned threads_y,
                   unsigned threads_z, unsigned dynamic_bytes, Stream *stream, void **parameters, void **extra) {
  return in_context([&](Driver &driver, Context *context) -> int {
    if (!driver.functions.has(function) || !driver.streams.has(stream)) return INVALID_HANDLE;
    if (function->context != context || stream->context != context) return INVALID_CONTEXT;
    const Grid grid = {{blocks_x, blocks_y, blocks_z}, {threads_x, threads_y, threads_z}};
    if (!fits(Limits::GRID, grid.blocks) || !fits(Limits::BLOCK, grid.threads) || extra != nullptr) return INVALID_VALUE;
    const Entry &entry = *function->entry;
    const uint64_t threads = uint64_t{threads_x} * threads_y * threads_z;
    const int most = entry.most_threads == 0 ? Limits::THREADS_OF_BLOCK : entry.most_threads;
    if (threads > Limits::THREADS_OF_BLOCK || threads > static_cast<unsigned>(most)) return INVALID_VALUE;
    if (dynamic_bytes > static_cast<unsigned>(function->most_dynamic_bytes)) return INVALID_VALUE;
    if (*entry.shared_bytes + dynamic_bytes > Limits::SHARED_BYTES) return INVALID_VALUE;
    if (entry.parameters > 0 && parameters == nullptr) return INVALID_VALUE;
    Node node = {function, grid, dynamic_bytes, {}, nullptr};
    for (int i = 0; i < entry.parameters; i++) {
      if (parameters[i] == nullptr) return INVALID_VALUE;
      const char *value = static_cast<const char *>(parameters[i]);
      node.parameters.emplace_back(value, value + entry.parameter_bytes[i]);
    }
    return enqueue(driver, stream, std::move(node));
  });
}

API cuStreamBeginCapture_v2(Stream *stream, int mode) {
  return in_context([&](Driver &driver, Context *) -> int {
    if (!driver.streams.has(stream)) return INVALID_HANDLE;
    if (mode < 0 || mode >= CAPTURE_MODES || stream->state != Stream::PLAIN) return INVALID_VALUE;
    stream->state = Stream::CAPTURING;
    stream->captured_by = std::this_thread::get_id();
    stream->captured.clear();
    stream->relaxed = mode == RELAXED_CAPTURE;
    if (!stream->relaxed) captures++;
    return SUCCESS;
  });
}

API cuStreamEndCapture(Stream *stream, Graph **graph) {
  return in_context([&](Driver &driver, Context *context) -> int {
    if (!driver.streams.has(stream)) return INVALID_HANDLE;
    if (graph == nullptr || stream->state == Stream::PLAIN) return INVALID_VALUE;
    if (!stream->relaxed && stream->captured_by != std::this_thread::get_id()) return STREAM_CAPTURE_WRONG_THREAD;
    const bool valid = stream->state == Stream::CAPTURING;
    stream->state = Stream::PLAIN;
    if (!stream->relaxed) captures--;
    *graph = valid ? driver.graphs.add({{context}, std::exchange(stream->captured, {})}) : nullptr;
    return valid ? SUCCESS : STREAM_CAPTURE_INVALIDATED;
  });
}

API cuGraphInstantiateWithFlags(Executable **executable, Graph *graph, unsigned long long) {
  return in_context([&](Driver &driver, Context *context) -> int {
    if (executable == nullptr || !driver.graphs.has(graph)) return INVALID_VALUE;
    *executable = driver.executables.add({{context}, graph->nodes});
    return SUCCESS;
  });
}

API cuGraphLaunch(Executable *executable, Stream *stream) {
  return in_context([&](Driver &driver, Context *) -> int {
    if (!driver.executables.has(executable) || !driver.streams.has(stream)) return INVALID_VALUE;
    // A graph in a graph is not needed.
    if (stream->state != Stream::PLAIN) return NOT_SUPPORTED;
    for (Node &node : executable->nodes) {
      if (node.function == nullptr ? !driver.events.has(node.event) : !driver.functions.has(node.function)) return INVALID_HANDLE;
    }
    for (Node &node : executable->nodes) run(driver, node);
    return SUCCESS;
  });
}

API cuGraphExecDestroy(Executable *executable) {
  return in_context([&](Driver &driver, Context *) -> int { return driver.executables.remove(executable) ? SUCCESS : INVALID_VALUE; });
}

API cuGraphDestroy(Graph *graph) {
  return in_context([&](Driver &driver, Context *) -> int { return driver.graphs.remove(graph) ? SUCCESS : INVALID_VALUE; });
}

}  // namespace stand_in
