// What a compiled kernel file and the driver know of each other. Kernels are compiled with this header, so it needs no other.
#pragma once

struct uint3 {
  unsigned x, y, z;
};

namespace stand_in {

// The built-in variables of one work-item. Work-items run one at a time, so an image has one of each.
struct Place {
  uint3 *thread, *block, *threads, *blocks;
};

struct Entry {
  void *kernel;                    // by its address cuModuleGetFunction finds it
  void (*run)(void **parameters);  // calls it for one work-item
  int parameters;
  const int *parameter_bytes;
  int most_threads;  // what __launch_bounds__ says, or 0
  const int *shared_bytes;
};

struct Image {
  Place place;
  int entries;
  const Entry *entry;
  char *shared, *shared_end;  // what __shared__ variables of all entries lie in
  char *dynamic;              // where extern __shared__ arrays begin
};

constexpr int MOST_DYNAMIC_BYTES = 64 << 10;

#pragma GCC visibility push(default)
extern "C" {
// Waits for all work-items of the block; `barrier` tells the barriers of a file apart.
void stand_in_barrier(int barrier);

// Waits for the work-items of the warp that `mask` names. Without a value it is __syncwarp; with one, it gives each the value of the
// lane that it names.
void stand_in_warp(int barrier, unsigned mask, void *value, int bytes, int lane);

int stand_in_lane();

[[noreturn]] void stand_in_trap();
}
#pragma GCC visibility pop

}  // namespace stand_in
