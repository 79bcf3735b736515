// Times a primitive of oneDNN on the processor and checks its result, for scripts/compare-peers.
//
//   onednn conv2d user|blocked SAMPLES B C F H W
//   onednn matmul user|blocked SAMPLES M N K
//   onednn matmul-transposed user|blocked SAMPLES M N K
//   onednn batched-matmul user|blocked SAMPLES P M N K
//   onednn softmax user SAMPLES M N
//   onednn layer-norm user SAMPLES M N
//
// "user" begins and ends with the task's own layouts, and every copy into the library's layouts and back is timed; of the two ways to
// do it, with such copies or in the task's layouts throughout, the faster one counts. "blocked" leaves the layouts to the library and
// times the primitive alone, as in a network whose layers hand them on. Prints one JSON object: the time of every run in ns by the
// host's clock, the largest error of sampled elements against a double-precision reference, relative to the largest magnitude among
// them, and what the library says of itself.
#include <dnnl.hpp>

#include <algorithm>
#include <cstring>
#include <string>
#include <unordered_map>
#include <vector>

#include "peer.h"

using dnnl::memory;
using Layout = memory::format_tag;

static dnnl::engine engine(dnnl::engine::kind::cpu, 0);
static dnnl::stream stream(engine);

struct Step {
  dnnl::primitive primitive;
  std::unordered_map<int, memory> arguments;
};

static void run(const std::vector<Step> &steps) {
  for (const Step &step : steps) step.primitive.execute(stream, step.arguments);
  stream.wait();
}

// What is run once before the clock starts, what is timed, and what is run once after it.
struct Work {
  std::string implementation;
  std::vector<Step> before, timed, after;
};

static memory tensor(const memory::dims &dims, Layout layout, float *values) {
  return memory({dims, memory::data_type::f32, layout}, engine, values);
}

static Step copy(const memory &from, const memory &to) {
  return {dnnl::reorder(from, to), {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}}};
}

// The tensor as the library wants it: itself, or a memory that a step of `copies` fills.
static memory as(const memory::desc &wanted, const memory &given, std::vector<Step> &copies) {
  if (given.get_desc() == wanted) return given;
  memory other(wanted, engine);
  copies.push_back(copy(given, other));
  return other;
}

static memory::desc described(const memory &given, bool library_layouts) {
  return library_layouts ? memory::desc(given.get_desc().dims(), memory::data_type::f32, Layout::any) : given.get_desc();
}

// Two operands and a result, in the layouts that the primitive was described with.
template <typename Primitive>
static Work of_two(const typename Primitive::primitive_desc &chosen, const memory &in, const memory &weight, const memory &out,
                   bool library_layouts, bool copies_timed) {
  Work work;
  work.implementation = chosen.impl_info_str();
  std::vector<Step> &copies_in = copies_timed ? work.timed : work.before, &copies_out = copies_timed ? work.timed : work.after;
  const memory source = as(chosen.src_desc(), in, copies_in), weights = as(chosen.weights_desc(), weight, copies_in);
  const memory result = chosen.dst_desc() == out.get_desc() ? out : memory(chosen.dst_desc(), engine);
  work.timed.push_back({Primitive(chosen), {{DNNL_ARG_SRC, source}, {DNNL_ARG_WEIGHTS, weights}, {DNNL_ARG_DST, result}}});
  if (result.get() != out.get()) copies_out.push_back(copy(result, out));
  work.implementation += library_layouts && copies_timed ? ", with copies into its layouts and back"
                         : library_layouts               ? ", in its own layouts"
                                                         : ", in the task's layouts";
  return work;
}

static Work convolution(const memory &in, const memory &weight, const memory &out, bool library_layouts, bool copies_timed) {
  // The task's input is padded already.
  const memory::dims strides = {1, 1}, padding = {0, 0};
  dnnl::convolution_forward::primitive_desc chosen(
      {dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_auto, described(in, library_layouts),
       described(weight, library_layouts), described(out, library_layouts), strides, padding, padding},
      engine);
  return of_two<dnnl::convolution_forward>(chosen, in, weight, out, library_layouts, copies_timed);
}

