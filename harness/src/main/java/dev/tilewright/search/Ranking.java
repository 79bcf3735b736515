package dev.tilewright.search;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.candidate.Confirmation;
import dev.tilewright.memory.Incumbents;
import dev.tilewright.memory.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a search compares with: the first candidate that was right, the best, and the contenders, which were measured to be faster than the
 * best and are yet to be confirmed.
 *
 * <p>A confirmation costs as much as many evaluations, and improvements come in bursts: what is measured to be faster than the best is mostly
 * overtaken within a few steps. So the fastest contender waits until it has not been overtaken for some steps, and the others
 * behind it, in case it is not confirmed. Only what the engine made leads them: schedules are right by construction, so that nothing is in
 * doubt but how fast they are. A kernel that somebody wrote is confirmed at once, before others race against a time that may be
 * too good to be true.
 */
final class Ranking {

    /** A child must be measured this much faster than the best before the two are compared for good. */
    private static final double WORTH_CONFIRMING = 0.98;

    /** For so many steps the fastest contender waits to be overtaken. */
    private static final int PATIENCE = 8;

    private final List<Step> contenders = new ArrayList<>();
    private Optional<Step> baseline = Optional.empty();
    private Optional<Step> best = Optional.empty();

    /** Returns the first candidate that was right. */
    Optional<Step> baseline() {
        return baseline;
    }

    /** Returns the best so far. */
    Optional<Step> best() {
        return best;
    }

    /** Returns the fastest contender. */
    Optional<Step> contender() {
        return contenders.stream().min(Comparator.comparingDouble(Ranking::nanos));
    }

    /** Returns what a race is run against: the fastest contender, or else the best. */
    Optional<Step> fastest() {
        return contender().or(() -> best);
    }

    /** Tells whether the fastest contender has waited long enough before the step of ordinal {@code next}. */
    boolean due(int next) {
        return contender().filter(step -> next - step.ordinal() > PATIENCE).isPresent();
    }

    /** Tells whether a candidate with this time is to be compared with the best before its step is committed. */
    boolean comesAtOnce(Candidate candidate, double nanos) {
        return !(candidate.origin() instanceof Candidate.Origin.Scheduled)
                && fastest().filter(step -> faster(nanos, nanos(step))).isPresent();
    }

    /** Takes in a step that was right, with the confirmation that it has or does not have yet. Tells whether it is the best. */
    boolean enter(Step step) {
        baseline = baseline.or(() -> Optional.of(step));
        if (Incumbents.takesOver(step, best.isEmpty())) {
            crown(step);
            return true;
        }
        if (step.confirmation().isEmpty() && faster(nanos(step), nanos(best.get()))) {
            contenders.add(step);
        }
        return false;
    }

    /** Takes in the confirmation of a contender. Tells whether it is the best. */
    boolean settle(Step confirmed) {
        contenders.removeIf(step -> step.ordinal() == confirmed.ordinal());
        boolean faster = Incumbents.takesOver(confirmed, best.isEmpty());
        if (faster) {
            crown(confirmed);
        }
        return faster;
    }

    private void crown(Step step) {
        best = Optional.of(step);
        contenders.removeIf(contender -> !faster(nanos(contender), nanos(step)));
    }

    /** Tells whether a step has a confirmation that ended so. */
    static boolean is(Step step, Confirmation.Verdict verdict) {
        return step.confirmation()
                .filter(confirmation -> confirmation.verdict() == verdict)
                .isPresent();
    }

    private static boolean faster(double nanos, double thanNanos) {
        return nanos < thanNanos * WORTH_CONFIRMING;
    }

    /** Returns the measured time of a step that was right. */
    static double nanos(Step step) {
        return step.evaluation().deviceTime().orElseThrow().medianNanos();
    }
}
