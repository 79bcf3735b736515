// CUDA C as C++: what kernels are compiled with in place of NVIDIA's built-in header.
#pragma once
#include "image.h"

#define __CUDACC__ 1
#define __CUDACC_RTC__ 1

#define __global__ __attribute__((used, noinline, visibility("default")))
#define __device__
#define __host__
#define __forceinline__ inline __attribute__((always_inline))
#define __noinline__ __attribute__((noinline))
#define __launch_bounds__(...)
#define __align__(bytes) __attribute__((aligned(bytes)))
#define __constant__ static
#define __restrict__ __restrict

// Blocks run one after another, so what is theirs alone can be static. The section lets the driver spoil it before each block.
#define __shared__ static __attribute__((section("stand_in_shared")))

static uint3 threadIdx, blockIdx, blockDim, gridDim;
constexpr int warpSize = 32;

typedef unsigned char uchar;
typedef unsigned short ushort;
typedef unsigned int uint;

#define STAND_IN_THREE(scalar, name) \
  struct name##3 {                   \
    scalar x, y, z;                  \
  };
#define STAND_IN_VECTORS(scalar, name, align2, align4)                                       \
  struct name##1 {                                                                           \
    scalar x;                                                                                \
  };                                                                                         \
  struct __attribute__((aligned(align2))) name##2 {                                          \
    scalar x, y;                                                                             \
  };                                                                                         \
  struct __attribute__((aligned(align4))) name##4 {                                          \
    scalar x, y, z, w;                                                                       \
  };                                                                                         \
  __forceinline__ name##1 make_##name##1(scalar x) { return {x}; }                           \
  __forceinline__ name##2 make_##name##2(scalar x, scalar y) { return {x, y}; }              \
  __forceinline__ name##3 make_##name##3(scalar x, scalar y, scalar z) { return {x, y, z}; } \
  __forceinline__ name##4 make_##name##4(scalar x, scalar y, scalar z, scalar w) { return {x, y, z, w}; }

STAND_IN_THREE(signed char, char)
STAND_IN_THREE(unsigned char, uchar)
STAND_IN_THREE(short, short)
STAND_IN_THREE(unsigned short, ushort)
STAND_IN_THREE(int, int)
STAND_IN_THREE(float, float)
STAND_IN_THREE(long long, longlong)
STAND_IN_THREE(double, double)
STAND_IN_VECTORS(signed char, char, 2, 4)
STAND_IN_VECTORS(unsigned char, uchar, 2, 4)
STAND_IN_VECTORS(short, short, 4, 8)
STAND_IN_VECTORS(unsigned short, ushort, 4, 8)
STAND_IN_VECTORS(int, int, 8, 16)
STAND_IN_VECTORS(unsigned int, uint, 8, 16)
STAND_IN_VECTORS(float, float, 8, 16)
STAND_IN_VECTORS(long long, longlong, 16, 16)
STAND_IN_VECTORS(double, double, 16, 16)

extern "C" {
float sqrtf(float), cbrtf(float), expf(float), exp2f(float), exp10f(float), expm1f(float), logf(float), log2f(float), log10f(float),
    log1pf(float), sinf(float), cosf(float), tanf(float), asinf(float), acosf(float), atanf(float), sinhf(float), coshf(float),
    tanhf(float), erff(float), erfcf(float), floorf(float), ceilf(float), truncf(float), roundf(float), rintf(float), fabsf(float),
    fminf(float, float), fmaxf(float, float), powf(float, float), fmodf(float, float), atan2f(float, float), hypotf(float, float),
    copysignf(float, float), fmaf(float, float, float);
double sqrt(double), cbrt(double), exp(double), exp2(double), exp10(double), expm1(double), log(double), log2(double), log10(double),
    log1p(double), sin(double), cos(double), tan(double), asin(double), acos(double), atan(double), sinh(double), cosh(double),
    tanh(double), erf(double), erfc(double), floor(double), ceil(double), trunc(double), round(double), rint(double), fabs(double),
    fmin(double, double), fmax(double, double), pow(double, double), fmod(double, double), atan2(double, double),
    hypot(double, double), copysign(double, double), fma(double, double, double);
int abs(int);
void *memcpy(void *, const void *, unsigned long), *memset(void *, int, unsigned long);
}

