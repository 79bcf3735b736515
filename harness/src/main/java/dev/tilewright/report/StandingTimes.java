package dev.tilewright.report;

import dev.tilewright.evolve.candidate.Incumbents;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The times of candidates after all comparisons. A candidate that was evaluated while others kept the machine busy looks slower than it is. Where
 * a comparison that it took part in found it faster by far, the time of the comparison stands, though it is by another clock. The interval of a
 * disturbed evaluation is wide and may reach far down, so its median is what is held against the interval of the comparison.
 */
public final class StandingTimes {

    /** The two clocks, and how warm a kernel is, make less of a difference than this factor. */
    private static final double FAR = 1.25;

    /** The interval of fewer rounds says little. */
    private static final int ROUNDS = 5;

    private final Subject subject;
    private final Map<Integer, TimeEstimate> corrected = new HashMap<>();

    /** Makes the times of a run in which nothing was compared yet. */
    public StandingTimes(Subject subject) {
        this.subject = subject;
    }

    /**
     * Makes the times of a run.
     *
     * @param bests the steps that were the best in their turn, in order
     */
    public static StandingTimes of(Subject subject, List<Step> steps, List<Step> bests) {
        StandingTimes times = new StandingTimes(subject);
        steps.stream()
                .filter(step -> step.settlement().isPresent())
                .sorted(Incumbents.BY_CONFIRMATION)
                .forEach(challenger -> bests.stream()
                        .filter(best -> Incumbents.BY_CONFIRMATION.compare(best, challenger) < 0)
                        .reduce((_, last) -> last)
                        .ifPresent(incumbent -> times.compared(incumbent, challenger)));
        return times;
    }

    /**
     * Takes note of a comparison. Where one side was disturbed, both have its times: a ratio is of times by one clock.
     *
     * @param challenger the step with its confirmation
     */
    public void compared(Step incumbent, Step challenger) {
        Optional<TimeEstimate> before = subject.incumbentTime(challenger);
        Optional<TimeEstimate> now = subject.challengerTime(challenger);
        if (before.isPresent() && now.isPresent() && (isFar(before.get(), incumbent) || isFar(now.get(), challenger))) {
            corrected.put(incumbent.ordinal(), before.get());
            corrected.put(challenger.ordinal(), now.get());
        }
    }

    private boolean isFar(TimeEstimate compared, Step step) {
        return compared.samples() >= ROUNDS
                && of(step).filter(known -> FAR * compared.highNanos() < known.medianNanos())
                        .isPresent();
    }

    /** Returns the time of a step, with its interval; empty unless its evaluation was ok. */
    public Optional<TimeEstimate> of(Step step) {
        return Optional.ofNullable(corrected.get(step.ordinal())).or(() -> subject.time(step));
    }
}
