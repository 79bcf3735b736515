package dev.tilewright.kernels.evaluate.measure;

/**
 * When sampling ends.
 *
 * @param precision half the width of the interval of the median, relative to the median, that is narrow enough: 0.01 is ±1 %
 * @param timeNanos no further sample is begun after this much time, in ns, once there are {@code leastSamples}
 * @param leastSamples the fewest samples that make an estimate
 * @param mostSamples the most samples taken
 * @param raceFactor a candidate whose fastest of {@code leastSamples} samples takes this many times the incumbent's median is
 *     certainly slower
 * @param warmUpNanos for how long a kernel that was compiled before it is launched is run before samples count, in ns
 * @param justInTimeWarmUpNanos the same for a kernel that is compiled while it runs, in ns
 */
public record SamplingBudget(
        double precision,
        long timeNanos,
        int leastSamples,
        int mostSamples,
        double raceFactor,
        long warmUpNanos,
        long justInTimeWarmUpNanos) {

    /** ±1 %, or 0.35 s; 3 to 300 samples. */
    public static final SamplingBudget DEFAULT =
            new SamplingBudget(0.01, 350_000_000L, 3, 300, 1.2, 20_000_000L, 300_000_000L);

    public SamplingBudget {
        if (!(precision > 0)
                || timeNanos <= 0
                || leastSamples < 3
                || mostSamples < leastSamples
                || !(raceFactor >= 1)) {
            throw new IllegalArgumentException(
                    ("precision %s, time %d ns, %d to %d samples, race factor %s: precision and time must be positive, samples at "
                                    + "least 3, and the factor at least 1")
                            .formatted(precision, timeNanos, leastSamples, mostSamples, raceFactor));
        }
        if (warmUpNanos < 0 || justInTimeWarmUpNanos < 0) {
            throw new IllegalArgumentException("warm-up must not be negative");
        }
    }
}
