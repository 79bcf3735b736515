package dev.tilewright.kernels;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.kernels.genome.GenomeForm;
import dev.tilewright.kernels.genome.KernelJson;
import dev.tilewright.kernels.operator.Operators;
import dev.tilewright.kernels.sketch.Borrowed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What shapes a search for kernels, apart from how it is carried out: everything that decisions depend on beside the outcomes themselves. A run
 * is begun from it, memory keeps it as JSON, and from that the run is resumed and repeated.
 *
 * @param format the version of the decisions that follow from it; 1 in runs of versions before 2, whose plans do not say
 * @param task how the task is named, so that it is found again: its name, or the path of its file
 * @param seed where all randomness comes from
 * @param evaluations how many candidates may be evaluated; those that memory knows do not count
 * @param time how long the search may take; empty for as long as it needs
 * @param generators what makes children: the names of operators, and {@link #LLM} for language models
 * @param controller the name of the policy that chooses
 * @param reward what a choice is paid for its child, by name; empty for what the child gained
 * @param kernel the file of the one kernel to tune; empty to evolve the task's own
 * @param space the file of a T1 definition of the kernel's space; empty where the kernel declares it
 * @param strategy the strategy that chooses configurations of the kernel; empty where generators make candidates
 * @param recordings the files of what was recorded on other devices, which the strategy started from
 * @param without the parts of the search that are switched off
 * @param policy the policy's state at the start; empty if it knew nothing
 * @param known the best that memory knew at the start
 * @param borrowed schedules that were good elsewhere, the nearest first
 * @param llm what the part of language models depends on, as they keep it; empty where they have none
 * @param stopping what was said of when it ends before its budget is spent; empty in runs of versions that did not end so
 */
public record TuningPlan(
        int format,
        String task,
        long seed,
        int evaluations,
        Optional<Duration> time,
        List<String> generators,
        String controller,
        Optional<String> reward,
        Optional<String> kernel,
        Optional<String> space,
        Optional<String> strategy,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<String> recordings,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<Part> without,

        Optional<String> policy,
        Optional<GenomeForm> known,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<Borrowed> borrowed,

        Optional<JsonNode> llm,
        Optional<Stopping> stopping) {

    /** The generator that asks language models. */
    public static final String LLM = "llm";

    /** The version of the decisions that this program takes. */
    private static final int FORMAT = 6;

    /** Makes the plan of a search that starts from nothing. */
    public TuningPlan(
            String task,
            long seed,
            int evaluations,
            Optional<Duration> time,
            List<String> generators,
            String controller,
            Optional<Path> kernel) {
        this(
                task,
                seed,
                evaluations,
                time,
                generators,
                controller,
                kernel,
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    /** Makes the plan of a search that starts from nothing, in a space that a file defines or by a strategy. */
    public TuningPlan(
            String task,
            long seed,
            int evaluations,
            Optional<Duration> time,
            List<String> generators,
            String controller,
            Optional<Path> kernel,
            Optional<Path> space,
            Optional<String> strategy,
            List<Path> recordings) {
        this(
                FORMAT,
                task,
                seed,
                evaluations,
                time,
                generators,
                controller,
                Optional.empty(),
                kernel.map(TuningPlan::full),
                space.map(TuningPlan::full),
                strategy,
                recordings.stream().map(TuningPlan::full).toList(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    private static String full(Path file) {
        return file.toAbsolutePath().normalize().toString();
    }

    public TuningPlan {
        generators = List.copyOf(generators);
        recordings = List.copyOf(recordings);
        borrowed = List.copyOf(borrowed);
        without = without.stream().distinct().sorted().toList();
        format = Math.max(1, format);
        // Jackson reads a node that is missing as null.
        llm = llm.filter(node -> !node.isNull());
    }

    /**
     * Reads the plan of a run.
     *
     * @throws IllegalArgumentException if the run has none of this domain
     */
    public static TuningPlan of(Run run) {
        return KernelJson.read(run.plan(), TuningPlan.class);
    }

    /** Returns the plan as memory keeps it. */
    public String json() {
        return KernelJson.write(this);
    }

    /** Tells whether this program takes the decisions that the plan led to, so that its run can be repeated. */
    public boolean isRepeatable() {
        return format == FORMAT;
    }

    /** Tells whether the search has a part. */
    public boolean uses(Part part) {
        return !without.contains(part);
    }

    /** Returns the names of the operators that make children. */
    public List<String> operators() {
        return generators.stream()
                .filter(name -> !name.equals(LLM))
                .filter(name -> uses(Part.NUMBERS) || !name.equals(Operators.NUMERIC))
                .toList();
    }

    /** Tells whether language models make children. */
    public boolean asksModels() {
        return generators.contains(LLM);
    }

    /** Returns the file of the one kernel to tune. */
    public Optional<Path> kernelFile() {
        return kernel.map(Path::of);
    }

    /** Returns the file of a T1 definition of its space. */
    public Optional<Path> spaceFile() {
        return space.map(Path::of);
    }

    /** Returns what was said of when the search ends before its budget is spent. */
    public Stopping stops() {
        return stopping.orElse(Stopping.UNSAID);
    }

    /** Returns the same plan with another budget. */
    public TuningPlan within(int otherEvaluations, Optional<Duration> otherTime) {
        return with(otherEvaluations, otherTime, reward, without, policy, known, borrowed, llm, stopping);
    }

    /** Returns the same plan without some parts of the search. */
    public TuningPlan lacking(List<Part> parts) {
        return with(evaluations, time, reward, parts, policy, known, borrowed, llm, stopping);
    }

    /** Returns the same plan with another end. */
    public TuningPlan stopping(Stopping other) {
        return with(evaluations, time, reward, without, policy, known, borrowed, llm, Optional.of(other));
    }

    /** Returns the same plan with other pay, by its name; empty for what the child gained. */
    public TuningPlan rewarding(Optional<String> other) {
        return with(evaluations, time, other, without, policy, known, borrowed, llm, stopping);
    }

    /** Returns the same plan, starting from what memory knows. */
    public TuningPlan startingFrom(
            Optional<String> knownPolicy,
            Optional<GenomeForm> best,
            List<Borrowed> elsewhere,
            Optional<JsonNode> knownByModels) {
        return with(evaluations, time, reward, without, knownPolicy, best, elsewhere, knownByModels, stopping);
    }

    private TuningPlan with(
            int otherEvaluations,
            Optional<Duration> otherTime,
            Optional<String> otherReward,
            List<Part> otherWithout,
            Optional<String> otherPolicy,
            Optional<GenomeForm> otherKnown,
            List<Borrowed> otherBorrowed,
            Optional<JsonNode> otherLlm,
            Optional<Stopping> otherStopping) {
        return new TuningPlan(
                format,
                task,
                seed,
                otherEvaluations,
                otherTime,
                generators,
                controller,
                otherReward,
                kernel,
                space,
                strategy,
                recordings,
                otherWithout,
                otherPolicy,
                otherKnown,
                otherBorrowed,
                otherLlm,
                otherStopping);
    }
}
