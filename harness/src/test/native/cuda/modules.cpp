// Modules: shared libraries with an image of kernels in them, where a real driver takes machine code of a GPU.
#include <dlfcn.h>
#include <elf.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "driver.h"

namespace stand_in {
namespace {

// CUfunction_attribute
enum { MOST_THREADS = 0, SHARED_BYTES = 1, NUMBER_OF_REGISTERS = 4, BINARY_VERSION = 6, MOST_DYNAMIC_SHARED_BYTES = 8, LAST = 9 };

// The sections' table ends a file that the linker has written.
size_t size_of(const Elf64_Ehdr &elf) { return elf.e_shoff + static_cast<size_t>(elf.e_shnum) * elf.e_shentsize; }

// Loads from a file, since the loader of shared libraries knows no other way, and knows files by their names: each has its own.
void *load(const void *image, size_t bytes) {
  const char *folder = getenv("TMPDIR");
  std::string path = std::string(folder == nullptr || *folder == 0 ? "/tmp" : folder) + "/cuda-stand-in-XXXXXX";
  const int file = mkstemp(path.data());
  if (file < 0) return nullptr;
  void *library = nullptr;
  if (write(file, image, bytes) == static_cast<ssize_t>(bytes)) library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) fprintf(stderr, "CUDA stand-in: a module does not load: %s\n", dlerror());
  close(file);
  unlink(path.c_str());
  return library;
}

int most_threads(const Function &function) {
  return function.entry->most_threads == 0 ? Limits::THREADS_OF_BLOCK
                                           : std::min(function.entry->most_threads, Limits::THREADS_OF_BLOCK);
}

void unload(Module *module) { dlclose(module->library); }

}  // namespace

void unload_modules_of(Context *context) {
  Driver &driver = Driver::get();
  driver.functions.remove_of(context);
  driver.modules.remove_if([&](Module &module) {
    if (module.context != context) return false;
    unload(&module);
    return true;
  });
}

API cuModuleLoadData(Module **module, const void *image) {
  return in_context([&](Driver &driver, Context *context) -> int {
    if (module == nullptr || image == nullptr) return INVALID_VALUE;
    const auto &elf = *static_cast<const Elf64_Ehdr *>(image);
    if (memcmp(elf.e_ident, ELFMAG, SELFMAG) != 0) return INVALID_IMAGE;
    if (elf.e_machine != EM_X86_64) return NO_BINARY_FOR_GPU;
    void *library = load(image, size_of(elf));
    if (library == nullptr) return INVALID_IMAGE;
    const auto *described = static_cast<const Image *>(dlsym(library, "stand_in_image"));
    if (described == nullptr) {
      dlclose(library);
      return INVALID_IMAGE;
    }
    *module = driver.modules.add({{context}, library, described});
    return SUCCESS;
  });
}

API cuModuleUnload(Module *module) {
  return in_context([&](Driver &driver, Context *) -> int {
    if (!driver.modules.has(module)) return INVALID_HANDLE;
    driver.functions.remove_if([&](Function &function) { return function.module == module; });
    unload(module);
    driver.modules.remove(module);
    return SUCCESS;
  });
}

API cuModuleGetFunction(Function **function, Module *module, const char *name) {
  return in_context([&](Driver &driver, Context *context) -> int {
    if (function == nullptr || name == nullptr) return INVALID_VALUE;
    if (!driver.modules.has(module)) return INVALID_HANDLE;
    const void *kernel = dlsym(module->library, name);
    const Entry *entries = module->image->entry;
    for (const Entry *entry = entries; entry < entries + module->image->entries; entry++) {
      if (entry->kernel == kernel) {
        const int most = std::max(0, Limits::SHARED_BYTES_BEFORE_OPTING_IN - *entry->shared_bytes);
        *function = driver.functions.add({{context}, module, name, entry, most, 0});
        return SUCCESS;
      }
    }
    return NOT_FOUND;
  });
}

API cuFuncGetAttribute(int *value, int attribute, Function *function) {
  return in_context([&](Driver &driver, Context *) -> int {
    if (value == nullptr || attribute < 0 || attribute > LAST) return INVALID_VALUE;
    if (!driver.functions.has(function)) return INVALID_HANDLE;
    switch (attribute) {
      case MOST_THREADS: *value = most_threads(*function); break;
      case SHARED_BYTES: *value = *function->entry->shared_bytes; break;
      case NUMBER_OF_REGISTERS: *value = REGISTERS_OF_KERNEL; break;
      case BINARY_VERSION: *value = compute_capability(); break;
      case MOST_DYNAMIC_SHARED_BYTES: *value = function->most_dynamic_bytes; break;
      default: *value = 0;
    }
    return SUCCESS;
  });
}

API cuFuncSetAttribute(Function *function, int attribute, int value) {
  return in_context([&](Driver &driver, Context *) -> int {
    if (!driver.functions.has(function)) return INVALID_HANDLE;
    if (attribute != MOST_DYNAMIC_SHARED_BYTES) return attribute == LAST ? SUCCESS : INVALID_VALUE;
    if (value < 0 || value > Limits::SHARED_BYTES - *function->entry->shared_bytes) return INVALID_VALUE;
    function->most_dynamic_bytes = value;
    return SUCCESS;
  });
}

API cuOccupancyMaxActiveBlocksPerMultiprocessor(int *blocks, Function *function, int threads, size_t dynamic_bytes) {
  return in_context([&](Driver &driver, Context *) -> int {
    if (blocks == nullptr || threads <= 0) return INVALID_VALUE;
    if (!driver.functions.has(function)) return INVALID_HANDLE;
    const int warps = (threads + Limits::WARP - 1) / Limits::WARP;
    const size_t shared = *function->entry->shared_bytes + dynamic_bytes;
    *blocks = threads > most_threads(*function)
                  ? 0
                  : std::min({Limits::BLOCKS, Limits::THREADS / (warps * Limits::WARP),
                              Limits::REGISTERS / (warps * Limits::WARP * REGISTERS_OF_KERNEL),
                              shared == 0 ? Limits::BLOCKS : static_cast<int>(Limits::SHARED_BYTES / shared)});
    return SUCCESS;
  });
}

}  // namespace stand_in