// In CUDA C the functions of doubles take floats, too.
#define STAND_IN_OF_FLOAT(name) \
  __forceinline__ float name(float a) { return name##f(a); }
STAND_IN_OF_FLOAT(sqrt)
STAND_IN_OF_FLOAT(exp)
STAND_IN_OF_FLOAT(exp2)
STAND_IN_OF_FLOAT(log)
STAND_IN_OF_FLOAT(log2)
STAND_IN_OF_FLOAT(sin)
STAND_IN_OF_FLOAT(cos)
STAND_IN_OF_FLOAT(tanh)
STAND_IN_OF_FLOAT(floor)
STAND_IN_OF_FLOAT(ceil)
STAND_IN_OF_FLOAT(fabs)
__forceinline__ float fmin(float a, float b) { return fminf(a, b); }
__forceinline__ float fmax(float a, float b) { return fmaxf(a, b); }
__forceinline__ float pow(float a, float b) { return powf(a, b); }
__forceinline__ float fma(float a, float b, float c) { return fmaf(a, b, c); }
__forceinline__ float abs(float a) { return fabsf(a); }
__forceinline__ double abs(double a) { return fabs(a); }

__forceinline__ float rsqrtf(float a) { return 1 / sqrtf(a); }
__forceinline__ double rsqrt(double a) { return 1 / sqrt(a); }
__forceinline__ float rsqrt(float a) { return rsqrtf(a); }
__forceinline__ float __expf(float a) { return expf(a); }
__forceinline__ float __exp10f(float a) { return exp10f(a); }
__forceinline__ float __logf(float a) { return logf(a); }
__forceinline__ float __log2f(float a) { return log2f(a); }
__forceinline__ float __sinf(float a) { return sinf(a); }
__forceinline__ float __cosf(float a) { return cosf(a); }
__forceinline__ float __powf(float a, float b) { return powf(a, b); }
__forceinline__ float __fdividef(float a, float b) { return a / b; }
__forceinline__ float __fmaf_rn(float a, float b, float c) { return fmaf(a, b, c); }
__forceinline__ float __fadd_rn(float a, float b) { return a + b; }
__forceinline__ float __fmul_rn(float a, float b) { return a * b; }
__forceinline__ float __fdiv_rn(float a, float b) { return a / b; }
__forceinline__ float __frcp_rn(float a) { return 1 / a; }
__forceinline__ float __fsqrt_rn(float a) { return sqrtf(a); }
__forceinline__ float __saturatef(float a) { return a > 0 ? a < 1 ? a : 1 : 0; }

#define STAND_IN_MIN_MAX(type)                                                      \
  __forceinline__ constexpr type min(type a, type b) { return b < a ? b : a; } \
  __forceinline__ constexpr type max(type a, type b) { return a < b ? b : a; }
STAND_IN_MIN_MAX(int)
STAND_IN_MIN_MAX(unsigned)
STAND_IN_MIN_MAX(long)
STAND_IN_MIN_MAX(long long)
STAND_IN_MIN_MAX(unsigned long long)
__forceinline__ float min(float a, float b) { return fminf(a, b); }
__forceinline__ float max(float a, float b) { return fmaxf(a, b); }
__forceinline__ double min(double a, double b) { return fmin(a, b); }
__forceinline__ double max(double a, double b) { return fmax(a, b); }

__forceinline__ float __int_as_float(int a) { return __builtin_bit_cast(float, a); }
__forceinline__ int __float_as_int(float a) { return __builtin_bit_cast(int, a); }
__forceinline__ float __uint_as_float(unsigned a) { return __builtin_bit_cast(float, a); }
__forceinline__ unsigned __float_as_uint(float a) { return __builtin_bit_cast(unsigned, a); }
__forceinline__ double __longlong_as_double(long long a) { return __builtin_bit_cast(double, a); }
__forceinline__ long long __double_as_longlong(double a) { return __builtin_bit_cast(long long, a); }
__forceinline__ int __float2int_rn(float a) { return (int)rintf(a); }
__forceinline__ int __float2int_rz(float a) { return (int)a; }
__forceinline__ int __mul24(int a, int b) { return a * b; }
__forceinline__ int __popc(unsigned a) { return __builtin_popcount(a); }
__forceinline__ int __clz(int a) { return a == 0 ? 32 : __builtin_clz((unsigned)a); }
__forceinline__ int __ffs(int a) { return __builtin_ffs(a); }

// Hints for caches say nothing of values.
#define STAND_IN_LOAD(name) \
  template <class T>        \
  __forceinline__ T name(const T *p) { return *p; }
#define STAND_IN_STORE(name) \
  template <class T>         \
  __forceinline__ void name(T *p, T value) { *p = value; }
STAND_IN_LOAD(__ldg)
STAND_IN_LOAD(__ldca)
STAND_IN_LOAD(__ldcg)
STAND_IN_LOAD(__ldcs)
STAND_IN_LOAD(__ldlu)
STAND_IN_LOAD(__ldcv)
STAND_IN_STORE(__stwb)
STAND_IN_STORE(__stcg)
STAND_IN_STORE(__stcs)
STAND_IN_STORE(__stwt)

// One work-item runs at a time, and is left only where it waits.
template <class T>
struct stand_in_same {
  typedef T type;
};
#define STAND_IN_ATOMIC(name, result)                                  \
  template <class T>                                                   \
  __forceinline__ T name(T *p, typename stand_in_same<T>::type b) { \
    const T a = *p;                                                    \
    *p = result;                                                       \
    return a;                                                          \
  }
STAND_IN_ATOMIC(atomicAdd, a + b)
STAND_IN_ATOMIC(atomicSub, a - b)
STAND_IN_ATOMIC(atomicMin, b < a ? b : a)
STAND_IN_ATOMIC(atomicMax, a < b ? b : a)
STAND_IN_ATOMIC(atomicExch, b)
STAND_IN_ATOMIC(atomicAnd, a &b)
STAND_IN_ATOMIC(atomicOr, a | b)
STAND_IN_ATOMIC(atomicXor, a ^ b)
template <class T>
__forceinline__ T atomicCAS(T *p, typename stand_in_same<T>::type expected, typename stand_in_same<T>::type b) {
  const T a = *p;
  if (a == expected) *p = b;
  return a;
}
__forceinline__ void __threadfence() {}
__forceinline__ void __threadfence_block() {}

__forceinline__ void __trap() { stand_in::stand_in_trap(); }

#define __syncthreads() stand_in::stand_in_barrier(__COUNTER__)
#define STAND_IN_ALL_LANES 0xffffffffu
#define __syncwarp(...) stand_in_syncwarp(__COUNTER__, ##__VA_ARGS__)
#define __shfl_sync(...) stand_in_shfl(__COUNTER__, __VA_ARGS__)
#define __shfl_up_sync(...) stand_in_shfl_up(__COUNTER__, __VA_ARGS__)
#define __shfl_down_sync(...) stand_in_shfl_down(__COUNTER__, __VA_ARGS__)
#define __shfl_xor_sync(...) stand_in_shfl_xor(__COUNTER__, __VA_ARGS__)

__forceinline__ void stand_in_syncwarp(int barrier, unsigned mask = STAND_IN_ALL_LANES) {
  stand_in::stand_in_warp(barrier, mask, nullptr, 0, 0);
}

template <class T>
__forceinline__ T stand_in_from(int barrier, unsigned mask, T value, int lane) {
  stand_in::stand_in_warp(barrier, mask, &value, sizeof(T), lane);
  return value;
}

// Lanes are counted within segments of `width`; a lane that would read from outside of its own keeps its value.
template <class T>
__forceinline__ T stand_in_shfl(int barrier, unsigned mask, T value, int from, int width = 32) {
  const int lane = stand_in::stand_in_lane(), segment = lane & ~(width - 1);
  return stand_in_from(barrier, mask, value, segment | (from & (width - 1)));
}
template <class T>
__forceinline__ T stand_in_shfl_up(int barrier, unsigned mask, T value, unsigned delta, int width = 32) {
  const int lane = stand_in::stand_in_lane(), from = lane - (int)delta;
  return stand_in_from(barrier, mask, value, from < (lane & ~(width - 1)) ? lane : from);
}
template <class T>
__forceinline__ T stand_in_shfl_down(int barrier, unsigned mask, T value, unsigned delta, int width = 32) {
  const int lane = stand_in::stand_in_lane(), from = lane + (int)delta;
  return stand_in_from(barrier, mask, value, from > (lane | (width - 1)) ? lane : from);
}
template <class T>
__forceinline__ T stand_in_shfl_xor(int barrier, unsigned mask, T value, int bits, int width = 32) {
  const int lane = stand_in::stand_in_lane(), from = lane ^ bits;
  return stand_in_from(barrier, mask, value, from > (lane | (width - 1)) ? lane : from);
}

#include "instructions.h"
