package dev.tilewright.kernels.genome;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.KernelArgument;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Language;
import dev.tilewright.space.Configuration;
import dev.tilewright.task.Problem;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.SortedMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * The one JSON form of problems, configurations, programs and times, in memory, in {@code launch.json} and in every other file. What is
 * read equals what was written.
 */
public final class KernelJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .changeDefaultPropertyInclusion(always -> always.withValueInclusion(JsonInclude.Include.NON_ABSENT))
            .changeDefaultVisibility(visible -> visible.withGetterVisibility(
                            com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility.NONE)
                    .withIsGetterVisibility(com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility.NONE)
                    .withFieldVisibility(com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility.ANY))
            .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
            .enable(tools.jackson.databind.MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .addModule(new SimpleModule().addAbstractTypeMapping(SequencedMap.class, LinkedHashMap.class))
            .addMixIn(Problem.class, ProblemForm.class)
            .addMixIn(Configuration.class, ConfigurationForm.class)
            .addMixIn(Language.class, IdForm.class)
            .addMixIn(Status.class, IdForm.class)
            .addMixIn(Confirmation.Verdict.class, IdForm.class)
            .addMixIn(ElementType.class, IdForm.class)
            .addMixIn(KernelArgument.class, ArgumentMixIn.class)
            .addMixIn(KernelProgram.class, ProgramMixIn.class)
            .build();

    private KernelJson() {}

    /** Writes a value as one line. */
    public static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /** Writes a value for people to read. */
    public static String pretty(Object value) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    }

    /** Returns a value as a tree. */
    public static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException if the text is not the JSON form of such a value
     */
    public static <T> T read(String json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JacksonException e) {
            throw unreadable(e, type);
        }
    }

    /**
     * Reads a value from a tree.
     *
     * @throws IllegalArgumentException if the tree is not the JSON form of such a value
     */
    public static <T> T read(JsonNode node, Class<T> type) {
        try {
            return MAPPER.treeToValue(node, type);
        } catch (JacksonException e) {
            throw unreadable(e, type);
        }
    }

    private static IllegalArgumentException unreadable(JacksonException e, Class<?> type) {
        return new IllegalArgumentException(
                "this is not the JSON form of %s: %s".formatted(type.getSimpleName(), e.getOriginalMessage()), e);
    }

    /** Its sizes, in their order. */
    private abstract static class ProblemForm {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        @SuppressWarnings("UnusedVariable")
        ProblemForm(SequencedMap<String, Long> sizes) {}

        @JsonValue
        abstract SequencedMap<String, Long> sizes();
    }

    /** Its values, by tunable. */
    private abstract static class ConfigurationForm {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        @SuppressWarnings("UnusedVariable")
        ConfigurationForm(SortedMap<String, String> values) {}

        @JsonValue
        abstract SortedMap<String, String> values();
    }

    /** An enum by its id. */
    private interface IdForm {
        @JsonValue
        String id();
    }

    @JsonSerialize(converter = ArgumentForm.Writer.class)
    @JsonDeserialize(converter = ArgumentForm.Reader.class)
    private interface ArgumentMixIn {}

    @JsonSerialize(converter = ProgramForm.Writer.class)
    @JsonDeserialize(converter = ProgramForm.Reader.class)
    private interface ProgramMixIn {}
}
