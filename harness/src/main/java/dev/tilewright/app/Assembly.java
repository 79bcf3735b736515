package dev.tilewright.app;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.evolve.archive.Archive;
import dev.tilewright.evolve.control.Credit;
import dev.tilewright.evolve.control.Ledger;
import dev.tilewright.evolve.control.Policies;
import dev.tilewright.evolve.loop.Budget;
import dev.tilewright.evolve.loop.Evaluator;
import dev.tilewright.evolve.loop.Evolution;
import dev.tilewright.evolve.loop.Ranking;
import dev.tilewright.evolve.loop.Source;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.KernelDomain;
import dev.tilewright.kernels.KernelPoints;
import dev.tilewright.kernels.TuningPlan;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelTarget;
import dev.tilewright.llm.dialogue.Dialogue;
import dev.tilewright.llm.dialogue.LlmPlan;
import dev.tilewright.llm.model.ModelPool;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
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
 * @param task what it is about
 * @param own the one kernel that is tuned; empty to evolve the task's own
 * @param memory keeps outcomes and what models say
 */
record Assembly(Run run, Task task, Optional<UserKernel> own, OpenMemory memory) {

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
        Problem problem = Problem.parse(run.workload().problem());
        GenomeFactory factory = new GenomeFactory(
                new KernelTarget(task, problem, language, facts),
                own.map(List::of).orElseGet(task::kernels));
        Optional<StrategySearch> search = plan.strategy()
                .flatMap(name -> own.map(
                        kernel -> StrategySearch.of(name, plan.seed(), factory, kernel, known(), this::elsewhere)));
        KernelDomain domain = search.map(StrategySearch::domain)
                .or(() -> own.map(kernel -> KernelDomain.tuning(factory, plan.operators(), kernel)))
                .orElseGet(() -> KernelDomain.evolving(factory, plan.operators(), plan.known()));
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
        Evolution.Parts parts = new Evolution.Parts(
                domain,
                evaluator,
                new Archive(),
                new Ranking(KernelDomain.MARGIN, KernelDomain.PATIENCE),
                new Ledger(Policies.create(plan.controller(), plan.policy()), new Credit()),
                sources,
                budget,
                plan.evaluations(),
                plan.seed());
        return new Evolution(run, parts, memory.memory());
    }
}
