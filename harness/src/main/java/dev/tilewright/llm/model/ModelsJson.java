package dev.tilewright.llm.model;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The JSON form in which a run keeps its models. What is read equals what was written; keys are in neither. */
public final class ModelsJson {

    private ModelsJson() {}

    /** Writes models. */
    public static ObjectNode write(Models models) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        var specs = node.putArray("specs");
        for (ModelSpec spec : models.specs()) {
            ObjectNode entry = specs.addObject()
                    .put("name", spec.name())
                    .put("provider", spec.provider().id())
                    .put("model", spec.model())
                    .put("input", spec.price().input())
                    .put("output", spec.price().output())
                    .put("timeout", spec.timeout().toString())
                    .put("max_output_tokens", spec.maxOutputTokens())
                    .put("structured", spec.structured());
            spec.baseUrl().ifPresent(url -> entry.put("base_url", url.toString()));
            spec.keyEnv().ifPresent(variable -> entry.put("key_env", variable));
            spec.temperature().ifPresent(value -> entry.put("temperature", value));
        }
        Allowance allowance = models.allowance();
        ObjectNode budget = node.putObject("budget");
        allowance.requests().ifPresent(value -> budget.put("requests", value));
        allowance.tokens().ifPresent(value -> budget.put("tokens", value));
        allowance.money().ifPresent(value -> budget.put("money", value));
        budget.put("go_on", allowance.goOn());
        node.put("parallel", models.parallel());
        node.putObject("retry")
                .put("attempts", models.retry().attempts())
                .put("pause", models.retry().pause().toString())
                .put("longest", models.retry().longest().toString());
        return node;
    }

    /** Reads what {@link #write} wrote. */
    public static Models read(JsonNode node) {
        List<ModelSpec> specs = new ArrayList<>();
        for (JsonNode entry : node.path("specs")) {
            specs.add(new ModelSpec(
                    entry.path("name").asString(),
                    ModelSpec.Provider.of(entry.path("provider").asString()).orElseThrow(),
                    text(entry, "base_url").map(URI::create),
                    entry.path("model").asString(),
                    text(entry, "key_env"),
                    new ModelSpec.Price(
                            entry.path("input").doubleValue(),
                            entry.path("output").doubleValue()),
                    Duration.parse(entry.path("timeout").asString()),
                    entry.path("max_output_tokens").asInt(),
                    entry.path("structured").asBoolean(),
                    number(entry, "temperature")));
        }
        JsonNode budget = node.path("budget");
        JsonNode retry = node.path("retry");
        return new Models(
                specs,
                new Allowance(
                        whole(budget, "requests"),
                        whole(budget, "tokens"),
                        number(budget, "money"),
                        budget.path("go_on").asBoolean()),
                node.path("parallel").asInt(),
                new Retry(
                        retry.path("attempts").asInt(),
                        Duration.parse(retry.path("pause").asString()),
                        Duration.parse(retry.path("longest").asString())));
    }

    private static Optional<String> text(JsonNode node, String name) {
        return node.has(name) ? Optional.of(node.path(name).asString()) : Optional.empty();
    }

    private static OptionalDouble number(JsonNode node, String name) {
        return node.has(name) ? OptionalDouble.of(node.path(name).doubleValue()) : OptionalDouble.empty();
    }

    private static OptionalLong whole(JsonNode node, String name) {
        return node.has(name) ? OptionalLong.of(node.path(name).longValue()) : OptionalLong.empty();
    }
}
