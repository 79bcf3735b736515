#include "faults.h"

#include <setjmp.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <memory>
#include <utility>

#include "fibres.h"

namespace stand_in {
namespace {

constexpr int SIGNALS[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL};
constexpr size_t SIGNAL_STACK_BYTES = 64 << 10;

// The thread that is inside of a kernel, or 0. A thread-local variable might be allocated when a handler first reads it.
std::atomic<long> inside{0};
sigjmp_buf out;
const char *kernel_name = "";
struct sigaction before[NSIG];

void handle(int signal, siginfo_t *info, void *context) {
  if (inside == syscall(SYS_gettid)) {
    char reason[80];
    snprintf(reason, sizeof reason, signal == SIGFPE ? "divides by zero" : "uses the address %p, where it has no memory",
             info->si_addr);
    fault(signal == SIGSEGV || signal == SIGBUS ? ILLEGAL_ADDRESS : LAUNCH_FAILED, reason);
  }
  // A JVM has uses of its own for these signals.
  const struct sigaction &previous = before[signal];
  if (previous.sa_flags & SA_SIGINFO) {
    previous.sa_sigaction(signal, info, context);
  } else if (previous.sa_handler != SIG_DFL && previous.sa_handler != SIG_IGN) {
    previous.sa_handler(signal);
  } else {
    ::signal(signal, SIG_DFL);
  }
}

void install_handlers() {
  static bool installed = false;
  if (std::exchange(installed, true)) return;
  for (int signal : SIGNALS) {
    sigaction(signal, nullptr, &before[signal]);
    struct sigaction own = before[signal];
    own.sa_sigaction = handle;
    // A kernel that has filled its stack leaves the handler none.
    own.sa_flags |= SA_SIGINFO | SA_ONSTACK;
    sigaction(signal, &own, nullptr);
  }
}

}  // namespace

Fault run_guarded(const char *kernel, const std::function<void()> &work) {
  install_handlers();
  static const std::unique_ptr<char[]> stack(new char[SIGNAL_STACK_BYTES]);
  stack_t own = {};
  own.ss_sp = stack.get();
  own.ss_size = SIGNAL_STACK_BYTES;
  stack_t previous;
  sigaltstack(&own, &previous);
  kernel_name = kernel;
  const int fault = sigsetjmp(out, 1);
  if (fault == 0) {
    inside = syscall(SYS_gettid);
    work();
  }
  inside = 0;
  sigaltstack(&previous, nullptr);
  return static_cast<Fault>(fault);
}

void fault(Fault fault, const char *reason) {
  inside = 0;
  fprintf(stderr, "CUDA stand-in: %s, %s: %s\n", kernel_name, running_item().c_str(), reason);
  siglongjmp(out, fault);
}

extern "C" void stand_in_trap() { fault(LAUNCH_FAILED, "traps"); }

// What kernels are compiled to check (-fsanitize) ends in these functions of the compiler's run-time library. All checks are told the
// place in the source first.
struct Checked {
  const char *file;
  unsigned line, column;
};

#pragma GCC visibility push(default)
extern "C" void __ubsan_handle_type_mismatch_v1_abort(const Checked *at, unsigned long address) {
  char reason[120];
  snprintf(reason, sizeof reason, "%s(%u): the address %#lx is not aligned for what is read or written there", at->file, at->line,
           address);
  fault(MISALIGNED_ADDRESS, reason);
}

extern "C" void __ubsan_handle_out_of_bounds_abort(const Checked *at, unsigned long index) {
  char reason[120];
  snprintf(reason, sizeof reason, "%s(%u): the index %ld is outside of its array", at->file, at->line, static_cast<long>(index));
  fault(LAUNCH_FAILED, reason);
}

#pragma GCC visibility pop

}  // namespace stand_in
