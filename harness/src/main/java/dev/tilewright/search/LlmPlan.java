package dev.tilewright.search;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.tilewright.llm.model.Models;
import dev.tilewright.llm.model.ModelsJson;
import dev.tilewright.llm.prompt.Knowledge;
import dev.tilewright.llm.record.PromptStyle;
import dev.tilewright.memory.Belief;
import dev.tilewright.memory.StyleRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the part of a search that language models play depends on, as it was when the search began: its prompts can be written again from
 * this and the outcomes alone.
 *
 * @param models the models and what may be spent on them; no key is in it
 * @param knowledge what earlier runs measured on the hardware
 * @param beliefs what is believed of the hardware
 * @param styles the styles of prompt
 * @param earned what styles earned on the hardware before
 * @param floorNanos the least time that the device's measured peaks allow, in ns; empty where they are not known
 */
public record LlmPlan(
        Models models,
        Knowledge knowledge,
        List<Belief> beliefs,
        List<PromptStyle> styles,
        List<StyleRecord> earned,
        OptionalDouble floorNanos) {

    private static final JsonMapper JSON = JsonMapper.shared();

    public LlmPlan {
        beliefs = List.copyOf(beliefs);
        styles = List.copyOf(styles);
        earned = List.copyOf(earned);
    }

    /** Returns the plan as JSON. */
    @JsonValue
    ObjectNode toJson() {
        ObjectNode node = JSON.createObjectNode();
        node.set("models", ModelsJson.write(models));
        node.set("knowledge", JSON.readTree(knowledge.toJson()));
        ArrayNode believed = node.putArray("beliefs");
        for (Belief belief : beliefs) {
            ObjectNode entry = believed.addObject()
                    .put("id", belief.id())
                    .put("task", belief.task())
                    .put("text", belief.text())
                    .put("transformation", belief.claim().transformation())
                    .put("pays", belief.claim().pays());
            Belief.Scope scope = belief.claim().scope();
            scope.tasks().ifPresent(kind -> entry.put("tasks", kind));
            scope.devices().ifPresent(kind -> entry.put("devices", kind));
            scope.condition().ifPresent(condition -> entry.put("condition", condition));
            belief.evidence().forEach(entry.putArray("evidence")::add);
        }
        ArrayNode asked = node.putArray("styles");
        styles.forEach(style -> asked.add(JSON.readTree(style.toJson())));
        node.set("earned", JSON.valueToTree(earned));
        floorNanos.ifPresent(nanos -> node.put("floor_ns", nanos));
        return node;
    }

    /** Reads what {@link #toJson()} wrote. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static LlmPlan fromJson(JsonNode node) {
        List<Belief> beliefs = new ArrayList<>();
        for (JsonNode entry : node.path("beliefs")) {
            List<String> evidence = new ArrayList<>();
            entry.path("evidence").forEach(cited -> evidence.add(cited.asString()));
            beliefs.add(new Belief(
                    entry.path("id").asString(),
                    entry.path("task").asString(),
                    entry.path("text").asString(),
                    new Belief.Claim(
                            entry.path("transformation").asString(),
                            entry.path("pays").asBoolean(),
                            new Belief.Scope(text(entry, "tasks"), text(entry, "devices"), text(entry, "condition"))),
                    evidence,
                    Optional.empty()));
        }
        List<PromptStyle> styles = new ArrayList<>();
        node.path("styles").forEach(style -> styles.add(PromptStyle.fromJson(style.toString())));
        List<StyleRecord> earned = new ArrayList<>();
        node.path("earned").forEach(entry -> earned.add(JSON.treeToValue(entry, StyleRecord.class)));
        return new LlmPlan(
                ModelsJson.read(node.required("models")),
                Knowledge.fromJson(node.required("knowledge").toString()),
                beliefs,
                styles,
                earned,
                node.has("floor_ns") ? OptionalDouble.of(node.path("floor_ns").doubleValue()) : OptionalDouble.empty());
    }

    private static Optional<String> text(JsonNode node, String name) {
        return node.has(name) ? Optional.of(node.path(name).asString()) : Optional.empty();
    }
}
