package dev.tilewright.llm.dialogue;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.llm.model.Models;
import dev.tilewright.llm.prompt.Knowledge;
import dev.tilewright.llm.record.Belief;
import dev.tilewright.llm.record.Conversations;
import dev.tilewright.llm.record.PromptStyle;
import dev.tilewright.llm.record.RunContext;
import dev.tilewright.llm.record.StyleRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
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
        @JsonProperty("floor_ns") OptionalDouble floorNanos) {

    private static final JsonMapper JSON = mapper();

    /** How many earlier runs on the hardware are read for what they measured. */
    private static final int RUNS_READ = 8;

    private static final int BELIEFS_KEPT = 8;
    private static final int STYLES_KEPT = 4;

    public LlmPlan {
        beliefs = List.copyOf(beliefs);
        styles = List.copyOf(styles);
        earned = List.copyOf(earned);
    }

    /**
     * Gathers what memory knows of the hardware for whoever is to improve kernels there.
     *
     * @param cpu whether the device is a CPU
     * @param floorNanos the least time that the device's measured peaks allow, in ns; empty where they are not known
     */
    public static LlmPlan gather(
            Models models,
            Hardware hardware,
            boolean cpu,
            Memory memory,
            Conversations conversations,
            OptionalDouble floorNanos) {
        Knowledge measured = memory.runs().stream()
                .filter(run -> run.hardware().equals(hardware))
                .limit(RUNS_READ)
                .map(run -> Knowledge.of(memory.steps(run.id())))
                .reduce(Knowledge.NONE, Knowledge::plus);
        List<Belief> held = conversations.beliefs(hardware, RunContext.devices(cpu));
        List<StyleRecord> records = conversations.styleRecords(hardware);
        return new LlmPlan(
                models,
                measured,
                held.subList(Math.max(0, held.size() - BELIEFS_KEPT), held.size()),
                styles(conversations, records),
                records,
                floorNanos);
    }

    /**
     * Returns the styles that the program begins with, and of those that models wrote, which were not given up here, the ones that earned
     * most here.
     */
    private static List<PromptStyle> styles(Conversations conversations, List<StyleRecord> earned) {
        Map<String, StyleRecord> records = new HashMap<>();
        earned.forEach(record -> records.put(record.style(), record));
        List<PromptStyle> styles = new ArrayList<>(PromptStyle.first());
        conversations.styles().values().stream()
                .map(PromptStyle::fromJson)
                .filter(style -> !records.containsKey(style.name())
                        || !records.get(style.name()).retired())
                .sorted(Comparator.comparingDouble(style -> -mean(Optional.ofNullable(records.get(style.name())))))
                .limit(STYLES_KEPT)
                .forEach(styles::add);
        return styles;
    }

    private static double mean(Optional<StyleRecord> record) {
        return record.map(known -> known.sum() / known.answers()).orElse(0.0);
    }

    /** Names are in snake case, what is empty is left out, and a list that is not there is empty. */
    private static JsonMapper mapper() {
        JsonMapper.Builder builder = JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
        for (Class<?> optional : List.of(Optional.class, OptionalDouble.class, OptionalLong.class)) {
            builder.withConfigOverride(
                    optional,
                    config -> config.setInclude(
                            JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.NON_EMPTY)));
        }
        return builder.withConfigOverride(
                        List.class, config -> config.setNullHandling(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
                .build();
    }

    /** Returns the plan as JSON. */
    public ObjectNode toJson() {
        return JSON.valueToTree(this);
    }

    /**
     * Reads what {@link #toJson()} wrote.
     *
     * @throws tools.jackson.core.JacksonException if it is something else
     */
    public static LlmPlan fromJson(JsonNode node) {
        return JSON.treeToValue(node, LlmPlan.class);
    }
}
