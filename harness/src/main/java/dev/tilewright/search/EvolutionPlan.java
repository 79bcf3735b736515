package dev.tilewright.search;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tilewright.candidate.Candidate;
import dev.tilewright.candidate.CandidateJson;
import dev.tilewright.control.Policies;
import dev.tilewright.memory.Run;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;
import tools.jackson.databind.ser.std.ToStringSerializer;

/**
 * What shapes a search, apart from how it is carried out: everything that decisions depend on beside the outcomes themselves. A run is begun
 * from it, memory keeps it as JSON, and from that the run is resumed and repeated.
 *
 * @param task how the task is named, so that it is found again: its name, or the path of its file
 * @param seed where all randomness comes from
 * @param evaluations how many candidates may be evaluated; those that memory knows do not count
 * @param time how long the search may take; empty for as long as it needs
 * @param generators the names of the operators that make children
 * @param controller the name of the policy that chooses directives
 * @param kernel the file of the one kernel to tune; empty to evolve the task's own
 * @param policy the policy's state at the start; empty if it knew nothing
 * @param known the best candidate that memory knew at the start
 * @param llm what the part of language models depends on; empty where they have none
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record EvolutionPlan(
        String task,
        long seed,
        int evaluations,
        Optional<Duration> time,
        List<String> generators,
        String controller,
        Optional<Path> kernel,
        Optional<String> policy,
        Optional<Candidate.Origin> known,
        Optional<LlmPlan> llm) {

    /** The generator that asks language models. */
    public static final String LLM = "llm";

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new SimpleModule()
                    // Jackson writes a path as a URI.
                    .addSerializer(Path.class, ToStringSerializer.instance)
                    .addDeserializer(Path.class, new PathReader())
                    .addSerializer(Candidate.Origin.class, new OriginWriter())
                    .addDeserializer(Candidate.Origin.class, new OriginReader()))
            .build();

    /** Makes the plan of a search that starts from nothing. */
    public EvolutionPlan(
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
                Optional.empty());
    }

    public EvolutionPlan {
        generators = List.copyOf(generators);
        if (evaluations <= 0) {
            throw new IllegalArgumentException("evaluations must be positive, not " + evaluations);
        }
        if (generators.isEmpty()) {
            throw new IllegalArgumentException("a search needs a generator");
        }
        if (time.isPresent() && !time.get().isPositive()) {
            throw new IllegalArgumentException("time must be positive, not " + time.get());
        }
    }

    /** Returns the plan of a run, as memory keeps it. */
    public static EvolutionPlan of(Run run) {
        return fromJson(run.plan());
    }

    /** Reads what {@link #toJson()} wrote. */
    static EvolutionPlan fromJson(String json) {
        return JSON.readValue(json, EvolutionPlan.class);
    }

    /** Returns the plan as JSON. */
    String toJson() {
        return JSON.writeValueAsString(this);
    }

    /** Tells whether language models have a part in the search. */
    public boolean needsModels() {
        return generators.contains(LLM) || controller.equals(Policies.ADVISED);
    }

    /** Returns the same plan with another budget. */
    public EvolutionPlan within(int moreEvaluations, Optional<Duration> moreTime) {
        return new EvolutionPlan(
                task, seed, moreEvaluations, moreTime, generators, controller, kernel, policy, known, llm);
    }

    /** Returns the same plan, starting from what memory knows. */
    EvolutionPlan startingFrom(
            Optional<String> knownPolicy, Optional<Candidate.Origin> best, Optional<LlmPlan> knownByModels) {
        return new EvolutionPlan(
                task, seed, evaluations, time, generators, controller, kernel, knownPolicy, best, knownByModels);
    }

    private static final class PathReader extends StdDeserializer<Path> {

        PathReader() {
            super(Path.class);
        }

        @Override
        public Path deserialize(JsonParser parser, DeserializationContext context) {
            return Path.of(parser.getString());
        }
    }

    private static final class OriginWriter extends StdSerializer<Candidate.Origin> {

        OriginWriter() {
            super(Candidate.Origin.class);
        }

        @Override
        public void serialize(Candidate.Origin origin, JsonGenerator generator, SerializationContext context) {
            generator.writeTree(CandidateJson.write(origin));
        }
    }

    private static final class OriginReader extends StdDeserializer<Candidate.Origin> {

        OriginReader() {
            super(Candidate.Origin.class);
        }

        @Override
        public Candidate.Origin deserialize(JsonParser parser, DeserializationContext context) {
            return CandidateJson.readOrigin(context.readTree(parser));
        }
    }
}
