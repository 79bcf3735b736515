package dev.tilewright.candidate;

/**
 * A time, estimated by the median of samples.
 *
 * @param medianNanos the median, in ns
 * @param lowNanos lower end of the 95 % confidence interval of the median, rank-based, in ns
 * @param highNanos upper end of it, in ns
 * @param samples how many samples there were
 */
public record TimeEstimate(double medianNanos, double lowNanos, double highNanos, int samples) {}
