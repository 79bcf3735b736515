package dev.tilewright.llm.prompt;

import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import dev.tilewright.llm.record.RunContext;
import dev.tilewright.loops.transform.Transformation;
import dev.tilewright.loops.transform.Transformations;
import java.util.List;

/** The forms of structured answers, for models that can be held to a JSON schema. */
final class Schemas {

    private Schemas() {}

    /**
     * Returns the form of a schedule. A nest is a string: steps bring nests that have no name yet.
     *
     * @param nests the nests that a schedule begins with, for the description
     */
    static JsonSchema schedule(List<String> nests) {
        JsonObjectSchema step = JsonObjectSchema.builder()
                .addStringProperty(
                        "nest",
                        "the tensor whose statement is transformed: %s, or one that an earlier step brought"
                                .formatted(String.join(", ", nests)))
                .addProperty(
                        "transformation",
                        JsonEnumSchema.builder()
                                .enumValues(Transformations.kinds().stream()
                                        .map(Transformation.Kind::name)
                                        .toList())
                                .build())
                .addProperty(
                        "arguments",
                        JsonArraySchema.builder()
                                .items(JsonStringSchema.builder()
                                        .description("a loop, a tensor, a number or name=number")
                                        .build())
                                .build())
                .required("nest", "transformation", "arguments")
                .additionalProperties(false)
                .build();
        return of(
                "schedule",
                JsonObjectSchema.builder()
                        .addStringProperty("idea", "one line on what is expected to be faster, and why")
                        .addProperty(
                                "steps", JsonArraySchema.builder().items(step).build())
                        .required("idea", "steps"));
    }

    /** Returns the form of beliefs and advice, for a run in some context. */
    static JsonSchema beliefs(RunContext context) {
        JsonObjectSchema belief = JsonObjectSchema.builder()
                .addStringProperty("text")
                .addProperty(
                        "transformation",
                        JsonEnumSchema.builder()
                                .enumValues(Transformations.kinds().stream()
                                        .map(Transformation.Kind::name)
                                        .toList())
                                .build())
                .addBooleanProperty("pays")
                .addEnumProperty("tasks", List.of("any", context.tasks()))
                .addEnumProperty("devices", List.of("this", context.devices()))
                .addStringProperty("condition")
                .addProperty(
                        "evidence",
                        JsonArraySchema.builder()
                                .items(dev.langchain4j.model.chat.request.json.JsonIntegerSchema.builder()
                                        .build())
                                .build())
                .required("text", "transformation", "pays", "tasks", "devices", "condition", "evidence")
                .additionalProperties(false)
                .build();
        JsonObjectSchema advice = JsonObjectSchema.builder()
                .addStringProperty("arm")
                .addNumberProperty("weight")
                .required("arm", "weight")
                .additionalProperties(false)
                .build();
        return of(
                "beliefs",
                JsonObjectSchema.builder()
                        .addProperty(
                                "beliefs",
                                JsonArraySchema.builder().items(belief).build())
                        .addProperty(
                                "advice",
                                JsonArraySchema.builder().items(advice).build())
                        .required("beliefs", "advice"));
    }

    /** Returns the form of styles. */
    static JsonSchema styles() {
        JsonObjectSchema style = JsonObjectSchema.builder()
                .addStringProperty("name")
                .addStringProperty("role")
                .addStringProperty("hints")
                .addEnumProperty("evidence", List.of("NONE", "SHORT", "FULL"))
                .addNumberProperty("temperature")
                .addProperty(
                        "parents",
                        JsonArraySchema.builder()
                                .items(JsonStringSchema.builder().build())
                                .build())
                .required("name", "role", "hints", "evidence", "temperature", "parents")
                .additionalProperties(false)
                .build();
        return of(
                "styles",
                JsonObjectSchema.builder()
                        .addProperty(
                                "styles", JsonArraySchema.builder().items(style).build())
                        .required("styles"));
    }

    private static JsonSchema of(String name, JsonObjectSchema.Builder root) {
        return JsonSchema.builder()
                .name(name)
                .rootElement(root.additionalProperties(false).build())
                .build();
    }
}
