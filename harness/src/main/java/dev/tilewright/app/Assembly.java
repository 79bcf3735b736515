package dev.tilewright.app;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.evolve.archive.Archive;
import dev.tilewright.evolve.control.Credit;
import dev.tilewright.evolve.control.Ledger;
import dev.tilewright.evolve.control.Policies;
import dev.tilewright.evolve.control.Shapings;
import dev.tilewright.evolve.loop.Budget;
import dev.tilewright.evolve.loop.Domain;
import dev.tilewright.evolve.loop.Evaluator;
import dev.tilewright.evolve.loop.Evolution;
import dev.tilewright.evolve.loop.Ranking;
import dev.tilewright.evolve.loop.Source;
import dev.tilewright.evolve.memory.Forgetful;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.KernelDomain;
import dev.tilewright.kernels.KernelPoints;
import dev.tilewright.kernels.Part;
import dev.tilewright.kernels.TuningPlan;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelTarget;
import dev.tilewright.llm.dialogue.Dialogue;
import dev.tilewright.llm.dialogue.LlmPlan;
import dev.tilewright.llm.model.ModelPool;
import dev.tilewright.study.live.Contestant;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskCatalogue;
import dev.tilewright.task.UserKernel;
import dev.tilewright.tuning.ConfigurationGenome;
import dev.tilewright.tuning.Known;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts a search for kernels together from its parts. A run that is begun, resumed or repeated is the same search; only the evaluator, the budget
 * and the way to the models differ.
 *
 * @param run the run
 * @param tasks finds the tasks of earlier runs
 * @param task what it is about
 * @param own the one kernel that is tuned; empty to evolve the task's own
 * @param memory keeps outcomes and what models say
 */
record Assembly(Run run, TaskCatalogue tasks, Task task, Optional<UserKernel> own, OpenMemory memory) {

    /** So many drafts are made at the most for each child that is evaluated. */
    private static final int DRAFTS = 64;

    private static final int ISLANDS = 3;

    /**
     * Checks that this version takes the decisions that the run's record follows from.
     *
     * @throws UseCaseException if it does not, and there is a record
     */
    void requireRepeatable() {
        if (!TuningPlan.of(run).isRepeatable()
                && !memory.memory().steps(run.id()).isEmpty()) {
            throw UseCaseException.request(
                    "run %s was begun by Tilewright %s, which decided differently, so it cannot be resumed or repeated. What it evaluated is kept: a new run builds on it"
                            .formatted(run.id(), run.version()));
        }
    }

    private KnownConfigurations known() {
        return KnownConfigurations.of(memory.configurations(), run.workload(), run.hardware(), run.started());
    }

    private List<Known> elsewhere(KernelPoints points) {
        return new Elsewhere(run)
                .and(memory.memory(), other -> TuningPlan.of(other).kernel().isPresent(), points::point)
                .and(
                        memory.configurations(),
                        _ -> true,
                        candidate ->
                                points.point(ConfigurationGenome.of(candidate).configuration()))
                .known(points.space());
    }

    /**
     * Makes the search.
     *
     * @param language the language of the device's kernels
     * @param facts what the device can hold
     * @param evaluator evaluates candidates
     * @param budget when it ends
     * @param models reaches language models; empty to repeat what they said
     * @param listener told what is made of their answers
     */
    Evolution evolution(
            Language language,
            DeviceFacts facts,
            Evaluator evaluator,
            Budget budget,
            Optional<ModelPool> models,
            Dialogue.Listener listener) {
        requireRepeatable();
        TuningPlan plan = TuningPlan.of(run);
        GenomeFactory factory = factory(language, facts);
        Optional<StrategySearch> search = plan.strategy()
                .flatMap(name -> own.map(
                        kernel -> StrategySearch.of(name, plan.seed(), factory, kernel, known(), this::elsewhere)));
        KernelDomain domain = search.map(StrategySearch::domain)
                .or(() -> own.map(kernel -> KernelDomain.tuning(factory, plan.operators(), kernel)))
                .orElseGet(() -> evolving(plan, factory, language, facts));
        List<Source> sources = new ArrayList<>();
        search.map(StrategySearch::source).ifPresent(sources::add);
        plan.llm()
                .map(kept -> new Dialogue(
                        LlmPlan.fromJson(kept),
                        run,
                        plan.asksModels(),
                        factory,
                        domain.operators(),
                        memory.conversations(),
                        models,
                        listener))
                .ifPresent(sources::add);
        return evolution(plan, domain, sources, evaluator, budget);
    }

    /**
     * Makes the search of a contestant, which evolves the task's own kernels and asks no language model.
     *
     * @param language the language of the device's kernels
     * @param facts what the device can hold
     * @param evaluator evaluates candidates
     * @param budget when it ends
     */
    Evolution contest(Contestant contestant, Language language, DeviceFacts facts, Evaluator evaluator, Budget budget) {
        TuningPlan plan = TuningPlan.of(run);
        KernelDomain domain = evolving(plan, factory(language, facts), language, facts);
        return evolution(plan, contestant.domain(domain), contestant.sources(domain), evaluator, budget);
    }

    private KernelDomain evolving(TuningPlan plan, GenomeFactory factory, Language language, DeviceFacts facts) {
        boolean borrows = plan.uses(Part.SURROGATE) && plan.uses(Part.TRANSFER) && plan.uses(Part.MEMORY);
        Neighbours neighbours = new Neighbours(tasks, memory.memory(), run.workload(), run.hardware());
        return KernelDomain.evolving(
                factory,
                plan.operators(),
                plan.known(),
                plan.borrowed(),
                () -> borrows ? neighbours.examples(run, language, facts) : List.of());
    }

    private GenomeFactory factory(Language language, DeviceFacts facts) {
        Problem problem = Problem.parse(run.workload().problem());
        return new GenomeFactory(
                new KernelTarget(task, problem, language, facts),
                own.map(List::of).orElseGet(task::kernels));
    }

    /** Puts the parts together. Each that the plan lacks is left out here, or replaced by one that does not learn. */
    private Evolution evolution(
            TuningPlan plan, Domain domain, List<Source> sources, Evaluator evaluator, Budget budget) {
        Evolution.Parts parts = new Evolution.Parts(
                domain,
                evaluator,
                archive(plan),
                new Ranking(KernelDomain.MARGIN, KernelDomain.PATIENCE, KernelDomain.SPACING),
                ledger(plan),
                sources,
                budget,
                plan.uses(Part.SURROGATE) ? DRAFTS : 1,
                plan.evaluations(),
                plan.seed());
        Memory kept = memory.memory();
        return new Evolution(run, parts, plan.uses(Part.MEMORY) ? kept : new Forgetful(kept, run.id()));
    }

    private static Archive archive(TuningPlan plan) {
        return new Archive(plan.uses(Part.ISLANDS) ? ISLANDS : 1);
    }

    private static Ledger ledger(TuningPlan plan) {
        String controller = plan.uses(Part.CONTROLLER) ? plan.controller() : Policies.UNIFORM;
        return new Ledger(
                Policies.create(controller, plan.policy()),
                plan.uses(Part.CREDIT) ? new Credit() : new Credit(0),
                plan.reward().map(Shapings::named).orElse(Shapings.LOG_SPEED_UP));
    }
}
