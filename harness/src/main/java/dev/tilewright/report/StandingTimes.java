package dev.tilewright.report;

import dev.tilewright.evolve.candidate.Settlement;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The times of candidates after all comparisons. A candidate that was evaluated while others kept the machine busy looks slower than it is. Where
 * it was the best, and a comparison with it found it faster for certain, the time of that comparison stands: the clock of comparisons
 * counts what launching takes, too, so that it flatters nobody.
 */
public final class StandingTimes {

    private final Subject subject;
    private final Map<Integer, TimeEstimate> corrected = new HashMap<>();

    /**
     * Reads the comparisons of a run.
     *
     * @param bests the steps that were the best in their turn, in order
     */
    StandingTimes(Subject subject, List<Step> steps, List<Step> bests) {
        this.subject = subject;
        List<Step> compared = steps.stream()
                .filter(step -> step.settlement().isPresent())
                .sorted(Comparator.comparingInt(StandingTimes::asked))
                .toList();
        for (Step challenger : compared) {
            bests.stream()
                    .filter(best -> best.settlement().isEmpty() || asked(best) < asked(challenger))
                    .reduce((_, last) -> last)
                    .ifPresent(incumbent -> correct(incumbent, challenger));
        }
    }

    private static int asked(Step step) {
        return step.settlement().map(Settlement::asked).orElseThrow();
    }

    private void correct(Step incumbent, Step challenger) {
        Optional<TimeEstimate> known = of(incumbent);
        Optional<TimeEstimate> measured = subject.incumbentTime(challenger);
        if (known.isPresent() && measured.isPresent() && isFaster(measured.get(), known.get())) {
            corrected.put(incumbent.ordinal(), measured.get());
        }
    }

    /** Tells whether a time is less than another for certain: their intervals do not meet. */
    public static boolean isFaster(TimeEstimate one, TimeEstimate other) {
        return one.highNanos() < other.lowNanos();
    }

    /** Returns the time of a step, with its interval; empty unless its evaluation was ok. */
    Optional<TimeEstimate> of(Step step) {
        return Optional.ofNullable(corrected.get(step.ordinal())).or(() -> subject.time(step));
    }
}
