package dev.tilewright.bench;

import dev.tilewright.bench.Baseline.Entry;
import dev.tilewright.bench.Baseline.Machine;
import dev.tilewright.evolve.candidate.Candidate;
import java.util.Optional;

/**
 * A case that can be measured: its device and its kernel are known.
 *
 * @param benchCase what the suite says
 * @param device the device's id
 * @param machine what the device is
 * @param candidate the kernel, as today's code makes it
 * @param baseline what the baseline has; empty where it has no such case
 */
public record Subject(
        BenchCase benchCase, String device, Machine machine, Candidate candidate, Optional<Entry> baseline) {

    /** Tells whether the baseline has another kernel than today's, so that the two can be measured side by side. */
    public boolean kernelChanged() {
        return baseline.filter(entry -> !entry.candidate().hash().equals(candidate.hash()))
                .isPresent();
    }

    /** Tells whether the baseline was measured with another driver. */
    public boolean driverChanged() {
        return baseline.filter(entry -> !entry.machine().hardware().equals(machine.hardware()))
                .isPresent();
    }
}
