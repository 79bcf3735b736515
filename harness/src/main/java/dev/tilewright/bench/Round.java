package dev.tilewright.bench;

import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import java.util.Optional;

/** What one fresh process told of a case. */
public sealed interface Round {

    /**
     * The kernels were right, and were timed.
     *
     * @param now device time of today's kernel
     * @param beside the baseline's kernel, where it was measured beside today's
     */
    record Timed(TimeEstimate now, Optional<Pair> beside) implements Round {}

    /**
     * The baseline's kernel, timed by turns with today's.
     *
     * @param then its device time
     * @param ratio today's time over its time: the median over turns, each of which compares neighbours in time
     */
    record Pair(TimeEstimate then, double ratio) {}

    /**
     * Today's kernel is wrong, or does not run.
     *
     * @param failure what it was told by
     */
    record Failed(Evaluation failure) implements Round {}

    /**
     * The baseline's kernel is wrong, or does not run.
     *
     * @param failure what it was told by
     */
    record BaselineFailed(Evaluation failure) implements Round {}

    /**
     * Nothing could be measured, and no kernel is to blame.
     *
     * @param reason why, in a line
     */
    record Untimed(String reason) implements Round {}
}
