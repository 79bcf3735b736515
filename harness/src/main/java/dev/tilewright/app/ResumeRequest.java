package dev.tilewright.app;

import dev.tilewright.kernels.Stopping;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A run that a caller wants to go on with, as it was begun.
 *
 * @param run its id, the path of its folder, or {@code latest}
 * @param task the task that the caller takes it to be of; empty for any
 * @param evaluations how many candidates may be evaluated in all; empty for as many as when it was begun
 * @param time how long it may take from now on; empty for as long as when it was begun
 * @param stopping what ends it before that; what is not said is as when it was begun
 * @param trust whether the user's own kernels are let through, whatever they do; a run does not keep that
 * @param memory where the run is remembered
 * @param output the run folder; empty for the one that {@code run} is the path of, or {@code results/runs/ID}
 */
public record ResumeRequest(
        String run,
        Optional<String> task,
        OptionalInt evaluations,
        Optional<Duration> time,
        Stopping stopping,
        boolean trust,
        MemoryLocation memory,
        Optional<Path> output) {}
