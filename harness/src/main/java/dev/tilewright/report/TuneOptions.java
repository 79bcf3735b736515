package dev.tilewright.report;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Options of {@code tune} that kernels and recordings have in common, as the command that begins a run once more names them. */
final class TuneOptions {

    private TuneOptions() {}

    /** Returns the options of the budget, with a blank before each. */
    static String budget(int evaluations, Optional<Duration> time) {
        return " --evaluations %d%s"
                .formatted(
                        evaluations,
                        time.map(limit -> " --time %ds".formatted(limit.toSeconds()))
                                .orElse(""));
    }

    /** Returns the options that say what chooses candidates: a strategy, or else generators and a controller. */
    static String choice(long seed, Optional<String> strategy, List<String> generators, String controller) {
        return " --seed %d%s"
                .formatted(
                        seed,
                        strategy.map(" --strategy %s"::formatted)
                                .orElseGet(() -> " --generators %s --controller %s"
                                        .formatted(String.join(",", generators), controller)));
    }

    /** Returns the option that names what a strategy started from; empty text if there was nothing. */
    static String known(List<String> recordings) {
        return recordings.isEmpty() ? "" : " --known " + String.join(" ", recordings);
    }
}
