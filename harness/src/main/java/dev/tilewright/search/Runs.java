package dev.tilewright.search;

import dev.tilewright.device.Device;
import dev.tilewright.device.DeviceFacts;
import dev.tilewright.device.Hardware;
import dev.tilewright.llm.model.Models;
import dev.tilewright.llm.prompt.Knowledge;
import dev.tilewright.llm.record.PromptStyle;
import dev.tilewright.llm.record.RunContext;
import dev.tilewright.memory.Belief;
import dev.tilewright.memory.Conversations;
import dev.tilewright.memory.Memory;
import dev.tilewright.memory.Run;
import dev.tilewright.memory.StyleRecord;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Begins runs. */
public final class Runs {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** How many earlier runs on the hardware are read for what they measured. */
    private static final int RUNS_READ = 8;

    private static final int BELIEFS_KEPT = 8;
    private static final int STYLES_KEPT = 4;

    private Runs() {}

    /**
     * Returns a new run: its plan starts from the controller's state and the best candidate that memory has for the hardware.
     *
     * @param asked what shapes the search, apart from what memory knows
     * @param task the task that the plan names
     * @param problem what it is tuned for
     * @param device where it runs
     * @param memory what is known
     * @param version the version of Tilewright
     */
    public static Run begin(
            EvolutionPlan asked, Task task, Problem problem, Device device, Memory memory, String version) {
        return begin(asked, task, problem, device, memory, version, Optional.empty());
    }

    /**
     * Returns a new run that language models may have a part in.
     *
     * @param models the models and the least time that the device allows; empty where they have no part
     */
    public static Run begin(
            EvolutionPlan asked,
            Task task,
            Problem problem,
            Device device,
            Memory memory,
            String version,
            Optional<ModelsAtHand> models) {
        Hardware hardware = device.hardware();
        EvolutionPlan plan = asked.startingFrom(
                memory.policy(asked.controller(), task.name(), hardware),
                asked.kernel().isPresent()
                        ? Optional.empty()
                        : memory.best(task.name(), problem, hardware)
                                .map(best -> best.candidate().origin()),
                models.map(atHand -> llm(atHand, device, memory)));
        Instant now = Instant.now();
        return new Run(
                "%s-%s".formatted(task.name(), TIME.format(now)),
                task.name(),
                problem,
                hardware,
                device.id(),
                plan.toJson(),
                version,
                now);
    }

    /**
     * The language models that a search may ask.
     *
     * @param models the models and what may be spent on them
     * @param floorNanos the least time that the device's measured peaks allow, in ns; empty where they are not known
     */
    public record ModelsAtHand(Models models, OptionalDouble floorNanos) {}

    /** Gathers what memory knows of the hardware for whoever is to improve kernels there. */
    private static LlmPlan llm(ModelsAtHand atHand, Device device, Memory memory) {
        Hardware hardware = device.hardware();
        DeviceFacts facts = device.facts();
        Knowledge knowledge = memory.runs().stream()
                .filter(run -> run.hardware().equals(hardware))
                .limit(RUNS_READ)
                .map(run -> Knowledge.of(memory.steps(run.id())))
                .reduce(Knowledge.NONE, Knowledge::plus);
        List<Belief> beliefs = memory.conversations().beliefs(hardware, RunContext.devices(facts.cpu()));
        List<StyleRecord> earned = memory.conversations().styleRecords(hardware);
        return new LlmPlan(
                atHand.models(),
                knowledge,
                beliefs.subList(Math.max(0, beliefs.size() - BELIEFS_KEPT), beliefs.size()),
                styles(memory.conversations(), earned),
                earned,
                atHand.floorNanos());
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
}
