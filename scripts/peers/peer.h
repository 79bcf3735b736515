// What the timed peers share: a clock, inputs, and the check of sampled elements against a double-precision reference.
#ifndef PEER_H
#define PEER_H
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define WARM_UPS 3
#define CHECKED 256
#define LEAST_SAMPLES 3
#define MOST_NANOS INT64_C(3000000000)

// By the host's clock, in ns.
static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

// Whether one more sample is to be taken: a slow contestant gets fewer than it is asked for, as ours does.
static int goes_on(int taken, int samples, int64_t begun) {
  return taken < samples && (taken < LEAST_SAMPLES || now() - begun < MOST_NANOS);
}

static void print_times(const int64_t *times, int count) {
  printf("\"host_ns\": [");
  for (int i = 0; i < count; i++) printf("%s%lld", i ? ", " : "", (long long)times[i]);
  printf("]");
}

static uint64_t draw(void) {
  static uint64_t state = UINT64_C(88172645463325252);
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

// Numbers between -1 and 1.
static float *filled(size_t count) {
  float *values = (float *)malloc(count * sizeof *values);
  if (!values) {
    fprintf(stderr, "there is no memory for %zu numbers\n", count);
    exit(1);
  }
  for (size_t i = 0; i < count; i++) values[i] = (float)(draw() >> 40) / (float)(1 << 23) - 1.0f;
  return values;
}

// The largest error of the elements seen so far, to be divided by the largest magnitude among their references.
struct check {
  double error, magnitude;
};

static void see(struct check *check, float value, double reference) {
  check->error = fmax(check->error, isfinite(value) ? fabs(value - reference) : INFINITY);
  check->magnitude = fmax(check->magnitude, fabs(reference));
}

// JSON knows no infinity.
static double relative_error(const struct check *check) {
  return isfinite(check->error) ? check->error / check->magnitude : 1e99;
}
#endif
