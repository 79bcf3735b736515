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
    static StandingTimes of(Subject subject, List<Step> steps, List<Step> bests) {
        StandingTimes times = new StandingTimes(subject);
        steps.stream()
                .filter(step -> step.settlement().isPresent())
                .sorted(Comparator.comparingInt(StandingTimes::asked))
                .forEach(challenger -> bests.stream()
                        .filter(best -> best.settlement().isEmpty() || asked(best) < asked(challenger))
                        .reduce((_, last) -> last)
                        .ifPresent(incumbent -> times.compared(incumbent, challenger)));
        return times;
    }

    private static int asked(Step step) {
        return step.settlement().map(Settlement::asked).orElseThrow();
    }

    /** Takes note of a comparison. */
    public void compared(Step incumbent, Step challenger) {
        subject.incumbentTime(challenger).ifPresent(time -> correct(incumbent, time));
        subject.challengerTime(challenger).ifPresent(time -> correct(challenger, time));
    }

    private void correct(Step step, TimeEstimate time) {
        if (time.samples() >= ROUNDS
                && of(step).filter(known -> FAR * time.highNanos() < known.medianNanos())
                        .isPresent()) {
            corrected.put(step.ordinal(), time);
        }
    }

    /** Returns the time of a step, with its interval; empty unless its evaluation was ok. */
    public Optional<TimeEstimate> of(Step step) {
        return Optional.ofNullable(corrected.get(step.ordinal())).or(() -> subject.time(step));
    }
}
