"""Who stands beside our kernel in each task."""

import glob
import os
from dataclasses import dataclass, field
from functools import cached_property

from peers import clblast, harness
from peers.peer_process import PeerProcesses
from peers.processes import HERE, SETUP, Unavailable, compiled, environment, json_of

ONEDNN_TASKS = {
    **dict.fromkeys(("conv2d", "matmul", "matmul-transposed", "batched-matmul"), ("user", "blocked")),
    **dict.fromkeys(("softmax", "layer-norm"), ("user",)),
}
BLAS_TASKS = {"matmul", "matmul-transposed", "batched-matmul", "matvec"}
NUMPY_TASKS = {"sum", "vector-add", "transpose"}
TORCH_TASKS = BLAS_TASKS | NUMPY_TASKS | ONEDNN_TASKS.keys()
# Where matrix units can be of use; a matrix times a vector has none.
TF32_TASKS = {"matmul", "matmul-transposed", "batched-matmul", "conv2d"}
COMPILED_TASKS = {"softmax", "layer-norm", "sum", "transpose"}
CUPY_TASKS = {"sum", "vector-add", "transpose"}
# Rounding an input to 11 significant bits moves it by up to 5e-4, and a product by twice that.
TF32_TOLERANCE = 5e-3
CLBLAST_TASKS = {"matmul", "matmul-transposed"}
# In the order in which they are listed.
NAMES = (
    "tilewright", "openblas", "blis", "numpy", "onednn", "onednn-blocked", "cublas", "cublas-tf32", "torch", "torch-tf32", "torch-compiled", "cupy",
    "clblast", "clblast-tuned",
)  # fmt: skip
# To compile takes half a minute.
ONLY_BY_NAME = {"torch-compiled"}


@dataclass(frozen=True)
class Setting:
    """What all contestants of one comparison share; `names` are those that were asked for, none for all who are of use on the device."""

    task: str
    work: dict
    device: str
    memory: str
    samples: int
    tuning_seconds: int
    limit: int = 120
    names: tuple = ()
    processes: PeerProcesses = field(default_factory=PeerProcesses)

    @property
    def sizes(self):
        return list(self.work["problem"].values())

    @property
    def problem(self):
        return ",".join(f"{name}={value}" for name, value in self.work["problem"].items())


@dataclass
class Tilewright:
    setting: Setting
    name: str = "tilewright"
    on_host: bool = False

    def run(self):
        of = self.setting
        return harness.time_best(of.task, of.problem, of.device, of.memory, of.samples, of.limit)


def numpy_timed(of, variables):
    """Has numpy do the task in a process with these variables."""
    command = ["/usr/bin/python3", f"{HERE}/numpy_peer.py", of.task, str(of.samples), *map(str, of.sizes)]
    return json_of(command, variables, of.limit)


@dataclass
class Numpy:
    """OpenBLAS where numpy hands the work to it."""

    setting: Setting
    on_host: bool = True

    @property
    def name(self):
        return "openblas" if self.setting.task in BLAS_TASKS else "numpy"

    def run(self):
        return numpy_timed(self.setting, environment())


@dataclass
class Blis:
    """BLIS where numpy is handed it in place of OpenBLAS. It uses one thread unless it is told otherwise."""

    setting: Setting
    name: str = "blis"
    on_host: bool = True

    def run(self):
        of = self.setting
        folders = sorted(glob.glob("/usr/lib/*/blis-*/libblas.so.3"))
        if not folders:
            raise Unavailable(f"BLIS is not here; {SETUP}")
        variables = environment(LD_LIBRARY_PATH=os.path.dirname(folders[0]), BLIS_NUM_THREADS=str(len(os.sched_getaffinity(0))))
        result = numpy_timed(of, variables)
        if "blis" not in result.get("library", ""):
            raise Unavailable("numpy here does not call a BLAS that can be replaced")
        return result


