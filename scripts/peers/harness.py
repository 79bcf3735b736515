"""What Tilewright itself is asked: what a problem demands, what the device can give, and the time of the best kernel known."""

import json
import os

from peers.processes import HERE, TooSlow, environment, json_of, run

LAUNCHER = os.path.join(os.path.dirname(HERE), "tilewright")


class Refused(Exception):
    """The command line is wrong, or there is no device: the harness's own message and exit code."""

    def __init__(self, message, exit_code):
        super().__init__(message)
        self.exit_code = exit_code


def answer(command, environment, limit=None):
    """Runs a command without which there is nothing to compare, and passes its message on where it fails."""
    try:
        done = run([LAUNCHER, *command], environment, limit)
    except TooSlow as slow:
        raise Refused(f"{command[0]}: {slow}", 3) from None
    if done.returncode != 0:
        said = done.stderr.strip().removeprefix("tilewright: ")
        raise Refused(said or f"{LAUNCHER} ended with exit code {done.returncode}", done.returncode)
    return json.loads(done.stdout)


def with_vectors(device):
    """Kernels in Java may use the incubating vector module, which the launcher leaves out."""
    return environment(JDK_JAVA_OPTIONS="--add-modules jdk.incubator.vector") if device.startswith("jvm") else environment()


def work(task, problem):
    """Operations, bytes and tolerance of a problem, given as text or None for the task's first; the first call may build Tilewright."""
    return answer(["work", task, *(["--problem", problem] if problem else [])], environment())


def peaks(device, limit):
    """The device's peak of fused multiply-adds, its copy bandwidth and its read bandwidth, measured now."""
    return answer(["peaks", "--device", device], with_vectors(device), limit)


def time_best(task, problem, device, memory, samples, limit):
    command = [LAUNCHER, "time-best", task, "--problem", problem, "--device", device, "--samples", str(samples)]
    return json_of(command + (["--memory", memory] if memory else []), with_vectors(device), limit)
