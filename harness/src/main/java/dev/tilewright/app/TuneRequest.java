package dev.tilewright.app;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A search that a caller asks for.
 *
 * @param problem the task and the problem
 * @param device where kernels run
 * @param evaluations how many candidates may be evaluated; empty for {@link #DEFAULT_EVALUATIONS}
 * @param time how long it may take; empty for as long as the evaluations take
 * @param seed where all randomness comes from; empty for a fresh one
 * @param generators what makes children, by name
 * @param controller what chooses among generators, by name
 * @param kernel the file of one kernel to tune; empty to evolve from the naive kernel
 * @param trust whether the user's own kernels are let through, whatever they do
 * @param models where language models are described, which are read only if they have a part
 * @param memory where results are remembered
 * @param output the run folder; empty for {@code results/runs/ID}
 */
public record TuneRequest(
        ProblemChoice problem,
        DeviceChoice device,
        OptionalInt evaluations,
        Optional<Duration> time,
        OptionalLong seed,
        List<String> generators,
        String controller,
        Optional<Path> kernel,
        boolean trust,
        ModelsLocation models,
        MemoryLocation memory,
        Optional<Path> output) {

    /** How many evaluations a search has that names none. */
    public static final int DEFAULT_EVALUATIONS = 200;

    /** What makes children where nothing else is named. */
    public static final List<String> DEFAULT_GENERATORS = List.of("transform", "tune", "cross");

    /** What chooses where nothing else is named. */
    public static final String DEFAULT_CONTROLLER = "thompson";

    public TuneRequest {
        generators = List.copyOf(generators);
    }
}
