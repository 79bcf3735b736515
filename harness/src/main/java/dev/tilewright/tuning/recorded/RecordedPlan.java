package dev.tilewright.tuning.recorded;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.space.Tunable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What shapes a search on a recording: everything that its decisions depend on beside the recording itself. Memory keeps it as JSON, and
 * from that the run is resumed.
 *
 * @param format the version of the decisions that follow from it
 * @param file the file of the recording
 * @param definition the file of a definition of the space, in T1, that the search keeps to; empty for all that was recorded
 * @param tunables the tunables with their values, in the order of the recording
 * @param seed where all randomness comes from
 * @param evaluations how many configurations may be evaluated; those that memory knows do not count
 * @param seconds how long the evaluations may have taken when they were recorded; empty for as long as they need
 * @param strategy the strategy that searches; empty where the configurations evolve
 * @param recordings the files of what was recorded on other devices, which the strategy started from
 * @param generators what makes children, where they evolve
 * @param controller the policy that chooses among generators
 * @param policy the policy's state at the start; empty if it knew nothing
 */
public record RecordedPlan(
        int format,
        String file,
        Optional<String> definition,
        List<Tunable> tunables,
        long seed,
        int evaluations,
        OptionalLong seconds,
        Optional<String> strategy,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<String> recordings,

        List<String> generators,
        String controller,
        Optional<String> policy) {

    /** The version of the decisions that this program takes. */
    public static final int FORMAT = 4;

    private static final JsonMapper JSON = JsonMapper.shared();

    public RecordedPlan {
        tunables = List.copyOf(tunables);
        generators = List.copyOf(generators);
        recordings = List.copyOf(recordings);
    }

    /** Makes the plan of an import, by which nothing was searched: a file with so many configurations came into memory. */
    public static RecordedPlan imported(String file, List<Tunable> tunables, int configurations) {
        return new RecordedPlan(
                FORMAT,
                file,
                Optional.empty(),
                tunables,
                0,
                configurations,
                OptionalLong.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                "",
                Optional.empty());
    }

    /** Tells whether nothing was searched. */
    public boolean isImport() {
        return strategy.isEmpty() && generators.isEmpty();
    }

    /**
     * Reads the plan of a run.
     *
     * @throws IllegalArgumentException if the run has none of this domain
     */
    public static RecordedPlan of(Run run) {
        try {
            return JSON.readValue(run.plan(), RecordedPlan.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "run %s has no plan of a search on a recording: %s".formatted(run.id(), e.getOriginalMessage()), e);
        }
    }

    /** Returns the plan as memory keeps it. */
    public String json() {
        return JSON.writeValueAsString(this);
    }

    /** Returns how long the evaluations may have taken when they were recorded. */
    public Optional<Duration> time() {
        return seconds.isPresent() ? Optional.of(Duration.ofSeconds(seconds.getAsLong())) : Optional.empty();
    }

    /** Returns the same plan with another budget. */
    public RecordedPlan within(int otherEvaluations, Optional<Duration> otherTime) {
        return new RecordedPlan(
                format,
                file,
                definition,
                tunables,
                seed,
                otherEvaluations,
                otherTime.map(limit -> OptionalLong.of(limit.toSeconds())).orElse(OptionalLong.empty()),
                strategy,
                recordings,
                generators,
                controller,
                policy);
    }
}
