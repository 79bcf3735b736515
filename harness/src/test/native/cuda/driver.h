// What the parts of libcuda.so.1 share. Results, flags and numbers of attributes are those of NVIDIA's driver API.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "faults.h"
#include "fibres.h"
#include "image.h"

#define API extern "C" __attribute__((visibility("default"))) int

namespace stand_in {

enum Result {
  SUCCESS = 0,
  INVALID_VALUE = 1,
  OUT_OF_MEMORY = 2,
  NOT_INITIALIZED = 3,
  INVALID_DEVICE = 101,
  INVALID_IMAGE = 200,
  INVALID_CONTEXT = 201,
  NO_BINARY_FOR_GPU = 209,
  INVALID_HANDLE = 400,
  NOT_FOUND = 500,
  LAUNCH_OUT_OF_RESOURCES = 701,
  CONTEXT_IS_DESTROYED = 709,
  NOT_SUPPORTED = 801,
  STREAM_CAPTURE_UNSUPPORTED = 900,
  STREAM_CAPTURE_INVALIDATED = 901,
  STREAM_CAPTURE_WRONG_THREAD = 908,
};

// What a GPU of compute capability 7.5 holds; one of 8.0 is given no more.
struct Limits {
  static constexpr int THREADS_OF_BLOCK = 1024, WARP = 32, THREADS = 1024, BLOCKS = 16, REGISTERS = 65536, SHARED_BYTES = 64 << 10,
                       SHARED_BYTES_BEFORE_OPTING_IN = 48 << 10, MULTIPROCESSORS = 4;
  static constexpr unsigned BLOCK[3] = {1024, 1024, 64}, GRID[3] = {0x7fffffff, 65535, 65535};
  static constexpr uint64_t MEMORY_BYTES = 2ull << 30;
};

// The registers that every kernel is said to take; see compiler.cpp.
constexpr int REGISTERS_OF_KERNEL = 32;

struct Context {};

// What lives in a context. Handles are addresses; one that is not in its list is refused.
struct Owned {
  Context *context;
};

struct Module;

struct Function : Owned {
  Module *module;
  std::string name;
  const Entry *entry;
  int most_dynamic_bytes;
  unsigned launches;
};

struct Module : Owned {
  void *library;
  const Image *image;
};

struct Event : Owned {
  bool timed;
  bool recorded;
  int64_t nanoseconds;
};

// A launch or, without a function, an event.
struct Node {
  Function *function;
  Grid grid;
  unsigned dynamic_bytes;
  std::vector<std::vector<char>> parameters;
  Event *event;
};

struct Graph : Owned {
  std::vector<Node> nodes;
};

struct Executable : Owned {
  std::vector<Node> nodes;
};

struct Stream : Owned {
  enum { PLAIN, CAPTURING, INVALIDATED } state;
  bool relaxed;
  std::thread::id captured_by;
  std::vector<Node> captured;
};

template <class T>
class Handles {
 public:
  T *add(T value) {
    auto owned = std::make_unique<T>(std::move(value));
    T *handle = owned.get();
    live_[handle] = std::move(owned);
    return handle;
  }

  bool has(T *handle) const { return live_.count(handle) != 0; }

  bool remove(T *handle) { return live_.erase(handle) != 0; }

  template <class Test>
  void remove_if(Test test) {
    for (auto at = live_.begin(); at != live_.end();) at = test(*at->second) ? live_.erase(at) : std::next(at);
  }

  void remove_of(Context *context) {
    remove_if([&](T &each) { return each.context == context; });
  }

 private:
  std::map<T *, std::unique_ptr<T>> live_;
};

struct Driver {
  std::mutex lock;
  bool initialized = false;
  Fault pending = NO_FAULT;  // how a kernel has ended, before anybody has waited for it
  Fault broken = NO_FAULT;   // the same, afterwards: every call answers it
  std::map<Context *, std::unique_ptr<Context>> contexts;
  Handles<Module> modules;
  Handles<Function> functions;
  Handles<Stream> streams;
  Handles<Event> events;
  Handles<Graph> graphs;
  Handles<Executable> executables;

  static Driver &get();

  // Waits for what was enqueued, which is over already.
  int settle();
};

// 75, or 80 where CUDA_STAND_IN_CAPABILITY is "8.0": such a GPU has matrix units that multiply TF32.
int compute_capability();

// The context of this thread, or null; whether it has been destroyed since is not looked at.
Context *current_context();

// Does what a call does that needs a current context.
template <class Body>
int in_context(Body body) {
  Driver &driver = Driver::get();
  const std::lock_guard<std::mutex> held(driver.lock);
  if (!driver.initialized) return NOT_INITIALIZED;
  Context *context = current_context();
  if (context == nullptr) return INVALID_CONTEXT;
  if (driver.contexts.count(context) == 0) return CONTEXT_IS_DESTROYED;
  if (driver.broken != NO_FAULT) return driver.broken;
  return body(driver, context);
}

void free_memory_of(Context *context);

void unload_modules_of(Context *context);

// Whether this thread captures what it enqueues; calls that wait or allocate are not allowed then.
bool thread_captures();

}  // namespace stand_in
