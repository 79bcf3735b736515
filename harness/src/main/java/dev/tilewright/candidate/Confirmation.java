package dev.tilewright.candidate;

import dev.tilewright.task.Problem;
import java.util.List;

/**
 * The outcome of comparing a challenger with the incumbent, interleaved, by JMH in a fresh process.
 *
 * @param verdict what was decided
 * @param incumbent the incumbent's device time in this comparison
 * @param challenger the challenger's device time in this comparison
 * @param pValue one-sided Mann-Whitney: the probability of such samples if the challenger were no faster
 * @param verified the problems on which the challenger was right in the fresh process, with fresh inputs: its own, {@code verify}
 *     and {@code held-out}
 * @param report the name of JMH's JSON file in the run folder, empty if none was written
 * @param reason one line on the verdict, for people
 */
public record Confirmation(
        Verdict verdict,
        TimeEstimate incumbent,
        TimeEstimate challenger,
        double pValue,
        List<Problem> verified,
        String report,
        String reason) {

    public Confirmation {
        verified = List.copyOf(verified);
    }

    /** What a comparison decides. */
    public enum Verdict {
        /** The challenger is right, and faster than the incumbent beyond doubt: it is the new best. */
        FASTER,
        /** The challenger is right, but not faster beyond doubt. */
        NOT_FASTER,
        /** The challenger was wrong, or failed, in the fresh process: its evaluation does not stand. */
        REFUTED
    }
}
