package dev.tilewright.bench.output;

import dev.tilewright.bench.CaseResult;
import dev.tilewright.bench.RatioEstimate;
import dev.tilewright.bench.Verdict;
import java.util.Locale;

/** Ratios and verdicts as people read them. */
public final class RatioText {

    private RatioText() {}

    /** Writes an estimate: {@code 1.052}. */
    public static String ratio(RatioEstimate estimate) {
        return number(estimate.ratio());
    }

    /** Writes its interval: {@code 1.031 to 1.077}. */
    public static String interval(RatioEstimate estimate) {
        return estimate.low() > 0 ? number(estimate.low()) + " to " + number(estimate.high()) : "too few rounds";
    }

    /** Writes a p-value. */
    public static String p(double value) {
        return value < 0.001 ? "<0.001" : number(value);
    }

    /** Writes what became of a case, and for one that is not decided what might. */
    public static String verdict(CaseResult result) {
        if (result.verdict() == Verdict.MEASURED) {
            return result.measurement().subject().baseline().isPresent() ? "not comparable" : "not in the baseline";
        }
        if (result.verdict() != Verdict.INCONCLUSIVE || result.judgement().isEmpty()) {
            return result.verdict().id();
        }
        var more = result.judgement().get().roundsThatMayDecide();
        return more.isPresent()
                ? "inconclusive; about %d rounds might decide".formatted(more.getAsInt())
                : "inconclusive; too close to the threshold, or too noisy, for more rounds to decide";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
