// The device and its contexts.
#include <cstdlib>
#include <cstring>

#include "driver.h"

namespace stand_in {
namespace {

const char NAME[] = "CUDA stand-in (no GPU)";
constexpr int VERSION = 13000;
constexpr int CAPABILITY_MAJOR = 75, CAPABILITY_MINOR = 76, LAST_ATTRIBUTE = 150;

// By CUdevice_attribute; clock rates are in kHz. Others are 0, which for most of them means that the device cannot do it.
const std::map<int, int> ATTRIBUTES = {
    {1, Limits::THREADS_OF_BLOCK},
    {2, Limits::BLOCK[0]},
    {3, Limits::BLOCK[1]},
    {4, Limits::BLOCK[2]},
    {5, Limits::GRID[0]},
    {6, Limits::GRID[1]},
    {7, Limits::GRID[2]},
    {8, Limits::SHARED_BYTES_BEFORE_OPTING_IN},
    {9, 64 << 10},            // constant memory
    {10, Limits::WARP},
    {12, Limits::REGISTERS},  // of a block
    {13, 1'500'000},          // clock
    {16, Limits::MULTIPROCESSORS},
    {36, 5'000'000},  // memory clock
    {37, 64},         // memory bus, in bits
    {38, 4 << 20},    // L2
    {39, Limits::THREADS},
    {41, 1},  // unified addressing
    {81, Limits::SHARED_BYTES},
    {82, Limits::REGISTERS},
    {97, Limits::SHARED_BYTES},  // of a block that opts in
    {106, Limits::BLOCKS},
};

thread_local std::vector<Context *> contexts_of_thread;

template <class Body>
int on_device(int device, Body body) {
  if (!Driver::get().initialized) return NOT_INITIALIZED;
  return device == 0 ? body() : INVALID_DEVICE;
}

}  // namespace

Driver &Driver::get() {
  // Never destroyed: threads of the process may still call when its static objects go.
  static Driver *driver = new Driver;
  return *driver;
}

int Driver::settle() {
  if (broken == NO_FAULT) broken = pending;
  return broken;
}

int compute_capability() {
  const char *asked = getenv("CUDA_STAND_IN_CAPABILITY");
  return asked != nullptr && strcmp(asked, "8.0") == 0 ? 80 : 75;
}

Context *current_context() { return contexts_of_thread.empty() ? nullptr : contexts_of_thread.back(); }

API cuInit(unsigned flags) {
  if (flags != 0) return INVALID_VALUE;
  Driver::get().initialized = true;
  return SUCCESS;
}

API cuDriverGetVersion(int *version) {
  if (version == nullptr) return INVALID_VALUE;
  *version = VERSION;
  return SUCCESS;
}

API cuDeviceGetCount(int *count) {
  if (!Driver::get().initialized) return NOT_INITIALIZED;
  if (count == nullptr) return INVALID_VALUE;
  *count = 1;
  return SUCCESS;
}

API cuDeviceGet(int *device, int ordinal) {
  return on_device(ordinal, [&] {
    if (device == nullptr) return INVALID_VALUE;
    *device = ordinal;
    return SUCCESS;
  });
}

API cuDeviceGetName(char *name, int length, int device) {
  return on_device(device, [&] {
    if (name == nullptr || length <= 0) return INVALID_VALUE;
    strncpy(name, NAME, length);
    name[length - 1] = 0;
    return SUCCESS;
  });
}

API cuDeviceTotalMem_v2(size_t *bytes, int device) {
  return on_device(device, [&] {
    if (bytes == nullptr) return INVALID_VALUE;
    *bytes = Limits::MEMORY_BYTES;
    return SUCCESS;
  });
}

API cuDeviceGetAttribute(int *value, int attribute, int device) {
  return on_device(device, [&] {
    if (value == nullptr || attribute < 1 || attribute > LAST_ATTRIBUTE) return INVALID_VALUE;
    if (attribute == CAPABILITY_MAJOR || attribute == CAPABILITY_MINOR) {
      const int capability = compute_capability();
      *value = attribute == CAPABILITY_MAJOR ? capability / 10 : capability % 10;
      return SUCCESS;
    }
    const auto found = ATTRIBUTES.find(attribute);
    *value = found == ATTRIBUTES.end() ? 0 : found->second;
    return SUCCESS;
  });
}

API cuCtxCreate_v2(Context **context, unsigned, int device) {
  return on_device(device, [&]() -> int {
    Driver &driver = Driver::get();
    const std::lock_guard<std::mutex> held(driver.lock);
    if (context == nullptr) return INVALID_VALUE;
    if (driver.broken != NO_FAULT) return driver.broken;
    auto made = std::make_unique<Context>();
    *context = made.get();
    driver.contexts[*context] = std::move(made);
    contexts_of_thread.push_back(*context);
    return SUCCESS;
  });
}

API cuCtxSetCurrent(Context *context) {
  Driver &driver = Driver::get();
  const std::lock_guard<std::mutex> held(driver.lock);
  if (!driver.initialized) return NOT_INITIALIZED;
  if (driver.broken != NO_FAULT) return driver.broken;
  if (context != nullptr && driver.contexts.count(context) == 0) return INVALID_CONTEXT;
  if (!contexts_of_thread.empty()) contexts_of_thread.pop_back();
  if (context != nullptr) contexts_of_thread.push_back(context);
  return SUCCESS;
}

API cuCtxDestroy_v2(Context *context) {
  Driver &driver = Driver::get();
  const std::lock_guard<std::mutex> held(driver.lock);
  if (!driver.initialized) return NOT_INITIALIZED;
  if (driver.contexts.count(context) == 0) return INVALID_CONTEXT;
  if (driver.broken != NO_FAULT) return driver.broken;
  driver.executables.remove_of(context);
  driver.graphs.remove_of(context);
  driver.events.remove_of(context);
  driver.streams.remove_of(context);
  unload_modules_of(context);
  free_memory_of(context);
  driver.contexts.erase(context);
  if (current_context() == context) contexts_of_thread.pop_back();
  return SUCCESS;
}

}  // namespace stand_in
