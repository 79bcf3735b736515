package dev.tilewright.llm.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The JSON form in which a run keeps its models. What is read equals what was written; keys are in neither. */
public final class ModelsJson {

    private static final JsonMapper MAPPER = mapper();

    private ModelsJson() {}

    /** Names are in snake case, and what is empty is left out. */
    private static JsonMapper mapper() {
        JsonMapper.Builder builder = JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
        for (Class<?> optional : List.of(Optional.class, OptionalDouble.class, OptionalLong.class)) {
            builder.withConfigOverride(
                    optional,
                    config -> config.setInclude(
                            JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.NON_EMPTY)));
        }
        return builder.build();
    }

    /** Writes models. */
    public static ObjectNode write(Models models) {
        return MAPPER.valueToTree(models);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws tools.jackson.core.JacksonException if it is something else
     */
    public static Models read(JsonNode node) {
        return MAPPER.treeToValue(node, Models.class);
    }
}
