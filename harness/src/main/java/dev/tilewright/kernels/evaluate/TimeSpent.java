package dev.tilewright.kernels.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a referee spent its time on while it judged a candidate, or compared two; all in ns of its own clock.
 *
 * @param preparingNanos on what comes before the first kernel is built: runners, inputs, and references for them
 * @param buildingNanos in compilers
 * @param launchingNanos on first runs, at which drivers may compile again
 * @param verifyingNanos on references, runs and comparisons that tell whether results are right
 * @param timingNanos on timed runs, with what is done before each
 */
public record TimeSpent(
        @JsonProperty("preparing_ns") long preparingNanos,
        @JsonProperty("building_ns") long buildingNanos,
        @JsonProperty("launching_ns") long launchingNanos,
        @JsonProperty("verifying_ns") long verifyingNanos,
        @JsonProperty("timing_ns") long timingNanos) {

    /** Returns all of it. */
    public long totalNanos() {
        return preparingNanos + buildingNanos + launchingNanos + verifyingNanos + timingNanos;
    }
}