@dataclass
class OneDnn:
    setting: Setting
    layouts: str
    on_host: bool = True

    @property
    def name(self):
        return "onednn" if self.layouts == "user" else "onednn-blocked"

    def run(self):
        of = self.setting
        program = compiled("onednn.cpp", "oneDNN", ["-ldnnl"])
        return json_of([program, of.task, self.layouts, str(of.samples), *map(str, of.sizes)], environment(), of.limit)


@dataclass
class OnGpu:
    """A library that a process of its own calls, which goes on to the next round and task; `process` names what shares one."""

    setting: Setting
    name: str
    module: str
    mode: str
    process: str
    on_host: bool = False

    def run(self):
        of = self.setting
        if not on_cuda(of):
            raise Unavailable(f"it needs a CUDA device, and {of.device} is none; give --device cuda:0")
        request = {"task": of.task, "sizes": of.sizes, "mode": self.mode, "device": of.device, "samples": of.samples}
        result = of.processes.ask(self.process, self.module, request, of.limit)
        return {**result, "tolerance": max(TF32_TOLERANCE, of.work["tolerance"])} if self.mode == "tf32" else result


@dataclass
class ClBlast:
    setting: Setting
    name: str = "clblast"
    on_host: bool = False

    @property
    def transposed(self):
        return self.setting.task == "matmul-transposed"

    def run(self):
        of = self.setting
        return clblast.sgemm(of.sizes, self.transposed, of.device, of.samples, of.limit)


@dataclass
class TunedClBlast(ClBlast):
    name: str = "clblast-tuned"

    @cached_property
    def tuning(self):
        of = self.setting
        return clblast.tuned(of.sizes, self.transposed, of.device, of.tuning_seconds, of.work["tolerance"], of.limit)

    def prepare(self):
        """Tunes before the first round, so that no contestant waits for it in the middle of one."""
        self.tuning

    def run(self):
        of = self.setting
        result = clblast.sgemm(of.sizes, self.transposed, of.device, of.samples, of.limit, self.tuning["parameters"])
        return {**result, "tuning": self.tuning}


@dataclass
class Absent:
    """Somebody who was asked for by name and does something else."""

    setting: Setting
    name: str
    on_host: bool = True

    def run(self):
        raise Unavailable(f"it does not do {self.setting.task}")


def on_cuda(setting):
    return setting.device.partition(":")[0] == "cuda"


def on_gpu(setting):
    """The libraries that do the task on a GPU. What may take long to compile has a process of its own, which may have to be killed."""
    offered = (
        ("cublas", "cublas_peer", "fp32", "cublas", BLAS_TASKS),
        ("cublas-tf32", "cublas_peer", "tf32", "cublas", BLAS_TASKS),
        ("torch", "torch_peer", "fp32", "torch", TORCH_TASKS),
        ("torch-tf32", "torch_peer", "tf32", "torch", TF32_TASKS),
        ("torch-compiled", "torch_peer", "compiled", "torch-compiled", COMPILED_TASKS),
        ("cupy", "cupy_peer", "fp32", "cupy", CUPY_TASKS),
    )
    return [OnGpu(setting, *each) for *each, tasks in offered if setting.task in tasks]


def able(setting):
    """Everyone who does the task, on this device or another."""
    everyone = [Tilewright(setting)]
    if setting.task in BLAS_TASKS | NUMPY_TASKS:
        everyone.append(Numpy(setting))
    if setting.task in BLAS_TASKS:
        everyone.append(Blis(setting))
    everyone += [OneDnn(setting, layouts) for layouts in ONEDNN_TASKS.get(setting.task, ())]
    everyone += on_gpu(setting)
    if setting.task in CLBLAST_TASKS:
        everyone += [ClBlast(setting), TunedClBlast(setting)]
    return everyone


def contestants(setting):
    """Everyone who takes part, ours first."""
    if not setting.names:
        able_here = [each for each in able(setting) if on_cuda(setting) or not isinstance(each, OnGpu)]
        return [each for each in able_here if each.name not in ONLY_BY_NAME]
    of_name = {each.name: each for each in able(setting)}
    return [of_name.get(name) or Absent(setting, name) for name in NAMES if name in setting.names]
