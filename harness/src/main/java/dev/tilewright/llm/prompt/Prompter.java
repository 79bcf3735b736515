package dev.tilewright.llm.prompt;

import dev.tilewright.cost.CostDescription;
import dev.tilewright.cost.LaunchCost;
import dev.tilewright.cost.Traffic;
import dev.tilewright.device.DeviceFacts;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.kernels.screen.CompilerOutput;
import dev.tilewright.llm.answer.EditableSource;
import dev.tilewright.llm.answer.Form;
import dev.tilewright.llm.answer.Regions;
import dev.tilewright.llm.model.Message;
import dev.tilewright.llm.model.Request;
import dev.tilewright.llm.record.Belief;
import dev.tilewright.llm.record.PromptStyle;
import dev.tilewright.llm.record.RunContext;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.transform.ScheduleStep;
import dev.tilewright.loops.transform.Transformation;
import dev.tilewright.loops.transform.Transformations;
import dev.tilewright.task.Argument;
import dev.tilewright.task.Task;
import dev.tilewright.tensor.Counts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Writes prompts, layer by layer: the computation, the device, the parent as it was measured, what is known, others to learn from, what to
 * try, and how to answer. All words are in templates; here is what goes into them. The same brief gives the same prompt.
 */
public final class Prompter {

    private static final int LONGEST_SOURCE = 16_000;
    private static final int LONGEST_INSPIRATION = 3_000;
    private static final int LONGEST_DIAGNOSTIC = 1_200;
    private static final int MOST_GAINS = 12;
    private static final int MOST_TROUBLES = 5;
    private static final int MOST_PROPOSALS = 12;

    private final GenomeFactory factory;
    private final String hardware;
    private final OptionalDouble floorNanos;

    /**
     * Makes a prompter for one search.
     *
     * @param factory knows the task, the problem and the device
     * @param hardware the device in words
     * @param floorNanos the least time that the device's measured peaks allow, in ns; empty where they are not known
     */
    public Prompter(GenomeFactory factory, String hardware, OptionalDouble floorNanos) {
        this.factory = factory;
        this.hardware = hardware;
        this.floorNanos = floorNanos;
    }

    /** Returns the forms in which a model can be asked to change a candidate. */
    public List<Form> forms(Candidate parent) {
        List<Form> forms = new ArrayList<>();
        if (EditableSource.of(parent, factory).isPresent()) {
            forms.add(Form.EDIT);
        }
        forms.add(Form.REWRITE);
        if (KernelGenome.of(parent).transformable()) {
            forms.add(Form.SCHEDULE);
        }
        return forms;
    }

    /** Asks for a child. */
    public Request proposal(Brief brief) {
        Map<String, Object> data = common();
        PromptStyle style = brief.style();
        boolean scheduled = brief.parents().stream()
                .allMatch(parent -> KernelGenome.of(parent.candidate()).transformable());
        boolean bySchedule = brief.form() == Form.SCHEDULE || (brief.form() == Form.CROSS && scheduled);
        List<Map<String, Object>> parents = new ArrayList<>();
        for (Brief.Judged parent : brief.parents()) {
            String title = brief.parents().size() == 1 ? "The kernel to improve" : "Parent " + (parents.size() + 1);
            parents.add(shown(title, parent, LONGEST_SOURCE));
        }
        data.put("parents", parents);
        data.put("inspirations", inspirations(brief));
        boolean some = style.evidence() != PromptStyle.Evidence.NONE;
        data.put("gains", some ? first(brief.knowledge().gains(), MOST_GAINS) : List.of());
        data.put("troubles", some ? brief.knowledge().troubles(MOST_TROUBLES) : List.of());
        data.put("beliefs", some ? brief.beliefs().stream().map(Belief::words).toList() : List.of());
        data.put("transformation", brief.transformation().orElse(""));
        data.put("page", brief.transformation().map(TransformationPages::page).orElse(""));
        data.put("form", brief.form().id());
        data.put("scheduled", scheduled);
        Candidate parent = brief.parents().getFirst().candidate();
        data.put(
                "marked",
                EditableSource.of(parent, factory).map(Regions::marked).orElse(false));
        data.put("sizes", String.join(", ", factory.target().task().sizes()));
        data.put("arguments", parameters(factory.target().task()));
        data.put(
                "summaries",
                Transformations.kinds().stream()
                        .map(kind -> "%s: %s".formatted(kind.name(), TransformationPages.summary(kind.name())))
                        .toList());
        data.put("proposals", bySchedule ? proposals(parent, brief.transformation()) : List.of());
        return new Request(
                List.of(
                        new Message(Message.Role.SYSTEM, Templates.fill("system", Map.of("style", style(style)))),
                        new Message(Message.Role.USER, Templates.fill("proposal", data))),
                style.temperature(),
                bySchedule ? Optional.of(Schemas.schedule(nests())) : Optional.empty());
    }

