package dev.tilewright.kernels;

import dev.tilewright.evolve.memory.Codec.Encoded;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes sources out of the JSON of a kernel, so that memory keeps each once: a kernel has the same one for all its problems, and one of a
 * person's own has it in all its configurations. In place of {@code "source": "…"} stands {@code "text": 0}, the place of the source among
 * the texts.
 */
final class SharedSources {

    private static final String SOURCE = "source";
    private static final String TEXT = "text";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final List<String> texts;

    private SharedSources(List<String> texts) {
        this.texts = texts;
    }

    static Encoded taken(String genome, String rendering) {
        SharedSources sources = new SharedSources(new ArrayList<>());
        JsonNode rendered = JSON.readTree(rendering);
        programs(rendered).forEach(sources::take);
        JsonNode written = JSON.readTree(genome);
        sources.take(written);
        return new Encoded(written.toString(), rendered.toString(), sources.texts);
    }

    /**
     * Puts the sources back.
     *
     * @throws IllegalArgumentException if a text is referred to that is not there
     */
    static Encoded putBack(Encoded encoded) {
        if (encoded.texts().isEmpty()) {
            return encoded;
        }
        try {
            SharedSources sources = new SharedSources(encoded.texts());
            JsonNode rendered = JSON.readTree(encoded.rendering());
            programs(rendered).forEach(sources::put);
            JsonNode written = JSON.readTree(encoded.genome());
            sources.put(written);
            return new Encoded(written.toString(), rendered.toString());
        } catch (JacksonException e) {
            throw new IllegalArgumentException("a kernel is not in JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static List<JsonNode> programs(JsonNode rendering) {
        List<JsonNode> programs = new ArrayList<>();
        rendering.path("programs").forEach(entry -> programs.add(entry.path("program")));
        return programs;
    }

    private void take(JsonNode node) {
        if (node instanceof ObjectNode object && object.path(SOURCE).isString()) {
            String source = object.remove(SOURCE).asString();
            int known = texts.indexOf(source);
            object.put(TEXT, known < 0 ? texts.size() : known);
            if (known < 0) {
                texts.add(source);
            }
        }
    }

    private void put(JsonNode node) {
        if (node instanceof ObjectNode object && object.path(TEXT).isInt()) {
            int place = object.remove(TEXT).asInt();
            if (place < 0 || place >= texts.size()) {
                throw new IllegalArgumentException("a kernel refers to a source that is not there");
            }
            object.put(SOURCE, texts.get(place));
        }
    }
}
