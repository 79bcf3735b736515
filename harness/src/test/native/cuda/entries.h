// What the compiler writes behind a kernel file: how its entry points are called, and what a cubin tells of their parameters.
#pragma once

extern "C" __attribute__((aligned(1024))) char stand_in_dynamic[stand_in::MOST_DYNAMIC_BYTES] = {};
extern "C" char __start_stand_in_shared[] __attribute__((weak, visibility("hidden")));
extern "C" char __stop_stand_in_shared[] __attribute__((weak, visibility("hidden")));

namespace stand_in {

// EIATTR_KPARAM_INFO: the attribute and the 12 bytes that follow; an index, ordinal and offset, and the size in the upper 14 bits. A
// word of padding comes first, since there are kernels without parameters.
template <int N>
struct Parameters {
  unsigned padding = 1;
  struct {
    unsigned attribute, index, ordinal_and_offset, size;
  } each[N == 0 ? 1 : N] = {};
};

template <auto kernel>
struct Called;

template <class... P, void (*kernel)(P...)>
struct Called<kernel> {
  static constexpr int COUNT = sizeof...(P);
  static constexpr int BYTES[] = {(int)sizeof(P)..., 0};

  static constexpr Parameters<COUNT> described() {
    Parameters<COUNT> all;
    const int aligned[] = {(int)alignof(P)..., 1};
    for (int i = 0, offset = 0; i < COUNT; offset += BYTES[i++]) {
      offset = (offset + aligned[i] - 1) / aligned[i] * aligned[i];
      all.each[i] = {0x000c1704, 0, (unsigned)i | (unsigned)offset << 16, (unsigned)BYTES[i] << 18 | 0x1f000};
    }
    return all;
  }

  template <int... I>
  struct Indices {};
  template <int N, int... I>
  struct Counted : Counted<N - 1, N - 1, I...> {};
  template <int... I>
  struct Counted<0, I...> {
    typedef Indices<I...> type;
  };

  template <int... I>
  static void call(void **parameters, Indices<I...>) {
    kernel(*static_cast<P *>(parameters[I])...);
  }

  static void run(void **parameters) { call(parameters, typename Counted<COUNT>::type()); }
};

constexpr int first(int bound, int = 0, int = 0) { return bound; }

}  // namespace stand_in

#define STAND_IN_KERNEL(name)                                                                  \
  extern "C" __attribute__((visibility("hidden"))) const int stand_in_shared_bytes_##name;     \
  __attribute__((section(".nv.info." #name), used)) static constexpr auto stand_in_info_##name = \
      stand_in::Called<&name>::described();

#define STAND_IN_ENTRY(name, bounds)                                                                                              \
  {(void *)&name,                                                                                                                 \
   stand_in::Called<&name>::run,                                                                                                  \
   stand_in::Called<&name>::COUNT,                                                                                                \
   stand_in::Called<&name>::BYTES,                                                                                                  \
   bounds,                                                                                                                        \
   &stand_in_shared_bytes_##name}

#define STAND_IN_IMAGE(...)                                                                                                       \
  static const stand_in::Entry stand_in_entries[] = {__VA_ARGS__};                                                                \
  extern "C" __attribute__((visibility("default"), used)) const stand_in::Image stand_in_image = {                                \
      {&threadIdx, &blockIdx, &blockDim, &gridDim},                                                                               \
      sizeof stand_in_entries / sizeof *stand_in_entries,                                                                         \
      stand_in_entries,                                                                                                           \
      __start_stand_in_shared,                                                                                                    \
      __stop_stand_in_shared,                                                                                                     \
      stand_in_dynamic};
