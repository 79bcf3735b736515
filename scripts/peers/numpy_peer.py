"""Times one task in numpy, checks sampled elements against double precision, and says which libraries did it.

    /usr/bin/python3 numpy_peer.py TASK SAMPLES SIZE…
"""

import ctypes
import json
import os
import sys
import time

import numpy

WARM_UPS = 3
LEAST_SAMPLES = 3
MOST_NANOS = 3_000_000_000
CHECKED = 256

generator = numpy.random.default_rng(1)


def numbers(*shape):
    return (2 * generator.random(shape, numpy.float32) - 1).astype(numpy.float32)


def product(a, b, c):
    """Returns what computes C = A·B, and what gives sampled elements of it with their references."""

    def sampled():
        i = generator.integers(0, c.shape[-2], CHECKED)
        j = generator.integers(0, c.shape[-1], CHECKED)
        p = (generator.integers(0, c.shape[0], CHECKED),) if c.ndim == 3 else ()
        rows = a[(*p, i)].astype(numpy.float64)
        columns = numpy.swapaxes(b, -1, -2)[(*p, j)].astype(numpy.float64)
        return c[(*p, i, j)], numpy.einsum("sk,sk->s", rows, columns)

    return (lambda: numpy.matmul(a, b, out=c)), sampled


def empty(*shape):
    return numpy.empty(shape, numpy.float32)


def matmul(m, n, k):
    return product(numbers(m, k), numbers(k, n), empty(m, n))


def matmul_transposed(m, n, k):
    return product(numbers(m, k), numbers(n, k).T, empty(m, n))


def batched_matmul(p, m, n, k):
    return product(numbers(p, m, k), numbers(p, k, n), empty(p, m, n))


def matvec(m, k):
    a, x, y = numbers(m, k), numbers(k), empty(m)

    def sampled():
        i = generator.integers(0, m, CHECKED)
        return y[i], a[i].astype(numpy.float64) @ x.astype(numpy.float64)

    return (lambda: numpy.matmul(a, x, out=y)), sampled


def total(n):
    x, s = generator.random(n, numpy.float32), empty(1)
    return (lambda: numpy.sum(x, keepdims=True, out=s)), lambda: (s, numpy.array([x.sum(dtype=numpy.float64)]))


def vector_add(n):
    a, b, c = numbers(n), numbers(n), empty(n)
    return (lambda: numpy.add(a, b, out=c)), lambda: (c, a.astype(numpy.float64) + b)


def transpose(m, n):
    a, b = numbers(m, n), empty(n, m)
    return (lambda: numpy.copyto(b, a.T)), lambda: (b.T, a.astype(numpy.float64))


TASKS = {
    "matmul": matmul,
    "matmul-transposed": matmul_transposed,
    "batched-matmul": batched_matmul,
    "matvec": matvec,
    "sum": total,
    "vector-add": vector_add,
    "transpose": transpose,
}


def said(library, function):
    getattr(library, function).restype = ctypes.c_char_p
    return getattr(library, function)().decode().strip()


def blas():
    """What the BLAS that numpy has loaded says of itself, OpenBLAS or BLIS."""
    with open("/proc/self/maps") as maps:
        paths = sorted({line.split()[-1] for line in maps if ("blas" in line or "blis" in line) and "/" in line})
    # Numpy may load LAPACK from one library and the products from another.
    for path in sorted(paths, key=lambda path: "/libblas." not in path):
        library = ctypes.CDLL(path)
        if hasattr(library, "openblas_get_config"):
            return {
                "library": os.path.realpath(path),
                "config": said(library, "openblas_get_config"),
                "core": said(library, "openblas_get_corename"),
                "threads": library.openblas_get_num_threads(),
            }
        if "/blis-" in path:
            # It hides all but the BLAS, and so does not say which version it is.
            return {"library": os.path.realpath(path), "config": "BLIS", "threads": int(os.environ["BLIS_NUM_THREADS"])}
    return {}


def main(task, samples, *sizes):
    compute, sampled = TASKS[task](*map(int, sizes))
    for _ in range(WARM_UPS):
        compute()
    times = []
    begun = time.perf_counter_ns()
    while len(times) < int(samples) and (len(times) < LEAST_SAMPLES or time.perf_counter_ns() - begun < MOST_NANOS):
        start = time.perf_counter_ns()
        compute()
        times.append(time.perf_counter_ns() - start)
    got, expected = sampled()
    error = float(numpy.abs(got - expected).max() / numpy.abs(expected).max())
    result = {"host_ns": times, "max_relative_error": error if numpy.isfinite(error) else 1e99, "numpy": numpy.__version__}
    print(json.dumps({**result, **blas()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
