"""One comparison: rounds in which every contestant and the device's limits are measured once, and what follows from them.

Every second round runs in the opposite order, so that what drifts (clock rates, neighbours) falls on all alike.
"""

import math
import random
from statistics import median

from peers import harness
from peers.contestants import contestants
from peers.processes import Unavailable

# A body pulls another in 20 floating-point operations: Nyland, Harris and Prins, GPU Gems 3, chapter 31, the figure that n-body codes
# are compared by. The harness counts the expression as it is written, which computes the distance twice.
OPERATIONS_PER_INTERACTION = 20
# Held against the peak of arithmetic at every size; whatever else there is, by its operations per byte.
ARITHMETIC = {"matmul", "matmul-transposed", "batched-matmul", "conv2d", "nbody"}
BOOTSTRAPS = 2000
KEPT = (
    "library", "config", "core", "threads", "numpy", "implementation", "version", "device", "model", "driver", "run", "hash", "tuning",
    "timed", "no_graph", "cuda", "cudnn", "triton", "cub",
)  # fmt: skip


def interval(samples):
    """The rank-based 95 % confidence interval of the median."""
    ordered = sorted(samples)
    half = 1.96 * math.sqrt(len(ordered)) / 2
    low = max(0, math.floor(len(ordered) / 2 - half))
    high = min(len(ordered) - 1, math.ceil(len(ordered) / 2 + half))
    return ordered[low], ordered[high]


def ratio_interval(theirs, mine):
    """The 95 % percentile-bootstrap interval of the ratio of medians; the rounds are resampled, for samples of a round are alike."""
    generator = random.Random(1)
    ratios = []
    for _ in range(BOOTSTRAPS):
        chosen = [generator.randrange(len(mine)) for _ in mine]
        ratios.append(median(sum((theirs[i] for i in chosen), [])) / median(sum((mine[i] for i in chosen), [])))
    ratios.sort()
    return ratios[BOOTSTRAPS // 40], ratios[BOOTSTRAPS - 1 - BOOTSTRAPS // 40]


class Limits:
    """Measures what the device can do at all, with every round or once for all comparisons."""

    def __init__(self, when="each-round"):
        self.when = when
        self.first = None

    def measured(self, setting):
        if self.first is None or self.when == "each-round":
            self.first = harness.peaks(setting.device, setting.limit)
        return self.first


def measure(setting, rounds, limits_now):
    """Yields after each round the limits of every round, the results of every contestant by round, and why those that are missing are."""
    everyone = contestants(setting)
    results, missing, limits = {each.name: [] for each in everyone}, {}, []

    def attempt(contestant, act):
        if contestant.name not in missing:
            try:
                return act()
            except Unavailable as reason:
                missing[contestant.name] = str(reason)
        return None

    for contestant in everyone:
        if hasattr(contestant, "prepare"):
            attempt(contestant, contestant.prepare)
    for round_number in range(rounds):
        order = [None, *everyone]
        for contestant in order if round_number % 2 == 0 else reversed(order):
            if contestant is None:
                limits.append(limits_now.measured(setting))
            elif (result := attempt(contestant, contestant.run)) is not None:
                results[contestant.name].append(result)
        yield everyone, limits, results, missing


def limits_of(measured, when="each-round"):
    """The limits are what the device can do at all, so the fastest round counts, here alone."""
    measured = measured if when == "each-round" else measured[:1]
    summary = {**{key: measured[0][key] for key in ("device", "model", "driver", "cpu")}, "measured": when}
    for key in ("flop_per_s", "byte_per_s", "read_byte_per_s"):
        values = [each[key] for each in measured]
        summary[key] = max(values)
        summary[f"{key}_rounds"] = values
    return summary


def share_by_round(rounds, amount, limits):
    """The median over rounds of the rate in a round over the limit of the same round: what slows a machine for a while slows both."""
    return median(amount / median(result["host_ns"]) * 1e9 / limit for result, limit in zip(rounds, limits))


def row_of(contestant, rounds, work, limits, bound, operations):
    times = [result["host_ns"] for result in rounds]
    samples = sum(times, [])
    low, high = interval(samples)
    row = {"name": contestant.name, "median_ns": median(samples), "low_ns": low, "high_ns": high, "samples": len(samples)}
    row["rounds_ns"] = times
    amount, limit = (operations, "flop_per_s") if bound == "arithmetic" else (work["bytes"], "byte_per_s")
    row["gflop_per_s" if bound == "arithmetic" else "gbyte_per_s"] = amount / row["median_ns"]
    # What runs on the host is held against the device's limits only where they are the same.
    if limits["cpu"] or not contestant.on_host:
        row["fraction_of_limit"] = amount / row["median_ns"] * 1e9 / limits[limit]
        if limits["measured"] == "each-round":
            row["fraction_of_limit_by_round"] = share_by_round(rounds, amount, limits[f"{limit}_rounds"])
    row.update({key: rounds[0][key] for key in KEPT if key in rounds[0]})
    if all("device_ns" in result for result in rounds):
        row["device_rounds_ns"] = [result["device_ns"] for result in rounds]
        row["device_median_ns"] = median(sum(row["device_rounds_ns"], []))
        row["fraction_of_limit_device"] = amount / row["device_median_ns"] * 1e9 / limits[limit]
    errors = [result["max_relative_error"] for result in rounds if "max_relative_error" in result]
    if errors:
        row["max_relative_error"] = max(errors)
        row["tolerance"] = rounds[0].get("tolerance", work["tolerance"])
        row["right"] = max(errors) <= row["tolerance"]
    return row


def set_against(row, ours):
    """Adds our speed over a peer, by the host's clock and, where both were timed by it, by the device's."""
    for clock, in_rounds, ratio in (
        ("median_ns", "rounds_ns", "tilewright_over_it"),
        ("device_median_ns", "device_rounds_ns", "tilewright_over_it_device"),
    ):
        if clock in row and clock in ours:
            row[ratio] = row[clock] / ours[clock]
            row[f"{ratio}_interval"] = ratio_interval(row[in_rounds], ours[in_rounds])


def comparisons(setting, rounds, limits_now):
    """Yields after each round what follows from the rounds so far."""
    for done, measured in enumerate(measure(setting, rounds, limits_now), 1):
        yield compared(setting, done, limits_now, *measured)


def compared(setting, rounds, limits_now, everyone, measured, results, missing):
    limits, work = limits_of(measured, limits_now.when), setting.work
    bound = "arithmetic" if setting.task in ARITHMETIC else work["bound"]
    operations = work["operations"]
    if setting.task == "nbody":
        operations = OPERATIONS_PER_INTERACTION * setting.sizes[0] ** 2
    rows, ours = [], None
    for contestant in everyone:
        if contestant.name in missing:
            rows.append({"name": contestant.name, "unavailable": missing[contestant.name]})
            continue
        row = row_of(contestant, results[contestant.name], work, limits, bound, operations)
        if contestant.name == "tilewright":
            ours = row
        elif ours:
            set_against(row, ours)
        rows.append(row)
    return {
        "task": setting.task,
        "problem": work["problem"],
        "operations": operations,
        "bytes": work["bytes"],
        "bound": bound,
        "tolerance": work["tolerance"],
        "rounds": rounds,
        "limits": limits,
        "contestants": rows,
    }
