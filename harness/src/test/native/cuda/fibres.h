// Runs the blocks of a launch, one after another, on the calling thread.
//
// A work-item runs until it ends or waits at a barrier. Only then is another one begun, on a stack of its own: a kernel without
// barriers is a plain loop on one stack. Work-items are begun in ascending order in one block and in descending order in the next, so
// that what reads before a missing barrier finds unwritten memory in one of them. Which comes first changes with every launch of a
// kernel; the first launch begins in ascending order, or in descending order where CUDA_STAND_IN_ORDER is "descending".
#pragma once

#include <string>

#include "image.h"

namespace stand_in {

struct Grid {
  uint3 blocks, threads;
};

// Runs a launch to its end, or leaves by fault(). `launched` is how often the kernel was launched before.
void run_blocks(const Image &image, const Entry &entry, void **parameters, Grid grid, unsigned dynamic_bytes, unsigned launched);

// Fills memory with what no program has written.
void spoil(char *begin, char *end);

// Says which work-item runs, for messages.
std::string running_item();

}  // namespace stand_in
