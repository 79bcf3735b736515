package dev.tilewright.bench;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.task.Problem;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What a suite measured at some time, with the kernels that it measured.
 *
 * @param version of Tilewright, that wrote it
 * @param saved when
 * @param cases by name, in the order of the suite
 */
public record Baseline(String version, Instant saved, SequencedMap<String, Entry> cases) {

    public Baseline {
        cases = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(cases));
    }

    /**
     * One case.
     *
     * @param task the task's name
     * @param problem what was timed
     * @param machine where
     * @param candidate what was timed, word for word
     * @param rounds the time in each round, a fresh process each
     */
    public record Entry(String task, Problem problem, Machine machine, Candidate candidate, List<TimeEstimate> rounds) {
        public Entry {
            rounds = List.copyOf(rounds);
        }
    }

    /**
     * What times can be compared on.
     *
     * @param hardware the device's identity
     * @param computeUnits how many cores or multiprocessors of it there are: a virtual machine has a share
     */
    public record Machine(Hardware hardware, int computeUnits) {

        /** Tells whether {@code other} is the same but for its driver. */
        boolean isLike(Machine other) {
            Hardware a = hardware;
            Hardware b = other.hardware;
            return computeUnits == other.computeUnits
                    && a.backend().equals(b.backend())
                    && a.vendor().equals(b.vendor())
                    && a.model().equals(b.model())
                    && a.architecture().equals(b.architecture());
        }

        @Override
        public String toString() {
            return "%s (%s, %d compute units)".formatted(hardware.model(), hardware.backend(), computeUnits);
        }
    }
}
