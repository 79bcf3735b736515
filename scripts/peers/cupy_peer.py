"""Times tasks in CuPy, sums by CUB, and checks results against double precision on the device. It answers requests (`answering.py`)."""

import ctypes
import os
import sys

from peers.answering import Missing, serve
from peers.cuda_driver import driver, ordinal_of, timings

# Read by CuPy when it is imported.
os.environ["CUPY_ACCELERATORS"] = "cub"
try:
    import cupy
    import numpy
except (ImportError, OSError):
    cupy = numpy = None


def uniform(low, high, *shape):
    """Drawn on the host: there cuRAND need not be found."""
    drawn = numpy.random.default_rng(1).random(shape, numpy.float32)
    return cupy.asarray(drawn * numpy.float32(high - low) + numpy.float32(low))


def total(n):
    x = uniform(0, 1, n)
    # Into a result of its own: where there is one already, CuPy copies.
    return (lambda: x.sum()), lambda result: (result, x.astype(cupy.float64).sum())


def vector_add(n):
    a, b, c = uniform(-1, 1, n), uniform(-1, 1, n), cupy.empty(n, cupy.float32)
    return (lambda: cupy.add(a, b, out=c)), lambda result: (result, a.astype(cupy.float64) + b)


def transpose(m, n):
    a, b = uniform(-1, 1, m, n), cupy.empty((n, m), cupy.float32)

    def call():
        cupy.copyto(b, a.T)
        return b

    return call, lambda result: (result.T, a.astype(cupy.float64))


TASKS = {"sum": total, "vector-add": vector_add, "transpose": transpose}


def relative_error(got, expected):
    """The largest error over the largest magnitude; JSON knows no infinity."""
    error = float(cupy.abs(got - expected).max() / cupy.abs(expected).max())
    return error if error < float("inf") else 1e99


def measured(request):
    call, sampled = TASKS[request["task"]](*request["sizes"])
    stream = cupy.cuda.get_current_stream()

    def poison(result):
        result.fill(cupy.nan)

    times, result = timings(driver(), ctypes.c_void_p(stream.ptr), call, request["samples"], poison)
    return {**times, "max_relative_error": relative_error(*sampled(result))}


def versions(task):
    runtime = cupy.cuda.runtime.runtimeGetVersion()
    known = {"version": cupy.__version__, "cuda": f"{runtime // 1000}.{runtime % 1000 // 10}"}
    if task == "sum" and hasattr(cupy.cuda, "cub"):
        cub = cupy.cuda.cub.get_build_version()
        known["cub"] = f"{cub // 100000}.{cub // 100 % 1000}.{cub % 100}"
    return known


def answer(request):
    if cupy is None:
        raise Missing(f"CuPy is not here for {sys.executable}; start compare-peers with the python3 of an environment that has it")
    try:
        count = cupy.cuda.runtime.getDeviceCount()
    except cupy.cuda.runtime.CUDARuntimeError as none:
        raise Missing(f"CuPy {cupy.__version__} sees no CUDA device: {none}") from None
    ordinal = ordinal_of(request["device"])
    if ordinal >= count:
        raise Missing(f"CuPy {cupy.__version__} sees {count} CUDA devices, and no {request['device']}")
    # Nothing can be captured on the default stream.
    with cupy.cuda.Device(ordinal), cupy.cuda.Stream(non_blocking=True):
        result = measured(request)
    cupy.get_default_memory_pool().free_all_blocks()
    return {**result, **versions(request["task"])}


if __name__ == "__main__":
    serve(answer)
