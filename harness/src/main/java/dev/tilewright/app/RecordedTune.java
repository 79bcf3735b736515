package dev.tilewright.app;

import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.control.Policies;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.tuning.Configurations;
import dev.tilewright.tuning.recorded.RecordedPlan;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Begins and resumes searches on recordings, which are devices that answer at once.
 *
 * @param home where results are
 */
public record RecordedTune(Home home) {

    /** No language model knows what a recording is of. */
    private static final List<String> CONTROLLERS = Policies.NAMES.stream()
            .filter(name -> !name.equals(Policies.ADVISED))
            .toList();

    /**
     * Begins a search.
     *
     * @return the search, which has not evaluated anything yet
     * @throws UseCaseException if it cannot be begun
     */
    public Tuning begin(RecordedRequest request) {
        Feasibility.requirePositive(request.evaluations(), request.time());
        boolean evolves =
                request.generators().isPresent() || request.controller().isPresent();
        Optional<String> strategy = StrategyChoice.of(request.strategy(), evolves);
        List<String> generators = request.generators().orElse(Configurations.OPERATORS);
        Tune.requireGenerators(generators, Configurations.OPERATORS);
        String controller = request.controller().orElse(TuneRequest.DEFAULT_CONTROLLER);
        Tune.requireKnown("controller", controller, CONTROLLERS);
        Recording recording = Recording.read(request.file(), request.definition());
        List<Recording> known = Recording.elsewhere(request.known(), strategy.isPresent());
        Recording.requireCommon(known, () -> recording.space().space());
        requireAnother(recording, known);
        OutputFolder.requireWritable(request.output().orElseGet(home::runs));
        return Tune.holding(request.memory().open(), OpenMemory::close, store -> {
            Memory memory = store.configurations();
            Import.known(known, recording.workload(), store);
            RecordedPlan plan = new RecordedPlan(
                    RecordedPlan.FORMAT,
                    full(request.file()),
                    request.definition().map(RecordedTune::full),
                    recording.space().space().tunables(),
                    request.seed().orElseGet(() -> ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE)),
                    request.evaluations().orElse(TuneRequest.DEFAULT_EVALUATIONS),
                    request.time()
                            .map(limit -> OptionalLong.of(limit.toSeconds()))
                            .orElse(OptionalLong.empty()),
                    strategy,
                    request.known().stream().map(RecordedTune::full).toList(),
                    generators,
                    controller,
                    memory.policy(controller, recording.workload().task(), recording.hardware()));
            Instant now = Instant.now();
            Run run = new Run(
                    RunStart.id(recording.workload(), now),
                    recording.workload(),
                    recording.hardware(),
                    Recording.BACKEND + ":" + full(request.file()),
                    plan.json(),
                    Home.version(),
                    now);
            return new RecordedTuning(
                    run, plan, recording, store, Destination.of(home, run, request.memory(), request.output()));
        });
    }

    /** What is searched is not known before. */
    private static void requireAnother(Recording recording, List<Recording> known) {
        known.stream()
                .filter(other -> other.space().isLike(recording.space()))
                .findFirst()
                .ifPresent(same -> {
                    throw UseCaseException.request("--known %s has the same times as %s, which is searched"
                            .formatted(same.file(), recording.file()));
                });
    }

    /** Resumes a run. */
    Tuning resume(ResumeRequest request, OpenMemory store, Run run) {
        if (!request.stopping().isUnsaid()) {
            throw UseCaseException.request(
                    "a recorded device answers at once, so a search on it ends with its budget; leave out --patience and --until");
        }
        RecordedPlan kept = RecordedPlan.of(run);
        if (kept.format() != RecordedPlan.FORMAT) {
            throw UseCaseException.request(
                    "run %s was begun by Tilewright %s, which decided differently, so it cannot be resumed. What it evaluated is kept: a new run builds on it"
                            .formatted(run.id(), run.version()));
        }
        if (kept.isImport()) {
            throw UseCaseException.request(
                    "run %s is an import of %s, which has nothing to resume".formatted(run.id(), kept.file()));
        }
        request.task().filter(named -> !named.equals(run.task())).ifPresent(named -> {
            throw UseCaseException.request("run %s is of %s, not of %s".formatted(run.id(), run.task(), named));
        });
        int done = Math.toIntExact(store.configurations().steps(run.id()).stream()
                .filter(Step::isDecided)
                .count());
        Tune.requireMore(run, request, done);
        Recording recording =
                Recording.read(Path.of(kept.file()), kept.definition().map(Path::of));
        if (!recording.hardware().equals(run.hardware())) {
            throw UseCaseException.request("%s is not what it was when run %s was begun; begin a new run"
                    .formatted(recording.file(), run.id()));
        }
        Optional<Path> output = request.output().or(() -> RunLookup.folderAt(request.run()));
        OutputFolder.requireWritable(output.orElseGet(home::runs));
        RecordedPlan plan = kept.within(
                request.evaluations().orElse(kept.evaluations()), request.time().or(kept::time));
        return new RecordedTuning(run, plan, recording, store, Destination.of(home, run, request.memory(), output));
    }

    static String full(Path file) {
        return file.toAbsolutePath().normalize().toString();
    }
}
