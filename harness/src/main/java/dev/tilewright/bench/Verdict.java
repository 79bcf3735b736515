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
    /** None of these is certain. */
    INCONCLUSIVE,
    /** The baseline does not have it, or there is no baseline. */
    MEASURED,
    /** Its kernel is wrong, or does not run. */
    FAILED;

    /** Returns the name used in files and output. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
