package dev.tilewright.kernels.evaluate.measure;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A time, estimated by the median of samples.
 *
 * @param medianNanos the median, in ns
 * @param lowNanos lower end of the 95 % confidence interval of the median, rank-based, in ns
 * @param highNanos upper end of it, in ns
 * @param samples how many samples there were
 */
public record TimeEstimate(
        @JsonProperty("median") double medianNanos,
        @JsonProperty("low") double lowNanos,
        @JsonProperty("high") double highNanos,
        @JsonProperty("samples") int samples) {}