    /** Asks for the same again, for a reason. */
    public static Request repair(Request before, String answer, String reason) {
        List<Message> messages = new ArrayList<>(before.messages());
        messages.add(new Message(Message.Role.ASSISTANT, answer));
        messages.add(new Message(Message.Role.USER, Templates.fill("repair", Map.of("reason", reason))));
        return new Request(messages, before.temperature(), before.schema());
    }

    /**
     * Asks for beliefs.
     *
     * @param standing how the search stands, in words
     * @param knowledge what was measured
     * @param beliefs what is believed so far
     * @param trend the latest evaluations, in words
     * @param arms what advice may be about
     */
    public Request beliefs(
            String standing, Knowledge knowledge, List<Belief> beliefs, List<String> trend, List<String> arms) {
        Map<String, Object> data = common();
        data.put("standing", standing);
        data.put("gains", knowledge.gains());
        data.put("troubles", knowledge.troubles(MOST_TROUBLES));
        data.put("beliefs", beliefs.stream().map(Belief::words).toList());
        data.put("trend", trend);
        data.put("arms", String.join(", ", arms));
        RunContext context = RunContext.of(factory);
        data.put("place", Map.of("tasks", context.tasks(), "devices", context.devices()));
        data.put("sizes", String.join(", ", factory.target().task().sizes()));
        return new Request(
                List.of(
                        new Message(Message.Role.SYSTEM, Templates.fill("beliefs-system", Map.of())),
                        new Message(Message.Role.USER, Templates.fill("beliefs", data))),
                0.3,
                Optional.of(Schemas.beliefs(context)));
    }

    /** Asks for new styles of prompt, given a line on each that was tried. */
    public static Request styles(List<String> records) {
        return new Request(
                List.of(
                        new Message(Message.Role.SYSTEM, Templates.fill("styles-system", Map.of())),
                        new Message(Message.Role.USER, Templates.fill("styles", Map.of("records", records)))),
                0.9,
                Optional.of(Schemas.styles()));
    }

