"""Times one matrix product in cuBLAS, with single precision throughout or with inputs rounded to TF32, and checks sampled elements.

    python3 cublas_peer.py TASK fp32|tf32 DEVICE SAMPLES SIZE…

It needs NVIDIA's driver and libcublas, and nothing of Python's but its standard library.
"""

import array
import ctypes
import glob
import json
import math
import os
import random
import sys
import time
from dataclasses import dataclass

WARM_UPS = 3
LEAST_SAMPLES = 3
MOST_NANOS = 3_000_000_000
CHECKED = 256
FLOAT = 4

# cublasMath_t and cublasOperation_t of cublas_api.h.
MATH_MODES = {"fp32": 0, "tf32": 3}
PLAIN, TRANSPOSED = 0, 1

SONAMES = ("libcublas.so.13", "libcublas.so.12", "libcublas.so.11")
PATTERNS = (
    "/usr/local/cuda*/lib64/libcublas.so.1?",
    "/usr/local/cuda*/targets/x86_64-linux/lib/libcublas.so.1?",
    *(
        f"{root}/python3*/*-packages/nvidia/{package}/lib/libcublas.so.1?"
        for root in ("$VIRTUAL_ENV/lib", "$CONDA_PREFIX/lib", "$HOME/.local/lib", "/usr/local/lib", "/usr/lib", "/opt/conda/lib")
        for package in ("cu13", "cublas")
    ),
)


@dataclass(frozen=True)
class Product:
    """A row-major product as cuBLAS, which is column-major, has to be asked for it: by its transpose, C' = B'·A'.

    `first` and `second` name the operands; the sizes and leading dimensions are those of the column-major product.
    """

    m: int
    n: int
    k: int
    first: str
    first_operation: int
    first_leading: int
    second: str
    second_operation: int
    second_leading: int
    batch: int = 1


def product(task, sizes):
    if task == "matvec":
        rows, inner = sizes
        return Product(rows, 1, inner, "A", TRANSPOSED, inner, "B", PLAIN, inner)
    batch, rows, columns, inner = sizes if task == "batched-matmul" else (1, *sizes)
    if task == "matmul-transposed":
        return Product(columns, rows, inner, "B", TRANSPOSED, inner, "A", PLAIN, inner, batch)
    return Product(columns, rows, inner, "B", PLAIN, columns, "A", PLAIN, inner, batch)


def numbers(count, generator):
    """Random numbers, 0.5 to 1 in magnitude: their bits are random but for the exponent's."""
    bits = int.from_bytes(generator.randbytes(FLOAT * count), "little")
    mask = int.from_bytes(b"\xff\xff\x7f\x80" * count, "little")
    exponent = int.from_bytes(b"\x00\x00\x00\x3f" * count, "little")
    values = array.array("f")
    values.frombytes(((bits & mask) | exponent).to_bytes(FLOAT * count, "little"))
    return values


def element(of, operands, batch, row, column):
    """One element of the column-major product, in double precision."""
    first, second = operands[of.first], operands[of.second]
    at_first = batch * of.m * of.k
    at_second = batch * of.n * of.k

    def left(k):
        return first[at_first + (row * of.first_leading + k if of.first_operation else k * of.first_leading + row)]

    def right(k):
        return second[at_second + (k * of.second_leading + column if of.second_operation else column * of.second_leading + k)]

    return math.fsum(left(k) * right(k) for k in range(of.k))


def relative_error(of, operands, result, generator):
    """The largest error of sampled elements over their largest magnitude; JSON knows no infinity."""
    error = magnitude = 0.0
    for _ in range(CHECKED):
        batch, row, column = generator.randrange(of.batch), generator.randrange(of.m), generator.randrange(of.n)
        expected = element(of, operands, batch, row, column)
        got = result[batch * of.m * of.n + column * of.m + row]
        error = max(error, abs(got - expected) if math.isfinite(got) else math.inf)
        magnitude = max(magnitude, abs(expected))
    return error / magnitude if math.isfinite(error) else 1e99


class Missing(Exception):
    """What this needs is not here: what, and where to get it."""


class Failed(Exception):
    """A call was answered with an error."""


def checked(library, function, *arguments):
    result = getattr(library, function)(*arguments)
    if result != 0:
        raise Failed(f"{function} failed with {result}")


def driver():
    try:
        return ctypes.CDLL("libcuda.so.1")
    except OSError:
        raise Missing("no cuBLAS here: there is no NVIDIA driver (libcuda.so.1)") from None


def cublas():
    found = [path for pattern in PATTERNS for path in sorted(glob.glob(os.path.expandvars(pattern)), reverse=True)]
    for name in (*SONAMES, *found):
        try:
            if "/" in name:
                # It asks for its other half by name, which the system's loader does not find outside of its folders.
                for half in glob.glob(os.path.join(os.path.dirname(name), "libcublasLt.so.1?")):
                    ctypes.CDLL(half, ctypes.RTLD_GLOBAL)
            return ctypes.CDLL(name)
        except OSError:
            continue
    raise Missing(f"no cuBLAS here ({', '.join(SONAMES)}); install the CUDA toolkit or the Python package nvidia-cublas")


