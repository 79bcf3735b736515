// Device memory: the host's own, each allocation between two pages that are not mapped, so that what goes far past its ends faults.
#include <sys/mman.h>

#include <cstring>

#include "driver.h"

namespace stand_in {
namespace {

constexpr size_t PAGE_BYTES = 4096, ALIGNMENT = 256;

struct Allocation {
  Context *context;
  size_t bytes;
  char *mapping;
  size_t mapped;
};

std::map<char *, Allocation> allocations;
size_t allocated = 0;

size_t round_up(size_t bytes, size_t to) { return (bytes + to - 1) / to * to; }

int free_at(std::map<char *, Allocation>::iterator at) {
  munmap(at->second.mapping, at->second.mapped);
  allocated -= at->second.bytes;
  allocations.erase(at);
  return SUCCESS;
}

// Tells whether all of it lies in one allocation.
bool has(const char *begin, size_t bytes) {
  auto after = allocations.upper_bound(const_cast<char *>(begin));
  if (after == allocations.begin()) return false;
  const auto &[base, allocation] = *std::prev(after);
  return static_cast<size_t>(begin - base) <= allocation.bytes && bytes <= allocation.bytes - (begin - base);
}

int copy(Stream *stream, const char *device, size_t bytes, const void *host, void *to, const void *from) {
  return in_context([&](Driver &driver, Context *) -> int {
    if (!driver.streams.has(stream)) return INVALID_HANDLE;
    // A real one records it. Nothing of ours asks for that.
    if (stream->state != Stream::PLAIN) return NOT_SUPPORTED;
    if (host == nullptr || !has(device, bytes)) return INVALID_VALUE;
    if (driver.settle() != NO_FAULT) return driver.broken;
    memcpy(to, from, bytes);
    return SUCCESS;
  });
}

}  // namespace

void free_memory_of(Context *context) {
  for (auto at = allocations.begin(); at != allocations.end();) {
    const auto next = std::next(at);
    if (at->second.context == context) free_at(at);
    at = next;
  }
}

API cuMemAlloc_v2(char **memory, size_t bytes) {
  return in_context([&](Driver &, Context *context) -> int {
    if (memory == nullptr || bytes == 0) return INVALID_VALUE;
    if (thread_captures()) return STREAM_CAPTURE_UNSUPPORTED;
    if (bytes > Limits::MEMORY_BYTES - allocated) return OUT_OF_MEMORY;
    const size_t used = round_up(round_up(bytes, ALIGNMENT), PAGE_BYTES), mapped = used + 2 * PAGE_BYTES;
    char *mapping =
        static_cast<char *>(mmap(nullptr, mapped, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
    if (mapping == MAP_FAILED) return OUT_OF_MEMORY;
    if (mprotect(mapping + PAGE_BYTES, used, PROT_READ | PROT_WRITE) != 0) {
      munmap(mapping, mapped);
      return OUT_OF_MEMORY;
    }
    spoil(mapping + PAGE_BYTES, mapping + PAGE_BYTES + used);
    *memory = mapping + PAGE_BYTES + used - round_up(bytes, ALIGNMENT);
    allocations[*memory] = {context, bytes, mapping, mapped};
    allocated += bytes;
    return SUCCESS;
  });
}

API cuMemFree_v2(char *memory) {
  return in_context([&](Driver &driver, Context *) -> int {
    if (memory == nullptr) return SUCCESS;
    if (driver.settle() != NO_FAULT) return driver.broken;
    const auto found = allocations.find(memory);
    return found == allocations.end() ? INVALID_VALUE : free_at(found);
  });
}

API cuMemcpyHtoDAsync_v2(char *device, const void *host, size_t bytes, Stream *stream) {
  return copy(stream, device, bytes, host, device, host);
}

API cuMemcpyDtoHAsync_v2(void *host, const char *device, size_t bytes, Stream *stream) {
  return copy(stream, device, bytes, host, host, device);
}

API cuMemsetD32Async(char *device, unsigned word, size_t words, Stream *stream) {
  return in_context([&](Driver &driver, Context *) -> int {
    if (!driver.streams.has(stream)) return INVALID_HANDLE;
    if (stream->state != Stream::PLAIN) return NOT_SUPPORTED;
    if (reinterpret_cast<uintptr_t>(device) % sizeof word != 0 || words > Limits::MEMORY_BYTES || !has(device, words * sizeof word)) {
      return INVALID_VALUE;
    }
    if (driver.settle() != NO_FAULT) return driver.broken;
    for (size_t i = 0; i < words; i++) memcpy(device + i * sizeof word, &word, sizeof word);
    return SUCCESS;
  });
}

}  // namespace stand_in
