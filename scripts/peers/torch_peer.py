"""Times tasks in PyTorch: by its own kernels, cuBLAS and cuDNN, or by what its compiler makes of the formula (Inductor and Triton).

It answers requests (`answering.py`). Modes are fp32, tf32 and compiled; on the device cpu only the numbers count, and there is no clock
but the host's. The result of the last timed run is checked against double precision, on the device itself.
"""

import ctypes
import gc
import importlib.util
import math
import sys
import time
import warnings
from dataclasses import dataclass
from typing import Any, Callable

from peers.answering import Missing, serve
from peers.cuda_driver import LEAST_SAMPLES, LEAST_WARM_UPS, driver, ordinal_of, timings

CHECKED = 256
NO_TORCH = f"PyTorch is not here for {sys.executable}; start compare-peers with the python3 of an environment that has it"

try:
    import torch
    from torch.nn import functional
except (ImportError, OSError):
    torch = functional = None


@dataclass
class Work:
    """A task on inputs that are in place: how PyTorch is asked for it, and what a result is held against.

    `formula` gives the result as a new tensor, for the compiler; `call` does the same the way that suits the library, where that is another.
    `sampled` takes a result and returns some of its elements, or all, with their references.
    """

    inputs: tuple
    formula: Callable[..., Any]
    sampled: Callable[[Any], tuple]
    call: Callable[[], Any] = None

    def library_call(self):
        return self.call or (lambda: self.formula(*self.inputs))


class Maker:
    """Inputs, and places to look at, on a device."""

    def __init__(self, device):
        self.device = device
        self.generator = torch.Generator(device=device)
        self.generator.manual_seed(1)

    def uniform(self, low, high, *shape):
        return torch.rand(shape, generator=self.generator, device=self.device) * (high - low) + low

    def normal(self, mean, deviation, *shape):
        return torch.randn(shape, generator=self.generator, device=self.device) * deviation + mean

    def empty(self, *shape):
        return torch.empty(shape, device=self.device)

    def places(self, size):
        return torch.randint(0, size, (CHECKED,), generator=self.generator, device=self.device)


def product(make, a, b, c, multiply):
    """`b` as it is multiplied with, k by n."""

    def sampled(result):
        batch = (make.places(a.shape[0]),) if a.dim() == 3 else ()
        i, j = make.places(a.shape[-2]), make.places(b.shape[-1])
        rows, columns = a[(*batch, i)].double(), b.transpose(-1, -2)[(*batch, j)].double()
        return result[(*batch, i, j)], (rows * columns).sum(1)

    return Work((a, b), multiply, sampled, lambda: multiply(a, b, out=c))


def matmul(make, m, n, k):
    return product(make, make.uniform(-1, 1, m, k), make.uniform(-1, 1, k, n), make.empty(m, n), torch.mm)


def matmul_transposed(make, m, n, k):
    return product(make, make.uniform(-1, 1, m, k), make.uniform(-1, 1, n, k).t(), make.empty(m, n), torch.mm)


def batched_matmul(make, p, m, n, k):
    return product(make, make.uniform(-1, 1, p, m, k), make.uniform(-1, 1, p, k, n), make.empty(p, m, n), torch.bmm)


def matvec(make, m, k):
    a, x, y = make.uniform(-1, 1, m, k), make.uniform(-1, 1, k), make.empty(m)

    def sampled(result):
        i = make.places(m)
        return result[i], (a[i].double() * x.double()).sum(1)

    return Work((a, x), torch.mv, sampled, lambda: torch.mv(a, x, out=y))


def conv2d(make, b, c, f, h, w):
    """The border of zeros is part of the input, so no padding is asked for."""
    image, weight = make.uniform(-1, 1, b, c, h + 2, w + 2), make.uniform(-1, 1, f, c, 3, 3)

    def sampled(result):
        at, of, y, x = make.places(b), make.places(f), make.places(h), make.places(w)
        expected = sum(
            (image[at, :, y + r, x + s].double() * weight[of, :, r, s].double()).sum(1) for r in range(3) for s in range(3)
        )  # fmt: skip
        return result[at, of, y, x], expected

    return Work((image, weight), functional.conv2d, sampled)


def softmax(make, m, n):
    x = make.normal(0, 1, m, n)

    def sampled(result):
        i = make.places(m)
        return result[i], torch.softmax(x[i].double(), 1)

    return Work((x,), lambda x: torch.softmax(x, 1), sampled)


def layer_norm(make, m, n):
    x, gamma, beta = make.normal(1, 2, m, n), make.uniform(0.5, 1.5, n), make.uniform(-1, 1, n)

    def sampled(result):
        i = make.places(m)
        rows = x[i].double()
        mean = rows.mean(1, keepdim=True)
        variance = ((rows - mean) ** 2).mean(1, keepdim=True)
        return result[i], (rows - mean) / torch.sqrt(variance + 1e-5) * gamma.double() + beta.double()

    return Work((x, gamma, beta), lambda x, gamma, beta: functional.layer_norm(x, (n,), gamma, beta, 1e-5), sampled)