class Gpu:
    """Memory and a clock of a device, whose primary context cuBLAS uses as well."""

    def __init__(self, ordinal):
        self.cuda = driver()
        checked(self.cuda, "cuInit", 0)
        device, context = ctypes.c_int(), ctypes.c_void_p()
        checked(self.cuda, "cuDeviceGet", ctypes.byref(device), ordinal)
        checked(self.cuda, "cuDevicePrimaryCtxRetain", ctypes.byref(context), device)
        checked(self.cuda, "cuCtxSetCurrent", context)
        self.events = [self.event(), self.event()]

    def event(self):
        event = ctypes.c_void_p()
        checked(self.cuda, "cuEventCreate", ctypes.byref(event), 0)
        return event

    def allocated(self, count):
        address = ctypes.c_uint64()
        checked(self.cuda, "cuMemAlloc_v2", ctypes.byref(address), ctypes.c_size_t(FLOAT * count))
        return address

    def holding(self, values):
        memory = self.allocated(len(values))
        address, _ = values.buffer_info()
        checked(self.cuda, "cuMemcpyHtoD_v2", memory, ctypes.c_void_p(address), ctypes.c_size_t(FLOAT * len(values)))
        return memory

    def read(self, memory, count):
        values = array.array("f", bytes(FLOAT * count))
        address, _ = values.buffer_info()
        checked(self.cuda, "cuMemcpyDtoH_v2", ctypes.c_void_p(address), memory, ctypes.c_size_t(FLOAT * count))
        return values

    def timed(self, call):
        """Runs a call and waits; returns its time by the host's clock and by the device's, in ns."""
        first, last = self.events
        start = time.perf_counter_ns()
        checked(self.cuda, "cuEventRecord", first, None)
        call()
        checked(self.cuda, "cuEventRecord", last, None)
        checked(self.cuda, "cuCtxSynchronize")
        host = time.perf_counter_ns() - start
        milliseconds = ctypes.c_float()
        checked(self.cuda, "cuEventElapsedTime", ctypes.byref(milliseconds), first, last)
        return host, round(milliseconds.value * 1e6)


def multiplication(library, handle, of, first, second, result):
    """Returns what asks cuBLAS for the product once."""
    one, zero = ctypes.c_float(1), ctypes.c_float(0)
    alpha, beta = ctypes.byref(one), ctypes.byref(zero)
    operations = (of.first_operation, of.second_operation)
    if of.n == 1 and of.batch == 1 and of.first_operation == TRANSPOSED:
        # The matrix itself is k by m, column-major.
        return lambda: checked(
            library, "cublasSgemv_v2", handle, of.first_operation, of.k, of.m, alpha, first, of.first_leading, second, 1, beta, result, 1
        )  # fmt: skip
    if of.batch == 1:
        return lambda: checked(
            library, "cublasSgemm_v2", handle, *operations, of.m, of.n, of.k, alpha, first, of.first_leading, second, of.second_leading,
            beta, result, of.m,
        )  # fmt: skip
    strides = [ctypes.c_longlong(stride) for stride in (of.m * of.k, of.n * of.k, of.m * of.n)]
    return lambda: checked(
        library, "cublasSgemmStridedBatched", handle, *operations, of.m, of.n, of.k, alpha, first, of.first_leading, strides[0],
        second, of.second_leading, strides[1], beta, result, of.m, strides[2], of.batch,
    )  # fmt: skip


def main(task, mode, ordinal, samples, *sizes):
    of = product(task, list(map(int, sizes)))
    gpu, library = Gpu(int(ordinal)), cublas()
    handle, version = ctypes.c_void_p(), ctypes.c_int()
    checked(library, "cublasCreate_v2", ctypes.byref(handle))
    checked(library, "cublasGetVersion_v2", handle, ctypes.byref(version))
    checked(library, "cublasSetMathMode", handle, MATH_MODES[mode])

    generator = random.Random(1)
    lengths = {of.first: of.batch * of.m * of.k, of.second: of.batch * of.n * of.k}
    operands = {name: numbers(length, generator) for name, length in lengths.items()}
    memory = {name: gpu.holding(values) for name, values in operands.items()}
    result = gpu.allocated(of.batch * of.m * of.n)
    multiply = multiplication(library, handle, of, memory[of.first], memory[of.second], result)

    for _ in range(WARM_UPS):
        gpu.timed(multiply)
    times = []
    begun = time.perf_counter_ns()
    while len(times) < int(samples) and (len(times) < LEAST_SAMPLES or time.perf_counter_ns() - begun < MOST_NANOS):
        times.append(gpu.timed(multiply))
    error = relative_error(of, operands, gpu.read(result, of.batch * of.m * of.n), generator)
    print(
        json.dumps(
            {
                "host_ns": [host for host, _ in times],
                "device_ns": [device for _, device in times],
                "max_relative_error": error,
                "version": f"{version.value // 10000}.{version.value // 100 % 100}.{version.value % 100}",
            }
        )
    )


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (Missing, Failed) as reason:
        print(reason, file=sys.stderr)
        sys.exit(1)
