"""Times products in cuBLAS, with single precision throughout or with inputs rounded to TF32, and checks sampled elements.

It answers requests (`answering.py`), and needs NVIDIA's driver and libcublas, and nothing of Python's but its standard library.
"""

import array
import ctypes
import glob
import math
import os
import random
import sysconfig
from dataclasses import dataclass

from peers.answering import Missing, serve
from peers.cuda_driver import FLOAT, Gpu, checked, driver, ordinal_of, timings

CHECKED = 256
# What NVIDIA recommends for Hopper, the most of all; one's own is needed where calls are captured.
WORKSPACE_BYTES = 32 << 20

# cublasMath_t and cublasOperation_t of cublas_api.h.
MATH_MODES = {"fp32": 0, "tf32": 3}
PLAIN, TRANSPOSED = 0, 1

SONAMES = ("libcublas.so.13", "libcublas.so.12", "libcublas.so.11")
# Within a folder of Python's packages: since CUDA 13, and before.
IN_PACKAGES = ("nvidia/cu13/lib", "nvidia/cublas/lib")


def patterns():
    """Where the library may lie: with the packages of this interpreter, in a toolkit, and with those of other interpreters."""
    toolkits = [f"/usr/local/cuda*/{folder}" for folder in ("lib64", "targets/x86_64-linux/lib")]
    roots = ("$VIRTUAL_ENV/lib", "$CONDA_PREFIX/lib", "$HOME/.local/lib", "/usr/local/lib", "/usr/lib", "/opt/conda/lib")
    packages = dict.fromkeys(glob.escape(sysconfig.get_paths()[kind]) for kind in ("purelib", "platlib"))
    packages.update(dict.fromkeys(f"{root}/python3*/*-packages" for root in roots))
    found = [*toolkits, *(f"{folder}/{inside}" for folder in packages for inside in IN_PACKAGES)]
    return [os.path.expandvars(f"{folder}/libcublas.so.1?") for folder in found]


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
    drawn = bytearray(generator.randbytes(FLOAT * count))
    # Little-endian: the sign and seven bits of the exponent come last, its eighth bit before.
    drawn[3::FLOAT] = drawn[3::FLOAT].translate(bytes(byte & 0x80 | 0x3F for byte in range(256)))
    drawn[2::FLOAT] = drawn[2::FLOAT].translate(bytes(byte & 0x7F for byte in range(256)))
    values = array.array("f")
    values.frombytes(drawn)
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


def cublas():
    found = [path for pattern in patterns() for path in sorted(glob.glob(pattern), reverse=True)]
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


class CuBlas:
    """The library on one device, where each request brings its product."""

    def __init__(self, ordinal):
        try:
            driver()
        except Missing as reason:
            raise Missing(f"no cuBLAS here: {reason}") from None
        self.library = cublas()
        self.gpu = Gpu(ordinal)
        self.handle = ctypes.c_void_p()
        checked(self.library, "cublasCreate_v2", ctypes.byref(self.handle))
        # In this order: with another stream the library goes back to a workspace of its own.
        checked(self.library, "cublasSetStream_v2", self.handle, self.gpu.stream)
        if hasattr(self.library, "cublasSetWorkspace_v2"):
            workspace = self.gpu.allocated(WORKSPACE_BYTES)
            checked(self.library, "cublasSetWorkspace_v2", self.handle, workspace, ctypes.c_size_t(WORKSPACE_BYTES))

    def version(self):
        version = ctypes.c_int()
        checked(self.library, "cublasGetVersion_v2", self.handle, ctypes.byref(version))
        return f"{version.value // 10000}.{version.value // 100 % 100}.{version.value % 100}"

    def measured(self, task, mode, samples, sizes):
        of, gpu, generator = product(task, sizes), self.gpu, random.Random(1)
        checked(self.library, "cublasSetMathMode", self.handle, MATH_MODES[mode])
        lengths = {of.first: of.batch * of.m * of.k, of.second: of.batch * of.n * of.k}
        operands = {name: numbers(length, generator) for name, length in lengths.items()}
        memory = {name: gpu.holding(values) for name, values in operands.items()}
        count = of.batch * of.m * of.n
        result = gpu.allocated(FLOAT * count)
        multiply = multiplication(self.library, self.handle, of, memory[of.first], memory[of.second], result)
        times, _ = timings(gpu.cuda, gpu.stream, multiply, samples, lambda _: gpu.poison(result, count))
        error = relative_error(of, operands, gpu.read(result, array.array("f", bytes(FLOAT * count))), generator)
        for held in (*memory.values(), result):
            gpu.freed(held)
        return {**times, "max_relative_error": error, "version": self.version()}


OF_DEVICE = {}


def answer(request):
    device = request["device"]
    if device not in OF_DEVICE:
        OF_DEVICE[device] = CuBlas(ordinal_of(device))
    return OF_DEVICE[device].measured(request["task"], request["mode"], request["samples"], request["sizes"])


if __name__ == "__main__":
    serve(answer)
