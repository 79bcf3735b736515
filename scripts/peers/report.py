"""What a person reads and what is kept, and the facts about the machine that a figure is worth nothing without."""

import json
import os
import platform


def machine():
    processor = ""
    try:
        with open("/proc/cpuinfo") as lines:
            processor = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    except OSError:
        pass
    return {
        "processor": processor or platform.processor() or platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "system": f"{platform.system()} {platform.release()}",
        "load": round(os.getloadavg()[0], 2),
    }


def written(path, document):
    """Writes JSON in one step: whoever is cut off leaves the file as it was or as it was to be."""
    fresh = f"{path}.{os.getpid()}"
    with open(fresh, "w") as file:
        json.dump(document, file, indent=2)
        file.write("\n")
    os.replace(fresh, path)


def print_machine(facts):
    print(f"{facts['processor']}, {facts['cores']} cores, {facts['system']}; load {facts['load']} before the first round\n")


def milliseconds(nanos):
    """Three digits at least, in ms, down to a microsecond."""
    ms = nanos / 1e6
    return f"{ms:.1f}" if ms >= 100 else f"{ms:.2f}" if ms >= 1 else f"{ms:.4f}" if ms >= 0.01 else f"{ms:.5f}"


def rate(row, slower=1):
    """The rate, or one that is so many times lower."""
    if "gflop_per_s" in row:
        return f"{row['gflop_per_s'] / slower:.1f} GFLOP/s"
    return f"{row['gbyte_per_s'] / slower:.1f} GB/s"


def percent(row, key):
    return f"{100 * row[key]:.0f} %" if key in row else "–"


def ratio(row, key="tilewright_over_it"):
    if key not in row:
        return ""
    low, high = row[f"{key}_interval"]
    return f"{row[key]:.2f}×  ({low:.2f} to {high:.2f})"


def of_rounds(limits, key, unit):
    if limits["measured"] == "once":
        return f"{limits[key] / 1e9:.1f} {unit} (measured once)"
    rounds = limits[f"{key}_rounds"]
    return f"{limits[key] / 1e9:.1f} {unit} (rounds: {min(rounds) / 1e9:.1f} to {max(rounds) / 1e9:.1f})"


def limit_lines(result):
    limits = result["limits"]
    if result["bound"] == "arithmetic":
        return f"limit: multiply-add peak {of_rounds(limits, 'flop_per_s', 'GFLOP/s')} on {limits['model']}"
    return (
        f"limit: copy bandwidth {of_rounds(limits, 'byte_per_s', 'GB/s')} on {limits['model']}\n"
        f"  reading alone {of_rounds(limits, 'read_byte_per_s', 'GB/s')}"
    )


def on_gpu(row):
    """What a library for a GPU is, in which precision it computes, and how it was timed where that is not as ours is."""
    parts = (("CUDA", "cuda"), ("cuDNN", "cudnn"), ("Triton", "triton"), ("CUB", "cub"))
    versions = ", ".join(f"{part} {row[key]}" for part, key in parts if key in row)
    precision = "single precision throughout, no TF32"
    if row["name"].endswith("-tf32"):
        precision = f"inputs rounded to TF32; held to an error of {row['tolerance']:g}, not to the task's tolerance"
    said = f"{row['name']}: {row['version']}{f' ({versions})' if versions else ''}, {precision}"
    if row.get("timed") == "events":
        said += f"\n  it could not be captured into a graph ({row['no_graph']}), so its times hold what the host adds"
    return said


def notes(row):
    """What has to be known to read a row, one line."""
    name = row["name"]
    if name == "tilewright":
        return f"{name}: {row['device']}, {row['driver']}, found by run {row['run']}"
    if name == "openblas":
        if "core" not in row:
            return f"{name}: numpy {row['numpy']} does not use OpenBLAS here; scripts/setup --peers installs it"
        return f"{name}: core type {row['core']}, {row['threads']} threads, {row['config']}, through numpy {row['numpy']}"
    if name == "blis":
        return f"{name}: {row['config']}, {row['threads']} threads, through numpy {row['numpy']}"
    if name == "numpy":
        return f"{name}: {row['numpy']}, one thread"
    if name.startswith("onednn"):
        return f"{name}: {row['version']}, {row['implementation']}"
    if name.startswith(("cublas", "torch", "cupy")):
        return on_gpu(row)
    if name == "clblast-tuned":
        tuning = row["tuning"]
        parameters = " ".join(f"{key}={value}" for key, value in tuning["parameters"].items())
        return (
            f"{name}: {parameters}\n"
            f"  by its tuner ({tuning['options']}) within {tuning['limit_s']} s: {tuning['explored']} parameter sets ran "
            f"({tuning['explored_of_second_kind']} with GEMMK=1), the best {len(tuning['tried'])} tried through the whole routine, {tuning['wrong']} of them wrong or failing;\n  kept in {tuning['cache']}"
        )
    return f"{name}: on {row['device']}, its defaults"


def print_by_device(rows):
    """The same by the device's clock, where a peer was timed by it as well: that of a short kernel is not that of its launch."""
    timed = [row for row in rows if "device_median_ns" in row]
    if all(row["name"] == "tilewright" for row in timed):
        return
    print("by the device's clock:")
    for row in timed:
        slower = row["device_median_ns"] / row["median_ns"]
        share = f"{percent(row, 'fraction_of_limit_device'):>10}"
        line = f"{row['name']:17}{milliseconds(row['device_median_ns']):>8} ms  {'':19}{rate(row, slower):>15}{share}{'':10}"
        print(f"{line}   {ratio(row, 'tilewright_over_it_device')}".rstrip())


def print_comparison(result):
    problem = ",".join(f"{name}={value}" for name, value in result["problem"].items())
    print(f"{result['task']}  {problem}  {result['rounds']} rounds, interleaved; host's clock, 95 % intervals")
    print(f"{'':17}{'median':>11}  {'interval, ms':^19}{'rate':>15}{'of limit':>10}{'by round':>10}   tilewright's speed over it")
    for row in result["contestants"]:
        if "unavailable" in row:
            print(f"{row['name']:17}unavailable: {row['unavailable']}")
            continue
        span = f"{milliseconds(row['low_ns'])} to {milliseconds(row['high_ns'])}"
        shares = "".join(f"{percent(row, key):>10}" for key in ("fraction_of_limit", "fraction_of_limit_by_round"))
        line = f"{row['name']:17}{milliseconds(row['median_ns']):>8} ms  {span:^19}{rate(row):>15}{shares}   {ratio(row)}"
        if not row.get("right", True):
            line += f"  WRONG RESULT, error {row['max_relative_error']:.1e}"
        print(line.rstrip())
    print_by_device(result["contestants"])
    print(limit_lines(result))
    for row in result["contestants"]:
        if "unavailable" not in row:
            print(notes(row))
    print(flush=True)
