"""Running contestants, each in a process of its own, and compiling those that are written in C or C++."""

import json
import os
import shutil
import signal
import subprocess
import tempfile

HERE = os.path.dirname(os.path.realpath(__file__))
# Each of these would slow OpenBLAS or oneDNN, or take cores from them; the last two change what cuBLAS computes.
HANDICAPS = (
    "OPENBLAS_CORETYPE",
    "OPENBLAS_L2_SIZE",
    "OPENBLAS_NUM_THREADS",
    "GOTO_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OMP_THREAD_LIMIT",
    "DNNL_MAX_CPU_ISA",
    "ONEDNN_MAX_CPU_ISA",
    "NVIDIA_TF32_OVERRIDE",
    "TORCH_ALLOW_TF32_CUBLAS_OVERRIDE",
)
# Our buffers and numpy's arrays ask Linux for huge pages; with this the C library does too (glibc 2.35), whoever allocates.
HUGE_PAGES = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
SETUP = "scripts/setup --peers installs it"


class Unavailable(Exception):
    """A contestant that cannot run here: why, and what to do about it."""


def environment(**more):
    kept = {name: value for name, value in os.environ.items() if name not in HANDICAPS}
    return {**kept, **HUGE_PAGES, **more}


class TooSlow(Exception):
    """A program that did not end in time, and was killed."""

    def __init__(self, limit):
        super().__init__(f"no answer within {limit} s; allow more with --limit SECONDS")


def killed(process):
    """Kills a process that leads a group of its own, and whatever it has started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def run(command, environment, limit):
    """Runs a program to its end, in a session of its own so that all of it can be killed after `limit` seconds, or when this is stopped."""
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=environment, start_new_session=True, **streams) as process:
        try:
            out, complaint = process.communicate(timeout=limit)
        except BaseException as stopped:
            killed(process)
            if isinstance(stopped, subprocess.TimeoutExpired):
                raise TooSlow(limit) from None
            raise
    return subprocess.CompletedProcess(command, process.returncode, out, complaint)


def json_of(command, environment, limit):
    """Runs a program that prints one JSON object; its last line of complaint is the reason if it fails."""
    try:
        done = run(command, environment, limit)
    except OSError as failed:
        raise Unavailable(f"{command[0]} cannot be run: {failed.strerror}") from failed
    except TooSlow as slow:
        raise Unavailable(str(slow)) from None
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        raise Unavailable(said[-1].removeprefix("tilewright: ") if said else f"{os.path.basename(command[0])} ended with exit code {done.returncode}")
    try:
        return json.loads(done.stdout)
    except ValueError:
        raise Unavailable(f"{os.path.basename(command[0])} printed what is not JSON: {done.stdout[:80]!r}") from None


def cache_folder():
    """The folder of the user's that outlives a run; a temporary one where it cannot be made."""
    folder = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "tilewright")
    try:
        os.makedirs(folder, exist_ok=True)
        return folder
    except OSError:
        return tempfile.mkdtemp(prefix="tilewright-")


def compiled(source, library, link):
    """Compiles a client of a library, once per change, into the cache, and returns the program's path."""
    path = os.path.join(HERE, source)
    newest = max(os.path.getmtime(path), os.path.getmtime(os.path.join(HERE, "peer.h")))
    name, extension = os.path.splitext(source)
    program = os.path.join(cache_folder(), name)
    if os.path.exists(program) and os.path.getmtime(program) >= newest:
        return program
    compiler, standard = ("g++", "-std=c++17") if extension == ".cpp" else ("gcc", "-std=c11")
    if not shutil.which(compiler):
        raise Unavailable(f"its client is compiled with {compiler}, which is not here; {SETUP}")
    fresh = f"{program}.{os.getpid()}"
    command = [compiler, "-O2", standard, "-Wno-deprecated-declarations", "-o", fresh, path, *link]
    built = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if built.returncode != 0:
        if any(sign in built.stderr for sign in ("No such file", "cannot find -l")):
            raise Unavailable(f"{library} or what it is compiled with is not here; {SETUP}")
        errors = [line for line in built.stderr.splitlines() if "error" in line] or [f"{compiler} failed"]
        raise Unavailable(f"its client does not compile: {errors[0].strip()}")
    os.replace(fresh, program)
    return program
