package dev.tilewright.llm.dialogue;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.evolve.archive.Archive;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.control.Controller;
import dev.tilewright.evolve.control.Credit;
import dev.tilewright.evolve.control.Ledger;
import dev.tilewright.evolve.control.Policies;
import dev.tilewright.evolve.loop.Evaluator;
import dev.tilewright.evolve.loop.Evolution;
import dev.tilewright.evolve.loop.EvolutionOutcome;
import dev.tilewright.evolve.loop.Ranking;
import dev.tilewright.evolve.loop.SerialEvaluator;
import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.evolve.memory.Store;
import dev.tilewright.evolve.memory.Workload;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.KernelCodec;
import dev.tilewright.kernels.KernelDomain;
import dev.tilewright.kernels.TuningPlan;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelTarget;
import dev.tilewright.llm.model.Allowance;
import dev.tilewright.llm.model.Budget;
import dev.tilewright.llm.model.Ensemble;
import dev.tilewright.llm.model.Keys;
import dev.tilewright.llm.model.ModelPool;
import dev.tilewright.llm.model.ModelServer;
import dev.tilewright.llm.model.ModelSpec;
import dev.tilewright.llm.model.Models;
import dev.tilewright.llm.model.Retry;
import dev.tilewright.llm.prompt.Knowledge;
import dev.tilewright.llm.record.Conversations;
import dev.tilewright.llm.record.Exchange;
import dev.tilewright.llm.record.Exchange.Verdict;
import dev.tilewright.llm.record.PromptStyle;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskReader;
import dev.tilewright.task.UserKernel;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The run {@code r} of a search for matmul kernels with language models, in a memory of its own. */
final class ModelSearch implements AutoCloseable {

    static final Hardware HARDWARE = new Hardware("opencl", "v", "m", "a", "d");
    static final Dialogue.Listener DEAF = (exchange, replayed) -> {};

    private static final DeviceFacts FACTS = new DeviceFacts(2, 8, 256, 32 << 10, 32 << 20, 1L << 32, 1L << 30, false);
    private static final String RUN = "r";
    private static final Task TASK = TaskReader.read(Path.of("../tasks/matmul.yaml"));
    private static final Problem PROBLEM = TASK.problems().getFirst();

    private final GenomeFactory factory;
    private Optional<Controller> controller = Optional.empty();
    private final Store store;
    private final Memory memory;
    private final Conversations conversations;

    /** Opens a search that begins with the naive kernel and the task's own. */
    ModelSearch(Path folder) {
        this(folder, TASK.kernels());
    }

    /** Opens a search that begins with the naive kernel and others. */
    ModelSearch(Path folder, List<UserKernel> kernels) {
        factory = new GenomeFactory(new KernelTarget(TASK, PROBLEM, Language.OPENCL, FACTS), kernels);
        store = Store.open(folder.resolve("memory.db").toString());
        memory = store.memory(new KernelCodec());
        conversations = Conversations.of(store);
    }

    @Override
    public void close() {
        store.close();
    }

    /** Lets a controller of the test's own decide, in place of the one that plans name. */
    ModelSearch deciding(Controller own) {
        controller = Optional.of(own);
        return this;
    }

    Memory memory() {
        return memory;
    }

    Conversations conversations() {
        return conversations;
    }

    List<Step> steps() {
        return memory.steps(RUN);
    }

    List<Exchange> exchanges() {
        return conversations.exchanges(RUN);
    }

    List<Exchange> taken(Verdict verdict) {
        return exchanges().stream()
                .filter(exchange -> exchange.taken()
                        .filter(taken -> taken.verdict() == verdict)
                        .isPresent())
                .toList();
    }

    static Models models(ModelServer server, Allowance allowance, String... names) {
        List<ModelSpec> specs = new ArrayList<>();
        for (String name : names) {
            specs.add(new ModelSpec(
                    name,
                    ModelSpec.Provider.OPENAI,
                    Optional.of(URI.create(server.url("/" + name))),
                    "stand-in",
                    Optional.empty(),
                    new ModelSpec.Price(1, 2),
                    Duration.ofSeconds(30),
                    1000,
                    true,
                    OptionalDouble.empty()));
        }
        return new Models(specs, allowance, 2, new Retry(2, Duration.ofMillis(1), Duration.ofMillis(50)));
    }

    static Allowance requests(long most, boolean goOn) {
        return new Allowance(OptionalLong.of(most), OptionalLong.empty(), OptionalDouble.empty(), goOn);
    }

    static TuningPlan plan(Models models, int evaluations, String controller, String... generators) {
        LlmPlan llm =
                new LlmPlan(models, Knowledge.NONE, List.of(), PromptStyle.first(), List.of(), OptionalDouble.of(1e6));
        return new TuningPlan(
                        "matmul", 5, evaluations, Optional.empty(), List.of(generators), controller, Optional.empty())
                .startingFrom(Optional.empty(), Optional.empty(), List.of(), Optional.of(llm.toJson()));
    }

    static Ensemble ensemble(TuningPlan plan) {
        Models models = LlmPlan.fromJson(plan.llm().orElseThrow()).models();
        return new Ensemble(
                models, Keys.read(models.specs(), Map.of()), new Budget(models.allowance(), Budget.Spent.NOTHING));
    }

    /** Requests are sent on the search's own thread, so that no outcome depends on how fast this machine is. */
    static ModelPool online(TuningPlan plan) {
        return new ModelPool(ensemble(plan), new CallersThread());
    }

    /** Makes a search that asks models. */
    Evolution evolution(TuningPlan plan, SerialEvaluator.Judge judge, ModelPool pool, Dialogue.Listener listener) {
        return evolution(
                plan,
                new SerialEvaluator(judge),
                Optional.of(pool),
                dev.tilewright.evolve.loop.Budget.of(plan.evaluations(), plan.time()),
                listener);
    }

    /** Makes a search that repeats what memory has. */
    Evolution repetition(TuningPlan plan, Evaluator evaluator, Dialogue.Listener listener) {
        return evolution(plan, evaluator, Optional.empty(), dev.tilewright.evolve.loop.Budget.record(), listener);
    }

    private Evolution evolution(
            TuningPlan plan,
            Evaluator evaluator,
            Optional<ModelPool> pool,
            dev.tilewright.evolve.loop.Budget budget,
            Dialogue.Listener listener) {
        Run run = new Run(
                RUN,
                new Workload("matmul", PROBLEM.toString()),
                HARDWARE,
                "opencl:0",
                plan.json(),
                "test",
                Instant.EPOCH);
        KernelDomain domain = KernelDomain.evolving(factory, plan.operators(), Optional.empty(), List.of(), List::of);
        Dialogue dialogue = new Dialogue(
                LlmPlan.fromJson(plan.llm().orElseThrow()),
                run,
                plan.asksModels(),
                factory,
                domain.operators(),
                conversations,
                pool,
                listener);
        return new Evolution(
                run,
                new Evolution.Parts(
                        domain,
                        evaluator,
                        new Archive(),
                        new Ranking(KernelDomain.MARGIN, KernelDomain.PATIENCE),
                        new Ledger(
                                controller.orElseGet(() -> Policies.create(plan.controller(), Optional.empty())),
                                new Credit()),
                        List.of(dialogue),
                        budget,
                        1,
                        plan.evaluations(),
                        plan.seed()),
                memory);
    }

    /** Searches, with models at hand, until the budget is spent. */
    EvolutionOutcome search(TuningPlan plan, SerialEvaluator.Judge judge) {
        return evolution(plan, judge, online(plan), DEAF).run(progress -> {});
    }
}
