// What ends a kernel before its end: an address that is not mapped, a trap, a barrier that not all work-items reach.
#pragma once

#include <functional>

namespace stand_in {

// Numbers of CUresult.
enum Fault { NO_FAULT = 0, ILLEGAL_ADDRESS = 700, MISALIGNED_ADDRESS = 716, LAUNCH_FAILED = 719 };

// Runs a kernel and returns how it ended. Only one thread may do so at a time.
Fault run_guarded(const char *kernel, const std::function<void()> &work);

// Ends the kernel that runs, and says why on standard error.
[[noreturn]] void fault(Fault fault, const char *reason);

}  // namespace stand_in
