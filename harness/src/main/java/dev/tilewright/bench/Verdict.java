package dev.tilewright.bench;

import java.util.Locale;

/** What became of a case since the baseline. */
public enum Verdict {
    /** It is slower than the threshold allows, beyond doubt. */
    REGRESSED,
    /** It is faster by more than the threshold, beyond doubt. */
    IMPROVED,
    /** The whole interval of the ratio lies within the threshold. */
    UNCHANGED,
    /** Its kernel is the baseline's: it cannot have become slower, though the machine can. */
    SAME_KERNEL,
    /** None of these is certain. */
    INCONCLUSIVE,
    /** There is nothing to compare it with. */
    MEASURED,
    /** Its kernel is wrong, or does not run. */
    FAILED;

    /** Returns the name used in files and output. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
