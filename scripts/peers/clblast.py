"""CLBlast on an OpenCL device, with its defaults and as its own tuner sets it.

The tuner times the kernel Xgemm alone, with parameters drawn from its space in an order of its own, and is stopped when its time is up.
What it ranks first is not taken on trust, neither its time nor its products: the best few are run through the whole routine, checked
against double precision, and the fastest one that is right is kept.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from statistics import median

from peers.processes import SETUP, Unavailable, cache_folder, compiled, environment, json_of

TUNER = "clblast_tuner_xgemm"
# One in 2048 of each space, which leaves the two small fixed grids empty and reaches both kinds of kernel (GEMMK 0 and 1) in minutes;
# a larger share would spend all the time on the first kind. Each set is run once: what is left of the noise is settled afterwards.
TUNER_OPTIONS = ("-fraction", "2048", "-runs", "1")
TRIED = 8
TRIALS = 2
SAMPLES = 5
# Small products take another kernel, which is not the one that was tuned.
ALWAYS_XGEMM = ("GemmRoutine", "XGEMM_MIN_INDIRECT_SIZE=1")


def client():
    return compiled("clblast_sgemm.c", "CLBlast", ["-lclblast", "-lOpenCL", "-lm"])


def sgemm(sizes, transposed, device, samples, limit, parameters=None):
    """Times the routine once; `parameters` are those of Xgemm by name, None for CLBlast's defaults."""
    backend, _, ordinal = device.partition(":")
    if backend != "opencl":
        raise Unavailable(f"it needs an OpenCL device, and {device} is none; give --device opencl:0")
    command = [client(), *map(str, sizes), str(int(transposed)), str(samples), ordinal or "0"]
    if parameters:
        command += ["Xgemm", ",".join(f"{name}={value}" for name, value in parameters.items()), *ALWAYS_XGEMM]
    return json_of(command, environment(), limit)


def version():
    """The package's version: the library does not tell."""
    query = ["dpkg-query", "-W", "-f", "${Version}", "libclblast1"]
    try:
        return subprocess.run(query, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout or None
    except OSError:
        return None


def ranking(table):
    """The tuner's table, as it prints it, as (parameters, ms) from the fastest; rows that did not match its reference are left out."""
    names, rows = [], []
    for line in re.sub(r"\x1b\[[0-9;]*m", "", table).splitlines():
        if line.startswith("* Parameters explored:"):
            names = line.partition(":")[2].split()
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) == 11 and cells[1].isdigit() and cells[9] == "results match":
            rows.append((dict(zip(names, map(int, cells[3].split()))), float(cells[7].removesuffix("ms"))))
    return sorted(rows, key=lambda row: row[1])


def run_tuner(sizes, place, seconds):
    if not shutil.which(TUNER):
        raise Unavailable(f"its tuner is not here; {SETUP}")
    m, n, k = map(str, sizes)
    command = [TUNER, "-platform", str(place["platform"]), "-device", str(place["number"]), "-m", m, "-n", n, "-k", k, *TUNER_OPTIONS]
    # The tuner leaves files where it runs. Its output is read by line, because it is stopped before it has ended by itself.
    with tempfile.TemporaryDirectory(prefix="tilewright-") as folder:
        bounded = ["timeout", str(seconds), "stdbuf", "-oL", *command]
        done = subprocess.run(bounded, cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    rows = ranking(done.stdout)
    if not rows:
        raise Unavailable(f"its tuner found nothing in {seconds} s; give it more with --tuning SECONDS")
    return " ".join(command), rows


def tune(sizes, transposed, device, seconds, tolerance, limit):
    """Runs the tuner, then its best few through the whole routine, in turns; returns what is to be remembered."""
    begun = time.monotonic()
    command, rows = run_tuner(sizes, sgemm(sizes, transposed, device, 1, limit), seconds)
    tried = [{"parameters": parameters, "tuner_ms": ms, "host_ns": [], "max_relative_error": 0.0} for parameters, ms in rows[:TRIED]]
    for _ in range(TRIALS):
        for trial in tried:
            if "failure" in trial:
                continue
            try:
                result = sgemm(sizes, transposed, device, SAMPLES, limit, trial["parameters"])
            except Unavailable as failure:
                trial["failure"] = str(failure)
                continue
            trial["host_ns"] += result["host_ns"]
            trial["max_relative_error"] = max(trial["max_relative_error"], result["max_relative_error"])
    right = [trial for trial in tried if "failure" not in trial and trial["max_relative_error"] <= tolerance]
    if not right:
        raise Unavailable(f"none of the {len(tried)} best parameter sets of its tuner gives right products through the whole routine")
    return {
        "command": command,
        "options": " ".join(TUNER_OPTIONS),
        "limit_s": seconds,
        "seconds": round(time.monotonic() - begun),
        "explored": len(rows),
        "explored_of_second_kind": sum(parameters["GEMMK"] == 1 for parameters, _ in rows),
        "tried": tried,
        "wrong": len(tried) - len(right),
        "parameters": min(right, key=lambda trial: median(trial["host_ns"]))["parameters"],
    }


def tuned(sizes, transposed, device, seconds, tolerance, limit):
    """What the tuner found for this device, size and version, from the cache or by running it now."""
    place = sgemm(sizes, transposed, device, 1, limit)
    key = "-".join([place["device"], version() or "", *map(str, sizes), "nt" if transposed else "nn"])
    folder = os.path.join(cache_folder(), "clblast")
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, re.sub(r"[^A-Za-z0-9.]+", "-", key) + ".json")
    if os.path.exists(path):
        with open(path) as file:
            found = json.load(file)
        if found["options"] == " ".join(TUNER_OPTIONS):
            return {**found, "cache": path}
    if seconds == 0:
        raise Unavailable("it has not been tuned for this device and size; give it time with --tuning SECONDS")
    print(f"compare-peers: tuning CLBlast for this device and size, {seconds} s and then some …", file=sys.stderr, flush=True)
    found = tune(sizes, transposed, device, seconds, tolerance, limit)
    fresh = f"{path}.{os.getpid()}"
    with open(fresh, "w") as file:
        json.dump(found, file, indent=2)
    os.replace(fresh, path)
    return {**found, "cache": path}
