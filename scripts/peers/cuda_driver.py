"""NVIDIA's driver through ctypes: the memory of a device, and a stopwatch that times calls as our own kernels are timed there.

Ours are launched as a graph whose first and last nodes are events, so that nothing between the events waits for the host; a call of a
library is captured in the same way. What cannot be captured is run between two events of a stream, and its time holds what the host adds.
"""

import ctypes
import time

from peers.answering import Missing, short

FLOAT = 4
NAN_BITS = 0x7FC00000
# CUevent_record_flags, CUstream_flags and CUstreamCaptureMode of cuda.h.
IN_GRAPH = 1
NON_BLOCKING = 1
THREAD_LOCAL = 1

LEAST_WARM_UPS = 3
# Clocks of a GPU that was idle have risen by then.
WARM_UP_NANOS = 300_000_000
LEAST_SAMPLES = 3
MOST_NANOS = 3_000_000_000


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
        raise Missing("there is no NVIDIA driver here (libcuda.so.1)") from None


def ordinal_of(device):
    """The number of a device like cuda:0."""
    number = device.partition(":")[2] or "0"
    if not number.isdigit():
        raise Missing(f"{device} is no device that something could run on")
    return int(number)


class Gpu:
    """Memory of a device and a stream on it, in the primary context, which libraries use as well."""

    def __init__(self, ordinal):
        self.cuda = driver()
        checked(self.cuda, "cuInit", 0)
        device, context = ctypes.c_int(), ctypes.c_void_p()
        checked(self.cuda, "cuDeviceGet", ctypes.byref(device), ordinal)
        checked(self.cuda, "cuDevicePrimaryCtxRetain", ctypes.byref(context), device)
        checked(self.cuda, "cuCtxSetCurrent", context)
        self.stream = ctypes.c_void_p()
        checked(self.cuda, "cuStreamCreate", ctypes.byref(self.stream), NON_BLOCKING)

    def allocated(self, size):
        """So many bytes."""
        address = ctypes.c_uint64()
        checked(self.cuda, "cuMemAlloc_v2", ctypes.byref(address), ctypes.c_size_t(size))
        return address

    def holding(self, values):
        memory = self.allocated(FLOAT * len(values))
        address, _ = values.buffer_info()
        size = ctypes.c_size_t(FLOAT * len(values))
        checked(self.cuda, "cuMemcpyHtoDAsync_v2", memory, ctypes.c_void_p(address), size, self.stream)
        checked(self.cuda, "cuStreamSynchronize", self.stream)
        return memory

    def poison(self, memory, count):
        """Fills an array of numbers with what is none, so that only what is computed from now on can be right."""
        checked(self.cuda, "cuMemsetD32Async", memory, ctypes.c_uint(NAN_BITS), ctypes.c_size_t(count), self.stream)

    def read(self, memory, values):
        address, _ = values.buffer_info()
        size = ctypes.c_size_t(FLOAT * len(values))
        checked(self.cuda, "cuMemcpyDtoHAsync_v2", ctypes.c_void_p(address), memory, size, self.stream)
        checked(self.cuda, "cuStreamSynchronize", self.stream)
        return values

    def freed(self, memory):
        checked(self.cuda, "cuMemFree_v2", memory)


class Stopwatch:
    """Two events, and what passed between them the last time."""

    def __init__(self, cuda):
        self.cuda = cuda
        self.first, self.last = ctypes.c_void_p(), ctypes.c_void_p()
        for event in (self.first, self.last):
            checked(cuda, "cuEventCreate", ctypes.byref(event), 0)

    def around(self, call, stream, flags=0):
        """Makes the call between the events; with IN_GRAPH these become nodes of the graph that the stream is being captured into."""
        checked(self.cuda, "cuEventRecordWithFlags", self.first, stream, ctypes.c_uint(flags))
        result = call()
        checked(self.cuda, "cuEventRecordWithFlags", self.last, stream, ctypes.c_uint(flags))
        return result

    def timed(self, launch, stream):
        """Launches, waits, and returns the time by the host's clock and by the device's, in ns."""
        start = time.perf_counter_ns()
        launch()
        checked(self.cuda, "cuStreamSynchronize", stream)
        host = time.perf_counter_ns() - start
        milliseconds = ctypes.c_float()
        checked(self.cuda, "cuEventElapsedTime", ctypes.byref(milliseconds), self.first, self.last)
        return host, round(milliseconds.value * 1e6)

    def close(self):
        for event in (self.first, self.last):
            self.cuda.cuEventDestroy_v2(event)


class Graph:
    """What a call launches on a stream, to be launched as one."""

    def __init__(self, cuda, stream, call):
        self.cuda = cuda
        self.stream = stream
        self.graph, self.executable = ctypes.c_void_p(), ctypes.c_void_p()
        checked(cuda, "cuStreamBeginCapture_v2", stream, THREAD_LOCAL)
        try:
            self.result = call()
        finally:
            # A stream that is left capturing runs nothing any more.
            ended = cuda.cuStreamEndCapture(stream, ctypes.byref(self.graph))
        if ended != 0:
            raise Failed(f"cuStreamEndCapture failed with {ended}")
        checked(cuda, "cuGraphInstantiateWithFlags", ctypes.byref(self.executable), self.graph, ctypes.c_ulonglong(0))

    def launch(self):
        checked(self.cuda, "cuGraphLaunch", self.executable, self.stream)

    def close(self):
        self.cuda.cuGraphExecDestroy(self.executable)
        self.cuda.cuGraphDestroy(self.graph)


def samples_of(run, samples, poison):
    """Warms up, poisons the result, and returns the times of as many runs as are asked for; a slow call gets fewer, as ours does."""
    begun, runs = time.perf_counter_ns(), 0
    while runs < LEAST_WARM_UPS or time.perf_counter_ns() - begun < WARM_UP_NANOS:
        run()
        runs += 1
    poison()
    times = []
    begun = time.perf_counter_ns()
    while len(times) < samples and (len(times) < LEAST_SAMPLES or time.perf_counter_ns() - begun < MOST_NANOS):
        times.append(run())
    return {"host_ns": [host for host, _ in times], "device_ns": [device for _, device in times]}


def timings(cuda, stream, call, samples, poison, capture=None):
    """Returns the times of a call on a stream, captured where that can be done, and what the call returns; `poison` fills it with NaN."""
    watch = Stopwatch(cuda)
    latest = None

    def by_itself():
        nonlocal latest
        latest = call()

    def on_stream():
        return watch.timed(lambda: watch.around(by_itself, stream), stream)

    # What is chosen, loaded or compiled with the first call cannot be captured.
    for _ in range(LEAST_WARM_UPS):
        on_stream()
    try:
        graph = (capture or Graph)(cuda, stream, lambda: watch.around(call, stream, IN_GRAPH))
    except Exception as refused:  # noqa: BLE001
        checked(cuda, "cuStreamSynchronize", stream)
        times = samples_of(on_stream, samples, lambda: poison(latest))
        how = {"timed": "events", "no_graph": short(refused)}
    else:
        latest = graph.result
        times = samples_of(lambda: watch.timed(graph.launch, stream), samples, lambda: poison(latest))
        graph.close()
        how = {"timed": "graph"}
    watch.close()
    return {**times, **how}, latest
