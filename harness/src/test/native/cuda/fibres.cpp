#include "fibres.h"

#include <sys/mman.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "faults.h"

#ifndef __x86_64__
#error "the stand-in for CUDA switches stacks of x86-64 processors"
#endif

// Keeps the stack pointer in *kept, and goes on where `next` was kept. Nothing else has to be saved: it is a call to the compiler.
extern "C" void stand_in_switch(void **kept, void *next);
asm(R"(
    .text
    .type stand_in_switch, @function
stand_in_switch:
    push %rbp
    push %rbx
    push %r12
    push %r13
    push %r14
    push %r15
    mov %rsp, (%rdi)
    mov %rsi, %rsp
    pop %r15
    pop %r14
    pop %r13
    pop %r12
    pop %rbx
    pop %rbp
    ret
    .size stand_in_switch, . - stand_in_switch
)");

namespace stand_in {
namespace {

constexpr size_t STACK_BYTES = 256 << 10, PAGE_BYTES = 4096;
constexpr int WARP = 32, SAVED_REGISTERS = 6;

// 0x7FC0BEEF is a NaN, and no index.
constexpr unsigned POISON = 0x7FC0BEEF;

enum class Waits { NOWHERE, AT_BARRIER, IN_WARP };

struct Fibre {
  void *stack_pointer;
  unsigned item;
  Waits waits;
  int barrier;
  unsigned mask;
  const void *value;  // what it gives the lanes of its warp
  int bytes;
};

struct Running {
  const Image *image;
  const Entry *entry;
  void **parameters;
  Grid grid;
  unsigned items;
  bool ascending;
  unsigned begun;   // work-items of this block
  bool ended_any;   // whether one of them has ended
  void *scheduler;  // its stack pointer
  Fibre *fibre;     // the one that runs
  std::vector<Fibre *> waiting;
  std::vector<Fibre *> in_warps;  // by work-item, those that exchange values
} running;

std::vector<std::unique_ptr<Fibre>> pool;
std::vector<Fibre *> idle;

void enter_item(unsigned item) {
  const uint3 &threads = running.grid.threads;
  *running.image->place.thread = {item % threads.x, item / threads.x % threads.y, item / (threads.x * threads.y)};
}

// What runs on a stack of its own: work-items, as long as there are any to begin.
void fibre_main() {
  for (;;) {
    while (running.begun < running.items) {
      const unsigned next = running.begun++;
      running.fibre->item = running.ascending ? next : running.items - 1 - next;
      enter_item(running.fibre->item);
      running.entry->run(running.parameters);
      running.ended_any = true;
    }
    running.fibre->waits = Waits::NOWHERE;
    stand_in_switch(&running.fibre->stack_pointer, running.scheduler);
  }
}

// The lowest page of a stack is never mapped, so that one that is full faults.
std::unique_ptr<Fibre> make_fibre() {
  char *stack = static_cast<char *>(
      mmap(nullptr, STACK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0));
  if (stack == MAP_FAILED || mprotect(stack, PAGE_BYTES, PROT_NONE) != 0) fault(LAUNCH_FAILED, "there is no memory for stacks");
  // As after a call: the address that the first switch returns to, and above it one that is never returned to.
  void **top = reinterpret_cast<void **>(stack + STACK_BYTES) - 2;
  *top = reinterpret_cast<void *>(&fibre_main);
  auto fibre = std::make_unique<Fibre>();
  fibre->stack_pointer = top - SAVED_REGISTERS;
  return fibre;
}

// What a fault has left on a stack is forgotten with the stack; the process has no use of the device any more.
Fibre *take_fibre() {
  if (idle.empty()) {
    pool.push_back(make_fibre());
    idle.push_back(pool.back().get());
  }
  Fibre *fibre = idle.back();
  idle.pop_back();
  return fibre;
}

void go_on(Fibre *fibre) {
  running.fibre = fibre;
  stand_in_switch(&running.scheduler, fibre->stack_pointer);
  (fibre->waits == Waits::NOWHERE ? idle : running.waiting).push_back(fibre);
}

void wait(Waits waits, int barrier) {
  Fibre *fibre = running.fibre;
  fibre->waits = waits;
  fibre->barrier = barrier;
  stand_in_switch(&fibre->stack_pointer, running.scheduler);
  enter_item(fibre->item);
}

// The lanes of its warp that `fibre` waits for and that are not ended: all but those that wait elsewhere.
bool warp_is_complete(const Fibre &fibre) {
  const unsigned warp = fibre.item / WARP;
  for (const Fibre *other : running.waiting) {
    const bool named = other->item / WARP == warp && (fibre.mask >> other->item % WARP & 1);
    if (named && (other->waits != Waits::IN_WARP || other->barrier != fibre.barrier || other->mask != fibre.mask)) return false;
  }
  return true;
}

bool all_at_one_barrier() {
  for (const Fibre *fibre : running.waiting) {
    if (fibre->waits != Waits::AT_BARRIER || fibre->barrier != running.waiting.front()->barrier) return false;
  }
  return running.waiting.size() == running.items;
}

[[noreturn]] void nobody_can_go_on() {
  running.fibre = running.waiting.front();
  enter_item(running.fibre->item);
  fault(LAUNCH_FAILED, running.ended_any ? "waits at a barrier that other work-items of its block have ended without"
                                         : "waits at a barrier while other work-items of its block wait at another one");
}

// Takes those that may go on out of those that wait.
std::vector<Fibre *> released() {
  if (all_at_one_barrier()) return std::exchange(running.waiting, {});
  std::vector<Fibre *> free, held;
  for (Fibre *fibre : running.waiting) {
    (fibre->waits == Waits::IN_WARP && warp_is_complete(*fibre) ? free : held).push_back(fibre);
  }
  if (free.empty()) nobody_can_go_on();
  running.waiting = std::move(held);
  return free;
}

void run_block(unsigned dynamic_bytes) {
  spoil(running.image->shared, running.image->shared_end);
  spoil(running.image->dynamic, running.image->dynamic + (dynamic_bytes + sizeof POISON - 1) / sizeof POISON * sizeof POISON);
  running.begun = 0;
  running.ended_any = false;
  running.waiting.clear();
  while (running.begun < running.items) go_on(take_fibre());
  while (!running.waiting.empty()) {
    for (Fibre *fibre : released()) go_on(fibre);
  }
}

}  // namespace

void spoil(char *begin, char *end) {
  for (char *at = begin; at + sizeof POISON <= end; at += sizeof POISON) memcpy(at, &POISON, sizeof POISON);
}

void run_blocks(const Image &image, const Entry &entry, void **parameters, Grid grid, unsigned dynamic_bytes, unsigned launched) {
  running.image = &image;
  running.entry = &entry;
  running.parameters = parameters;
  running.grid = grid;
  running.items = grid.threads.x * grid.threads.y * grid.threads.z;
  running.in_warps.assign(running.items, nullptr);
  *image.place.blocks = grid.blocks;
  *image.place.threads = grid.threads;
  static const char *first_order = getenv("CUDA_STAND_IN_ORDER");
  unsigned done = launched + (first_order != nullptr && strcmp(first_order, "descending") == 0);
  for (unsigned z = 0; z < grid.blocks.z; z++) {
    for (unsigned y = 0; y < grid.blocks.y; y++) {
      for (unsigned x = 0; x < grid.blocks.x; x++) {
        *image.place.block = {x, y, z};
        running.ascending = done++ % 2 == 0;
        run_block(dynamic_bytes);
      }
    }
  }
}

std::string running_item() {
  const auto text = [](const uint3 &at) {
    return "(" + std::to_string(at.x) + ", " + std::to_string(at.y) + ", " + std::to_string(at.z) + ")";
  };
  return "thread " + text(*running.image->place.thread) + " of block " + text(*running.image->place.block);
}

extern "C" void stand_in_barrier(int barrier) { wait(Waits::AT_BARRIER, barrier); }

extern "C" int stand_in_lane() { return running.fibre->item % WARP; }

// Waits twice where values are exchanged: the second time for those that still have to read its own.
extern "C" void stand_in_warp(int barrier, unsigned mask, void *value, int bytes, int lane) {
  Fibre *fibre = running.fibre;
  if (!(mask >> fibre->item % WARP & 1)) fault(LAUNCH_FAILED, "synchronizes with a mask that it is not in itself");
  fibre->mask = mask;
  fibre->value = value;
  fibre->bytes = bytes;
  running.in_warps[fibre->item] = fibre;
  wait(Waits::IN_WARP, barrier);
  if (value == nullptr) return;
  const unsigned from = fibre->item / WARP * WARP + lane;
  const Fibre *source = from < running.items && (mask >> lane & 1) ? running.in_warps[from] : nullptr;
  if (source == nullptr || source->value == nullptr) fault(LAUNCH_FAILED, "takes a value of a lane that gives none");
  char taken[16];
  memcpy(taken, source->value, bytes);
  wait(Waits::IN_WARP, barrier);
  running.in_warps[fibre->item] = nullptr;
  memcpy(value, taken, bytes);
}

}  // namespace stand_in
