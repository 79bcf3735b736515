package dev.tilewright.evolve.candidate;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The one rule by which a run has a best: the first candidate that is right is the best there is; after it, only one that a confirmation
 * found to be fitter than the best takes its place. An evaluation that merely looks fitter changes nothing.
 */
public final class Incumbents {

    /** Orders steps by when their confirmations were asked for; those of runs that did not keep it, by when they were made. */
    public static final Comparator<Step> BY_CONFIRMATION = Comparator.<Step>comparingInt(
                    step -> step.settlement().map(Settlement::asked).orElse(-1))
            .thenComparingInt(step -> step.settlement().map(Settlement::after).orElse(-1))
            .thenComparingInt(Step::ordinal);

    private Incumbents() {}

    /** Returns every step of a run that was the best in its turn, in the order in which they became it; the last is the best of all. */
    public static List<Step> of(List<Step> steps) {
        Optional<Step> first =
                steps.stream().filter(step -> takesOver(step, true)).findFirst();
        Stream<Step> later = steps.stream()
                .filter(step -> takesOver(step, false) && !first.equals(Optional.of(step)))
                .sorted(BY_CONFIRMATION);
        return Stream.concat(first.stream(), later).toList();
    }

    /**
     * Tells whether a step becomes the best of its run.
     *
     * @param vacant whether the run has no best yet
     */
    public static boolean takesOver(Step step, boolean vacant) {
        return step.is(Confirmation.Verdict.FITTER)
                || (vacant && step.standing().ok());
    }
}