def transpose(make, m, n):
    a, b = make.uniform(-1, 1, m, n), make.empty(n, m)
    return Work((a,), lambda a: a.t().contiguous(), lambda result: (result.t(), a.double()), lambda: b.copy_(a.t()))


def total(make, n):
    x, s = make.uniform(0, 1, n), make.empty(1)
    return Work(
        (x,),
        lambda x: torch.sum(x, 0, keepdim=True),
        lambda result: (result, torch.sum(x, 0, keepdim=True, dtype=torch.float64)),
        lambda: torch.sum(x, 0, keepdim=True, out=s),
    )


def vector_add(make, n):
    a, b, c = make.uniform(-1, 1, n), make.uniform(-1, 1, n), make.empty(n)
    return Work((a, b), torch.add, lambda result: (result, a.double() + b), lambda: torch.add(a, b, out=c))


TASKS = {
    "matmul": matmul,
    "matmul-transposed": matmul_transposed,
    "batched-matmul": batched_matmul,
    "matvec": matvec,
    "conv2d": conv2d,
    "softmax": softmax,
    "layer-norm": layer_norm,
    "transpose": transpose,
    "sum": total,
    "vector-add": vector_add,
}


def relative_error(got, expected):
    """The largest error over the largest magnitude; JSON knows no infinity."""
    error = float((got.double() - expected).abs().max() / expected.abs().max())
    return error if math.isfinite(error) else 1e99


class Compiler:
    """What Inductor made of a formula serves all rounds of one task and problem; for the next it starts afresh."""

    def __init__(self):
        self.of = None
        self.compiled = None

    def call(self, work, request):
        if not hasattr(torch, "compile"):
            raise Missing(f"PyTorch {torch.__version__} has no torch.compile")
        if importlib.util.find_spec("triton") is None:
            raise Missing(f"Triton is not here for {sys.executable}, and torch.compile needs it")
        of = (request["task"], *request["sizes"])
        if of != self.of:
            torch._dynamo.reset()
            # Autotuned, but not in a graph of its own: the call is captured here. With a part left to plain PyTorch it would be another thing.
            self.compiled = torch.compile(work.formula, fullgraph=True, dynamic=False, mode="max-autotune-no-cudagraphs")
            self.of = of
        return lambda: self.compiled(*work.inputs)


COMPILER = Compiler()


class TorchGraph:
    """PyTorch captures by itself, since its allocator has to know."""

    def __init__(self, _cuda, _stream, call):
        self.graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self.graph, stream=torch.cuda.current_stream(), capture_error_mode="thread_local"):
            self.result = call()
        self.launch = self.graph.replay

    def close(self):
        self.graph.reset()


def on_host(call, samples):
    for _ in range(LEAST_WARM_UPS):
        result = call()
    times = []
    for _ in range(max(samples, LEAST_SAMPLES)):
        start = time.perf_counter_ns()
        result = call()
        times.append(time.perf_counter_ns() - start)
    return {"host_ns": times}, result


def set_precision(mode):
    with warnings.catch_warnings():
        # Newer versions would have these set by other names, which older ones do not know.
        warnings.simplefilter("ignore")
        torch.backends.cuda.matmul.allow_tf32 = mode == "tf32"
        torch.backends.cudnn.allow_tf32 = mode == "tf32"
    torch.backends.cudnn.benchmark = True


def checked_times(request, time_of):
    work = TASKS[request["task"]](Maker(request["device"]), *request["sizes"])
    call = COMPILER.call(work, request) if request["mode"] == "compiled" else work.library_call()
    times, result = time_of(call, request["samples"])
    return {**times, "max_relative_error": relative_error(*work.sampled(result))}


def on_device(request):
    torch.cuda.set_device(ordinal_of(request["device"]))
    # Nothing can be captured on the default stream.
    stream = torch.cuda.Stream()

    def poison(result):
        result.fill_(math.nan)

    def time_of(call, samples):
        return timings(driver(), ctypes.c_void_p(stream.cuda_stream), call, samples, poison, TorchGraph)

    with torch.cuda.stream(stream):
        return checked_times(request, time_of)


def versions(request):
    known = {"version": torch.__version__}
    if request["device"] != "cpu":
        known["cuda"] = torch.version.cuda
        if request["task"] == "conv2d":
            known["cudnn"] = torch.backends.cudnn.version()
    if request["mode"] == "compiled":
        import triton

        known["triton"] = triton.__version__
    return known


@(torch.no_grad() if torch else lambda function: function)
def answer(request):
    if torch is None:
        raise Missing(NO_TORCH)
    if request["device"] != "cpu" and not torch.cuda.is_available():
        raise Missing(f"PyTorch {torch.__version__} of {sys.executable} sees no CUDA device")
    set_precision(request["mode"])
    try:
        times = checked_times(request, on_host) if request["device"] == "cpu" else on_device(request)
    finally:
        gc.collect()
        if request["device"] != "cpu":
            torch.cuda.empty_cache()
    return {**times, **versions(request)}


if __name__ == "__main__":
    serve(answer)
