package dev.tilewright.bench;

import java.util.Locale;

/** What became of a case since the baseline. */
public enum Verdict {
    /** It is slower than the threshold allows, beyond doubt, and was so again in a second set of processes. */
    REGRESSED,
    /** It is faster by more than the threshold, beyond doubt. */
    IMPROVED,
    /** The whole interval of the ratio lies within the threshold. */
    UNCHANGED,
    /** It is not slower than the threshold allows, beyond doubt; whether it is faster is not certain. */
    NOT_SLOWER,
    /** Its kernel is the baseline's: it cannot have become slower, though the machine can. */
    SAME_KERNEL,
    /** None of these is certain, for noise, or because nothing could be measured. It says nothing against the kernel. */
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