static Work product(const memory &a, const memory &b, const memory &c, bool library_layouts, bool copies_timed) {
  dnnl::matmul::primitive_desc chosen(
      {described(a, library_layouts), described(b, library_layouts), described(c, library_layouts)}, engine);
  return of_two<dnnl::matmul>(chosen, a, b, c, library_layouts, copies_timed);
}

// The faster of two after a few runs of each.
static Work faster(const Work &one, const Work &other) {
  const Work *works[2] = {&one, &other};
  int64_t quickest[2] = {INT64_MAX, INT64_MAX};
  for (int i = 0; i < 2 * WARM_UPS; i++) {
    const int64_t start = now();
    run(works[i % 2]->timed);
    quickest[i % 2] = std::min(quickest[i % 2], now() - start);
  }
  return quickest[0] <= quickest[1] ? one : other;
}

static void time_and_report(const Work &work, int samples) {
  std::vector<int64_t> times;
  run(work.before);
  for (int i = 0; i < WARM_UPS; i++) run(work.timed);
  for (const int64_t begun = now(); goes_on((int)times.size(), samples, begun);) {
    const int64_t start = now();
    run(work.timed);
    times.push_back(now() - start);
  }
  run(work.after);
  const dnnl_version_t *version = dnnl_version();
  printf("{\"implementation\": \"%s\", \"version\": \"%d.%d.%d\", ", work.implementation.c_str(), version->major, version->minor,
         version->patch);
  print_times(times.data(), (int)times.size());
}

static check convolve(bool blocked, int samples, const size_t *sizes) {
  const size_t b = sizes[0], c = sizes[1], f = sizes[2], h = sizes[3], w = sizes[4], rows = h + 2, columns = w + 2;
  float *in = filled(b * c * rows * columns), *weight = filled(f * c * 9), *out = filled(b * f * h * w);
  auto dims = [](size_t d0, size_t d1, size_t d2, size_t d3) { return memory::dims{(long)d0, (long)d1, (long)d2, (long)d3}; };
  const memory given = tensor(dims(b, c, rows, columns), Layout::nchw, in), weights = tensor(dims(f, c, 3, 3), Layout::oihw, weight),
               result = tensor(dims(b, f, h, w), Layout::nchw, out);
  time_and_report(blocked ? convolution(given, weights, result, true, false)
                          : faster(convolution(given, weights, result, true, true), convolution(given, weights, result, false, true)),
                  samples);
  check check = {0, 0};
  for (int sample = 0; sample < CHECKED; sample++) {
    const size_t image = draw() % b, filter = draw() % f, y = draw() % h, x = draw() % w;
    double sum = 0;
    for (size_t channel = 0; channel < c; channel++)
      for (size_t r = 0; r < 3; r++)
        for (size_t s = 0; s < 3; s++)
          sum += (double)in[((image * c + channel) * rows + y + r) * columns + x + s] * weight[((filter * c + channel) * 3 + r) * 3 + s];
    see(&check, out[((image * f + filter) * h + y) * w + x], sum);
  }
  return check;
}

// Products of p pairs of matrices; of a transposed one, the rows are what others have as columns.
static check multiply(bool blocked, bool transposed, bool batched, int samples, size_t p, size_t m, size_t n, size_t k) {
  float *a = filled(p * m * k), *b = filled(p * k * n), *c = filled(p * m * n);
  auto dims = [&](size_t rows, size_t columns) {
    return batched ? memory::dims{(long)p, (long)rows, (long)columns} : memory::dims{(long)rows, (long)columns};
  };
  const Layout rows = batched ? Layout::abc : Layout::ab;
  const memory left = tensor(dims(m, k), rows, a), right = tensor(dims(k, n), transposed ? Layout::ba : rows, b),
               result = tensor(dims(m, n), rows, c);
  time_and_report(blocked ? product(left, right, result, true, false)
                          : faster(product(left, right, result, true, true), product(left, right, result, false, true)),
                  samples);
  check check = {0, 0};
  for (int sample = 0; sample < CHECKED; sample++) {
    const size_t q = draw() % p, i = draw() % m, j = draw() % n;
    double sum = 0;
    for (size_t x = 0; x < k; x++)
      sum += (double)a[(q * m + i) * k + x] * b[q * k * n + (transposed ? j * k + x : x * n + j)];
    see(&check, c[(q * m + i) * n + j], sum);
  }
  return check;
}

