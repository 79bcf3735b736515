package dev.tilewright.app;

import dev.tilewright.evolve.archive.Archive;
import dev.tilewright.evolve.control.Credit;
import dev.tilewright.evolve.control.Ledger;
import dev.tilewright.evolve.control.Policies;
import dev.tilewright.evolve.loop.Evolution;
import dev.tilewright.evolve.loop.EvolutionOutcome;
import dev.tilewright.evolve.loop.Ranking;
import dev.tilewright.evolve.loop.Source;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.report.Demand;
import dev.tilewright.report.Findings;
import dev.tilewright.report.RecordedSubject;
import dev.tilewright.report.Subject;
import dev.tilewright.space.Configuration;
import dev.tilewright.space.ListedSpace;
import dev.tilewright.tuning.Configurations;
import dev.tilewright.tuning.Strategies;
import dev.tilewright.tuning.StrategySetting;
import dev.tilewright.tuning.StrategySource;
import dev.tilewright.tuning.recorded.RecordedEvaluator;
import dev.tilewright.tuning.recorded.RecordedPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.simple.RandomSource;

/** A search on a recording, from its file to its run folder. Holds the memory open until it is closed. */
final class RecordedTuning implements Tuning {

    private static final Subject SUBJECT = new RecordedSubject();

    private final Run run;
    private final RecordedPlan plan;
    private final Recording recording;
    private final OpenMemory memory;
    private final Destination destination;
    private final RunningSearch search = new RunningSearch();

    RecordedTuning(Run run, RecordedPlan plan, Recording recording, OpenMemory memory, Destination destination) {
        this.run = run;
        this.plan = plan;
        this.recording = recording;
        this.memory = memory;
        this.destination = destination;
    }

    @Override
    public Run run() {
        return run;
    }

    @Override
    public Subject subject() {
        return SUBJECT;
    }

    @Override
    public Budget budget() {
        return new Budget(plan.seed(), plan.evaluations(), Optional.empty());
    }

    @Override
    public Optional<String> notice() {
        return recording.space().device().isBlank()
                ? Optional.of("%s does not name its device, which is called %s here"
                        .formatted(recording.file(), recording.hardware().model()))
                : Optional.empty();
    }

    @Override
    public List<String> warnings() {
        return List.of();
    }

    @Override
    public Path folder() {
        return destination.folder();
    }

    @Override
    public String resumeCommand() {
        return destination.resumeCommand();
    }

    @Override
    public Demand demand() {
        return Demand.unknown();
    }

    @Override
    public Result search(TuningListener listener) {
        EvolutionOutcome outcome = search.run(evolution(), listener);
        Findings findings = Findings.of(run, SUBJECT, memory.configurations().steps(run.id()), demand())
                .endedWith(outcome);
        destination.write(findings, "");
        return new Result(findings, Optional.empty());
    }

    private Evolution evolution() {
        ListedSpace space = recording.space().space();
        KnownConfigurations known =
                KnownConfigurations.of(memory.configurations(), run.workload(), run.hardware(), run.started());
        Optional<Configuration> best =
                known.best(configuration -> space.find(configuration).isPresent());
        Configurations domain = plan.strategy()
                .map(name -> Configurations.searched(space, name, best))
                .orElseGet(() -> Configurations.evolving(space, plan.generators(), best));
        List<Source> sources = plan.strategy().stream()
                .<Source>map(name -> source(name, domain, known))
                .toList();
        RecordedEvaluator evaluator = new RecordedEvaluator(
                recording.space(),
                memory.configurations().steps(run.id()).stream()
                        .filter(step -> !step.recalled())
                        .mapToLong(step -> step.evaluation().nanos())
                        .sum());
        Evolution.Parts parts = new Evolution.Parts(
                domain,
                evaluator,
                new Archive(),
                new Ranking(0, 0),
                new Ledger(Policies.create(plan.controller(), plan.policy()), new Credit()),
                sources,
                evaluator.budget(plan.evaluations(), plan.time()),
                1,
                RecordedPlan.of(run).evaluations(),
                plan.seed());
        return new Evolution(run, parts, memory.configurations());
    }

    private StrategySource source(String name, Configurations domain, KnownConfigurations known) {
        ListedSpace space = recording.space().space();
        StrategySource source = new StrategySource(
                Strategies.named(name)
                        .begin(new StrategySetting(
                                space,
                                RandomSource.XO_SHI_RO_256_PP.create(plan.seed()),
                                new Elsewhere(run)
                                        .and(memory.configurations(), _ -> true, domain::point)
                                        .known(space))),
                domain);
        known.outcomes()
                .forEach((configuration, outcome) -> space.find(configuration)
                        .ifPresent(point -> source.tell(point, StrategySource.outcome(outcome))));
        return source;
    }

    @Override
    public List<String> remarks(Findings findings) {
        return List.of("configuration: " + folder().resolve(RecordedSubject.FILE));
    }

    @Override
    public void stop() {
        search.stop();
    }

    @Override
    public void close() {
        memory.close();
    }
}
