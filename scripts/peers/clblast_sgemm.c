// Times CLBlast's single-precision matrix multiply on one OpenCL device and checks its result, for scripts/compare-peers.
//
//   clblast_sgemm M N K TRANSPOSED SAMPLES DEVICE [KERNEL NAME=VALUE,…]…
//
// TRANSPOSED is 1 where B is given as N rows of K numbers, else 0. DEVICE counts the OpenCL devices of all platforms from 0. Each
// KERNEL, as CLBlast calls it (Xgemm), is given the parameters that follow it in place of CLBlast's defaults for the device. Prints
// one JSON object: the device's name and place, the time of every call in ns by the host's clock (a call may enqueue several kernels, so one
// event does not cover it), and the largest error of sampled elements against a double-precision reference, relative to the largest
// magnitude among them.
#define _POSIX_C_SOURCE 200809L
#define CL_TARGET_OPENCL_VERSION 120
#include <clblast_c.h>
#include <string.h>

#include "peer.h"

#define MOST_DEVICES 64
#define MOST_PARAMETERS 32

static void fail(const char *what, int code) {
  fprintf(stderr, "%s failed with code %d\n", what, code);
  exit(1);
}

// Finds the device, and where CLBlast's own programs would look for it: the platform, and the number within it.
static cl_device_id device_number(int wanted, int *platform, int *number) {
  cl_platform_id platforms[MOST_DEVICES];
  cl_uint platform_count = 0;
  int code = clGetPlatformIDs(MOST_DEVICES, platforms, &platform_count);
  if (code != CL_SUCCESS) fail("clGetPlatformIDs", code);
  for (cl_uint p = 0; p < platform_count; p++) {
    cl_device_id devices[MOST_DEVICES];
    cl_uint count = 0;
    if (clGetDeviceIDs(platforms[p], CL_DEVICE_TYPE_ALL, MOST_DEVICES, devices, &count) != CL_SUCCESS) continue;
    if (wanted < (int)count) {
      *platform = (int)p;
      *number = wanted;
      return devices[wanted];
    }
    wanted -= (int)count;
  }
  fprintf(stderr, "there is no such OpenCL device\n");
  exit(1);
}

static void override(cl_device_id device, const char *kernel, char *list) {
  const char *names[MOST_PARAMETERS];
  size_t values[MOST_PARAMETERS], count = 0;
  for (char *pair = strtok(list, ","); pair && count < MOST_PARAMETERS; pair = strtok(NULL, ",")) {
    char *equals = strchr(pair, '=');
    if (!equals) fail("reading the parameters", 0);
    *equals = 0;
    names[count] = pair;
    values[count++] = strtoul(equals + 1, NULL, 10);
  }
  CLBlastStatusCode status = CLBlastOverrideParameters(device, kernel, CLBlastPrecisionSingle, count, names, values);
  if (status != CLBlastSuccess) fail("CLBlastOverrideParameters", status);
}

int main(int argc, char **argv) {
  if (argc < 7 || argc % 2 == 0) {
    fprintf(stderr, "usage: clblast_sgemm M N K TRANSPOSED SAMPLES DEVICE [KERNEL NAME=VALUE,...]...\n");
    return 2;
  }
  const size_t m = strtoul(argv[1], NULL, 10), n = strtoul(argv[2], NULL, 10), k = strtoul(argv[3], NULL, 10);
  const int transposed = atoi(argv[4]), samples = atoi(argv[5]);
  int platform = 0, number = 0;
  cl_device_id device = device_number(atoi(argv[6]), &platform, &number);
  for (int i = 7; i < argc; i += 2) override(device, argv[i], argv[i + 1]);
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

  int64_t *times = (int64_t *)calloc((size_t)samples + 1, sizeof *times);
  int taken = 0;
  int64_t begun = 0;
  for (int run = -WARM_UPS; run < 0 || goes_on(taken, samples, begun); run++) {
    const int64_t start = now();
    if (run == 0) begun = start;
    CLBlastStatusCode status =
        CLBlastSgemm(CLBlastLayoutRowMajor, CLBlastTransposeNo, transposed ? CLBlastTransposeYes : CLBlastTransposeNo, m, n, k, 1.0f,
                     buffers[0], 0, k, buffers[1], 0, transposed ? k : n, 0.0f, buffers[2], 0, n, &queue, NULL);
    if (status != CLBlastSuccess) fail("CLBlastSgemm", status);
    code = clFinish(queue);
    if (code != CL_SUCCESS) fail("clFinish", code);
    if (run >= 0) times[taken++] = now() - start;
  }

  code = clEnqueueReadBuffer(queue, buffers[2], CL_TRUE, 0, m * n * sizeof(float), c, 0, NULL, NULL);
  if (code != CL_SUCCESS) fail("clEnqueueReadBuffer", code);
  struct check check = {0, 0};
  for (int sample = 0; sample < CHECKED; sample++) {
    const size_t i = draw() % m, j = draw() % n;
    double sum = 0;
    for (size_t l = 0; l < k; l++) sum += (double)a[i * k + l] * (transposed ? b[j * k + l] : b[l * n + j]);
    see(&check, c[i * n + j], sum);
  }
  printf("{\"device\": \"%s\", \"platform\": %d, \"number\": %d, ", name, platform, number);
  print_times(times, taken);
  printf(", \"max_relative_error\": %.3e}\n", relative_error(&check));
  return 0;
}