static check softmax(int samples, size_t m, size_t n) {
  float *x = filled(m * n), *y = filled(m * n);
  const memory::dims dims = {(long)m, (long)n};
  const memory given = tensor(dims, Layout::ab, x), result = tensor(dims, Layout::ab, y);
  dnnl::softmax_forward::primitive_desc chosen({dnnl::prop_kind::forward_inference, given.get_desc(), 1}, engine);
  Work work;
  work.implementation = chosen.impl_info_str();
  work.timed.push_back({dnnl::softmax_forward(chosen), {{DNNL_ARG_SRC, given}, {DNNL_ARG_DST, result}}});
  time_and_report(work, samples);
  check check = {0, 0};
  for (int sample = 0; sample < CHECKED; sample++) {
    const size_t row = draw() % m, column = draw() % n;
    double total = 0;
    for (size_t j = 0; j < n; j++) total += exp((double)x[row * n + j]);
    see(&check, y[row * n + column], exp((double)x[row * n + column]) / total);
  }
  return check;
}

static check layer_norm(int samples, size_t m, size_t n) {
  const float epsilon = 1e-5f;
  float *x = filled(m * n), *gamma = filled(n), *beta = filled(n), *y = filled(m * n);
  const memory::dims dims = {(long)m, (long)n};
  const memory given = tensor(dims, Layout::ab, x), scale = tensor({(long)n}, Layout::a, gamma),
               shift = tensor({(long)n}, Layout::a, beta), result = tensor(dims, Layout::ab, y);
  using flags = dnnl::normalization_flags;
  dnnl::layer_normalization_forward::primitive_desc chosen(
      {dnnl::prop_kind::forward_inference, given.get_desc(), epsilon, flags::use_scale | flags::use_shift}, engine);
  Work work;
  work.implementation = chosen.impl_info_str();
  work.timed.push_back({dnnl::layer_normalization_forward(chosen),
                        {{DNNL_ARG_SRC, given}, {DNNL_ARG_SCALE, scale}, {DNNL_ARG_SHIFT, shift}, {DNNL_ARG_DST, result}}});
  time_and_report(work, samples);
  check check = {0, 0};
  for (int sample = 0; sample < CHECKED; sample++) {
    const size_t row = draw() % m, column = draw() % n;
    double mean = 0, variance = 0;
    for (size_t j = 0; j < n; j++) mean += x[row * n + j] / (double)n;
    for (size_t j = 0; j < n; j++) variance += (x[row * n + j] - mean) * (x[row * n + j] - mean) / (double)n;
    see(&check, y[row * n + column], (x[row * n + column] - mean) / sqrt(variance + epsilon) * gamma[column] + beta[column]);
  }
  return check;
}

int main(int argc, char **argv) {
  const std::string task = argc > 3 ? argv[1] : "";
  const int samples = argc > 3 ? atoi(argv[3]) : 0;
  std::vector<size_t> sizes;
  for (int i = 4; i < argc; i++) sizes.push_back(strtoul(argv[i], NULL, 10));
  check check;
  try {
    if (task == "conv2d" && sizes.size() == 5) {
      check = convolve(!strcmp(argv[2], "blocked"), samples, sizes.data());
    } else if ((task == "matmul" || task == "matmul-transposed") && sizes.size() == 3) {
      check = multiply(!strcmp(argv[2], "blocked"), task == "matmul-transposed", false, samples, 1, sizes[0], sizes[1], sizes[2]);
    } else if (task == "batched-matmul" && sizes.size() == 4) {
      check = multiply(!strcmp(argv[2], "blocked"), false, true, samples, sizes[0], sizes[1], sizes[2], sizes[3]);
    } else if (task == "softmax" && sizes.size() == 2) {
      check = softmax(samples, sizes[0], sizes[1]);
    } else if (task == "layer-norm" && sizes.size() == 2) {
      check = layer_norm(samples, sizes[0], sizes[1]);
    } else {
      fprintf(stderr, "usage: onednn conv2d|matmul|matmul-transposed|batched-matmul|softmax|layer-norm user|blocked SAMPLES SIZE...\n");
      return 2;
    }
  } catch (const dnnl::error &error) {
    fprintf(stderr, "oneDNN says: %s\n", error.message);
    return 1;
  }
  printf(", \"max_relative_error\": %.3e}\n", relative_error(&check));
  return 0;
}