    private Map<String, Object> common() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("task", task());
        data.put("device", device());
        data.put("language", language());
        return data;
    }

    private static Map<String, Object> style(PromptStyle style) {
        return Map.of("role", style.role(), "hints", style.hints());
    }

    private List<String> nests() {
        return factory.target()
                .nests()
                .map(nests -> nests.nests().stream().map(Nest::name).toList())
                .orElse(List.of());
    }

    private Map<String, Object> language() {
        Language language = factory.target().language();
        return Map.of(
                "fence",
                switch (language) {
                    case OPENCL -> "c";
                    case CUDA -> "cuda";
                    case JAVA, TORNADO -> "java";
                },
                "note",
                "The language is %s.%s"
                        .formatted(
                                EditableSource.name(language),
                                switch (language) {
                                    case JAVA ->
                                        " The entry is a public static method whose first three parameters are the group's coordinates; a group has one work-item.";
                                    case TORNADO ->
                                        " The entry is a public static method that takes a KernelContext first; tensors are FloatArray, and local memory comes from the context.";
                                    case OPENCL, CUDA -> "";
                                }));
    }

    private Map<String, Object> task() {
        Task task = factory.target().task();
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("summary", task.summary());
        shown.put(
                "compute",
                task.compute().map(text -> text.strip().replace("\n", "\n    ")).orElse("given by a reference kernel"));
        shown.put("problem", factory.target().problem().toString());
        shown.put(
                "arguments",
                task.buffers(factory.target().problem()).stream()
                        .map(Prompter::argument)
                        .toList());
        shown.put("work", work(task));
        return shown;
    }

    private static String argument(Buffer buffer) {
        return "%s: %s %s, %s"
                .formatted(
                        buffer.name(),
                        buffer.type().id(),
                        buffer.shape(),
                        buffer.role().name().toLowerCase(java.util.Locale.ROOT));
    }

    private static String parameters(Task task) {
        List<String> names =
                new ArrayList<>(task.arguments().stream().map(Argument::name).toList());
        names.addAll(task.sizes());
        return String.join(", ", names);
    }

    private String work(Task task) {
        if (task.computation().isEmpty()) {
            return "";
        }
        Counts counts =
                Counts.of(task.computation().get(), factory.target().problem().sizes());
        double bytes = task.buffers(factory.target().problem()).stream()
                .mapToDouble(buffer -> (double) buffer.bytes())
                .sum();
        String roofline = floorNanos.isPresent()
                ? " The device's measured peaks allow no less than %s (its roofline)."
                        .formatted(Quantities.time(floorNanos.getAsDouble()))
                : "";
        return "It takes %s operations on at least %s: %s operations a byte.%s"
                .formatted(
                        Quantities.count((double) counts.operations()),
                        Quantities.bytes(bytes),
                        Quantities.count(counts.operations() / bytes),
                        roofline);
    }

    private Map<String, Object> device() {
        DeviceFacts facts = factory.target().facts();
        List<String> lines = new ArrayList<>();
        lines.add("%d %s".formatted(facts.computeUnits(), facts.cpu() ? "cores" : "multiprocessors"));
        lines.add("vectors of %d 32-bit lanes are preferred".formatted(facts.vectorWidth()));
        lines.add(
                facts.maxGroupSize() > 1
                        ? "at most %d work-items in a group".formatted(facts.maxGroupSize())
                        : "a group is one task; there are no work-items");
        if (facts.maxGroupSize() > 1) {
            lines.add("%s of local memory for a group%s"
                    .formatted(
                            Quantities.bytes((double) facts.localMemoryBytes()),
                            facts.cpu() ? ", which is ordinary memory: copying into it seldom pays" : ""));
        }
        if (facts.cacheBytes() > 0) {
            lines.add("last-level cache of " + Quantities.bytes((double) facts.cacheBytes()));
        }
        return Map.of(
                "summary",
                "%s, a %s; kernels are written in %s."
                        .formatted(
                                hardware,
                                facts.cpu() ? "CPU" : "GPU",
                                EditableSource.name(factory.target().language())),
                "facts",
                lines);
    }

    private List<Map<String, Object>> inspirations(Brief brief) {
        List<Map<String, Object>> shown = new ArrayList<>();
        if (brief.style().evidence() == PromptStyle.Evidence.FULL) {
            for (Brief.Judged other : brief.inspirations()) {
                shown.add(shown("Another kernel, of another kind", other, LONGEST_INSPIRATION));
            }
        }
        return shown;
    }

    private Map<String, Object> shown(String title, Brief.Judged judged, int longest) {
        Candidate candidate = judged.candidate();
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("title", title);
        shown.put("standing", standing(judged));
        shown.put("schedule", KernelGenome.of(candidate).schedule());
        shown.put("cost", KernelGenome.of(candidate).cost().map(Prompter::cost).orElse(List.of()));
        String source = EditableSource.of(candidate, factory)
                .orElse(KernelGenome.of(candidate).program().kernel().source());
        shown.put("source", source.length() <= longest ? source.stripTrailing() : "");
        shown.put(
                "diagnostics",
                abridged(CompilerOutput.cleaned(
                        judged.evaluation().diagnostics().strip(),
                        KernelGenome.of(candidate).program().kernel())));
        return shown;
    }

    private String standing(Brief.Judged judged) {
        return KernelMeasurement.of(judged.evaluation())
                .deviceTime()
                .map(time -> "Measured: %s (95 %% interval %s to %s)%s. It is evaluation %d of this search."
                        .formatted(
                                Quantities.time(time.medianNanos()),
                                Quantities.time(time.lowNanos()),
                                Quantities.time(time.highNanos()),
                                floorNanos.isPresent()
                                        ? ", %s of the roofline"
                                                .formatted(Quantities.percent(
                                                        floorNanos.getAsDouble() / time.medianNanos()))
                                        : "",
                                judged.number()))
                .orElse("It is evaluation %d of this search, and ended with: %s."
                        .formatted(judged.number(), judged.evaluation().status().id()));
    }

    private static List<String> cost(CostDescription cost) {
        List<String> rows = new ArrayList<>();
        for (Traffic traffic : cost.traffic()) {
            rows.add("%s %s, %s operations a byte"
                    .formatted(
                            Quantities.bytes(traffic.bytes()),
                            traffic.level().equals(Traffic.REGISTERS)
                                    ? "loaded and stored"
                                    : "from beyond " + traffic.level(),
                            Quantities.count(cost.intensity(traffic))));
        }
        LaunchCost launch = cost.heaviest();
        rows.add("%d lanes, %s of the operations in them"
                .formatted(
                        launch.vectors().lanes(),
                        Quantities.percent(launch.vectors().share())));
        rows.add("%d accumulators, %s of the registers of a work-item"
                .formatted(
                        launch.registers().accumulators(),
                        Quantities.percent(launch.registers().pressure())));
        rows.add("%d groups of %d work-items"
                .formatted(launch.parallelism().groups(), launch.parallelism().groupSize()));
        return rows;
    }

    private static String abridged(String text) {
        return text.length() <= LONGEST_DIAGNOSTIC ? text : text.substring(0, LONGEST_DIAGNOSTIC) + "\n[…]";
    }

    private static <T> List<T> first(List<T> all, int most) {
        return all.subList(0, Math.min(most, all.size()));
    }

    /** Returns steps that would be legal after a candidate's own: of the transformation that is to be tried, or of several. */
    private List<String> proposals(Candidate parent, Optional<String> transformation) {
        List<String> legal = new ArrayList<>();
        KernelGenome.of(parent).nests().ifPresent(nests -> {
            for (Transformation.Kind kind : Transformations.kinds()) {
                if (transformation.isEmpty() || transformation.get().equals(kind.name())) {
                    int most = transformation.isPresent() ? MOST_PROPOSALS : 1;
                    for (Nest nest : nests.nests()) {
                        legal.addAll(first(legal(nests, nest, kind), most));
                    }
                }
            }
        });
        return first(legal, MOST_PROPOSALS);
    }

    private List<String> legal(LoopNests nests, Nest nest, Transformation.Kind kind) {
        List<String> legal = new ArrayList<>();
        for (Transformation transformation :
                kind.proposals(nest, factory.target().limits())) {
            ScheduleStep step = new ScheduleStep(nest.name(), transformation);
            try {
                step.apply(nests, factory.target().limits());
                legal.add(step.toString());
            } catch (IllegalTransformationException e) {
                // Not here.
            }
            if (legal.size() >= MOST_PROPOSALS) {
                break;
            }
        }
        return legal;
    }
}
