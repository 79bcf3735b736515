package dev.tilewright.app;

import dev.tilewright.kernels.Part;
import dev.tilewright.kernels.Stopping;
import dev.tilewright.kernels.TuningPlan;
import dev.tilewright.kernels.operator.Operators;
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
 * @param stopping what ends it before that
 * @param seed where all randomness comes from; empty for a fresh one
 * @param generators what makes children, by name; empty for {@link #DEFAULT_GENERATORS}, or where a strategy searches
 * @param controller what chooses among generators, by name; empty for {@link #DEFAULT_CONTROLLER}, or where a strategy searches
 * @param reward what a choice is paid for its child, by name; empty for what the child gained
 * @param kernel the file of one kernel to tune; empty to evolve from the naive kernel
 * @param space the file of a T1 definition of the kernel's space; empty where the kernel declares it
 * @param strategy the strategy that chooses the kernel's configurations; empty for the usual one
 * @param known files of what was recorded on other devices, which a strategy starts from
 * @param without the parts of the search that are switched off, by name
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
        Stopping stopping,
        OptionalLong seed,
        Optional<List<String>> generators,
        Optional<String> controller,
        Optional<String> reward,
        Optional<Path> kernel,
        Optional<Path> space,
        Optional<String> strategy,
        List<Path> known,
        List<String> without,
        boolean trust,
        ModelsLocation models,
        MemoryLocation memory,
        Optional<Path> output) {

    /** How many evaluations a search has that names none. */
    public static final int DEFAULT_EVALUATIONS = 200;

    /** What makes children where nothing else is named. */
    public static final List<String> DEFAULT_GENERATORS = List.of("sketch", "transform", "tune", "cross");

    /** What chooses where nothing else is named. */
    public static final String DEFAULT_CONTROLLER = "thompson";

    public TuneRequest {
        generators = generators.map(List::copyOf);
        known = List.copyOf(known);
        without = List.copyOf(without);
    }

    /** Returns what makes children, where nothing searches in their place. */
    List<String> generatorNames() {
        return generators.orElse(DEFAULT_GENERATORS);
    }

    /** Returns what chooses among generators, where nothing searches in their place. */
    String controllerName() {
        return controller.orElse(DEFAULT_CONTROLLER);
    }

    /**
     * Returns the strategy that searches; empty where candidates evolve.
     *
     * @throws UseCaseException if one is named where there is no space to search, or is not known
     */
    Optional<String> searching() {
        if (kernel.isEmpty() && strategy.isPresent()) {
            throw UseCaseException.request(
                    "--strategy searches the configurations of one kernel or of a recording; add --kernel FILE, or give --device recorded:FILE and no task");
        }
        if (kernel.isEmpty() && space.isPresent()) {
            throw UseCaseException.request(
                    "--space defines the configurations of one kernel or of a recording; add --kernel FILE, or give --device recorded:FILE and no task");
        }
        if (kernel.isEmpty() && !known.isEmpty()) {
            throw UseCaseException.request(
                    "--known is of the configurations of one kernel or of a recording; add --kernel FILE, or give --device recorded:FILE and no task");
        }
        return kernel.flatMap(_ ->
                StrategyChoice.of(strategy, generators.isPresent() || controller.isPresent() || reward.isPresent()));
    }

    /**
     * Returns the parts of the search that are switched off.
     *
     * @throws UseCaseException if one is not known, or it is asked for in another way
     */
    List<Part> lacking() {
        without.forEach(name -> Tune.requireKnown("part of a search", name, Part.names()));
        List<Part> parts = without.stream().map(Part::of).toList();
        if (!parts.isEmpty() && searching().isPresent()) {
            throw UseCaseException.request(
                    "a strategy chooses every configuration of --kernel, so --without has nothing to switch off; add --generators to let them evolve");
        }
        if (parts.contains(Part.CONTROLLER) && controller.isPresent()) {
            throw UseCaseException.request(
                    "--controller %s and --without controller exclude each other".formatted(controller.get()));
        }
        if (parts.contains(Part.MEMORY) && generatorNames().contains(TuningPlan.LLM)) {
            throw UseCaseException.request(
                    "what language models are told comes from memory, so --without memory and the generator llm exclude each other");
        }
        if (parts.contains(Part.NUMBERS) && generatorNames().equals(List.of(Operators.NUMERIC))) {
            throw UseCaseException.request("--without numbers leaves no generator; name another with --generators");
        }
        return parts;
    }
}
