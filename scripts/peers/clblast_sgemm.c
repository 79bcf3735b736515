// Times CLBlast's single-precision matrix multiply on one OpenCL device and checks its result, for scripts/compare-peers.
//
//   clblast_sgemm M N K SAMPLES DEVICE
//
// DEVICE counts the OpenCL devices of all platforms from 0. Prints one JSON object: the device's name, the time of every call in ns
// by the host's clock (a call may enqueue several kernels, so one event does not cover it), and the largest error of sampled
// elements against a double-precision reference, relative to the largest magnitude among them.
#define _POSIX_C_SOURCE 200809L
#define CL_TARGET_OPENCL_VERSION 120
#include <clblast_c.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define WARM_UPS 3
#define CHECKED 256
#define MOST_DEVICES 64

static void fail(const char *what, int code) {
  fprintf(stderr, "clblast_sgemm: %s failed with code %d\n", what, code);
  exit(1);
}

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static uint64_t state = 88172645463325252u;

static uint64_t draw(void) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

static float *filled(size_t count) {
  float *values = malloc(count * sizeof *values);
  if (!values) fail("malloc", 0);
  for (size_t i = 0; i < count; i++) values[i] = (float)(draw() >> 40) / (float)(1 << 23) - 1.0f;
  return values;
}

static cl_device_id device_number(int wanted) {
  cl_platform_id platforms[MOST_DEVICES];
  cl_uint platform_count = 0;
  int code = clGetPlatformIDs(MOST_DEVICES, platforms, &platform_count);
  if (code != CL_SUCCESS) fail("clGetPlatformIDs", code);
  for (cl_uint p = 0; p < platform_count; p++) {
    cl_device_id devices[MOST_DEVICES];
    cl_uint count = 0;
    if (clGetDeviceIDs(platforms[p], CL_DEVICE_TYPE_ALL, MOST_DEVICES, devices, &count) != CL_SUCCESS) continue;
    if (wanted < (int)count) return devices[wanted];
    wanted -= (int)count;
  }
  fail("finding the device", wanted);
  return NULL;
}

int main(int argc, char **argv) {
  if (argc != 6) {
    fprintf(stderr, "usage: clblast_sgemm M N K SAMPLES DEVICE\n");
    return 2;
  }
  const size_t m = strtoul(argv[1], NULL, 10), n = strtoul(argv[2], NULL, 10), k = strtoul(argv[3], NULL, 10);
  const int samples = atoi(argv[4]);
  cl_device_id device = device_number(atoi(argv[5]));
  char name[256] = "";
  clGetDeviceInfo(device, CL_DEVICE_NAME, sizeof name, name, NULL);
  cl_int code;
  cl_context context = clCreateContext(NULL, 1, &device, NULL, NULL, &code);
  if (code != CL_SUCCESS) fail("clCreateContext", code);
  cl_command_queue queue = clCreateCommandQueue(context, device, 0, &code);
  if (code != CL_SUCCESS) fail("clCreateCommandQueue", code);

  float *a = filled(m * k), *b = filled(k * n), *c = filled(m * n);
  cl_mem buffers[3];
  float *sources[3] = {a, b, c};
  const size_t sizes[3] = {m * k, k * n, m * n};
  for (int i = 0; i < 3; i++) {
    buffers[i] = clCreateBuffer(context, CL_MEM_READ_WRITE | CL_MEM_COPY_HOST_PTR, sizes[i] * sizeof(float), sources[i], &code);
    if (code != CL_SUCCESS) fail("clCreateBuffer", code);
  }

  printf("{\"device\": \"%s\", \"host_ns\": [", name);
  for (int run = -WARM_UPS; run < samples; run++) {
    const int64_t start = now();
    CLBlastStatusCode status = CLBlastSgemm(CLBlastLayoutRowMajor, CLBlastTransposeNo, CLBlastTransposeNo, m, n, k, 1.0f,
                                            buffers[0], 0, k, buffers[1], 0, n, 0.0f, buffers[2], 0, n, &queue, NULL);
    if (status != CLBlastSuccess) fail("CLBlastSgemm", status);
    code = clFinish(queue);
    if (code != CL_SUCCESS) fail("clFinish", code);
    if (run >= 0) printf("%s%lld", run ? ", " : "", (long long)(now() - start));
  }

  code = clEnqueueReadBuffer(queue, buffers[2], CL_TRUE, 0, m * n * sizeof(float), c, 0, NULL, NULL);
  if (code != CL_SUCCESS) fail("clEnqueueReadBuffer", code);
  double error = 0, magnitude = 0;
  for (int sample = 0; sample < CHECKED; sample++) {
    const size_t i = draw() % m, j = draw() % n;
    double sum = 0;
    for (size_t l = 0; l < k; l++) sum += (double)a[i * k + l] * b[l * n + j];
    error = fmax(error, isfinite(c[i * n + j]) ? fabs(c[i * n + j] - sum) : INFINITY);
    magnitude = fmax(magnitude, fabs(sum));
  }
  printf("], \"max_relative_error\": %.3e}\n", error / magnitude);
  return 0;
}
