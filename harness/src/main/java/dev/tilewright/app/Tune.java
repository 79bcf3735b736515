package dev.tilewright.app;

import dev.tilewright.control.Policies;
import dev.tilewright.device.Backends;
import dev.tilewright.device.Device;
import dev.tilewright.generate.Operators;
import dev.tilewright.llm.model.Keys;
import dev.tilewright.llm.model.Models;
import dev.tilewright.memory.Memory;
import dev.tilewright.memory.Run;
import dev.tilewright.search.EvolutionPlan;
import dev.tilewright.search.LlmPlan;
import dev.tilewright.search.Runs;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Suggestion;
import dev.tilewright.task.Task;
import dev.tilewright.task.UserKernel;
import dev.tilewright.task.UserKernelReader;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Begins and resumes searches. Everything that a caller may have wrong is checked before anything is written, and before a device does
 * any work.
 *
 * @param home where tasks and results are
 */
public record Tune(Home home) {

    /** Returns what may make children, by name. */
    public static List<String> generators() {
        return Stream.concat(Operators.names().stream(), Stream.of(EvolutionPlan.LLM))
                .toList();
    }

    /**
     * Begins a search.
     *
     * @return the search, which has not evaluated anything yet
     * @throws UseCaseException if it cannot be begun; exceptions of the floors below say the same of their parts
     */
    public Tuning begin(TuneRequest request) {
        Feasibility.requirePositive(request.evaluations(), request.time());
        Task task = request.problem().task(home);
        Problem sizes = request.problem().problem(task);
        requireGenerators(request.generators());
        requireKnown("controller", request.controller(), Policies.NAMES);
        Optional<UserKernel> own = request.kernel().map(file -> UserKernelReader.read(file, task));
        EvolutionPlan plan = new EvolutionPlan(
                reference(task, request.problem().task()),
                request.seed().orElseGet(() -> ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE)),
                request.evaluations().orElse(TuneRequest.DEFAULT_EVALUATIONS),
                request.time(),
                request.generators(),
                request.controller(),
                own.map(kernel -> kernel.path().toAbsolutePath().normalize()));
        if (request.device().architecture().isPresent()) {
            throw UseCaseException.request(
                    "%s is an architecture, not a device that runs kernels; add --dry-run to compile for it"
                            .formatted(request.device().id().orElseThrow()));
        }
        Optional<Models> models =
                plan.needsModels() ? Optional.of(request.models().read()) : Optional.empty();
        Optional<Keys> keys = models.map(Tune::keys);
        OutputFolder.prepare(request.output().orElseGet(home::runs));
        DeviceChoice.Chosen chosen = request.device().choose(Backends.load());
        Device device = chosen.device();
        Feasibility.requireFits(task, sizes, device);
        own.ifPresent(mine -> Feasibility.requireRuns(mine, sizes, chosen));
        return holding(request.memory().open(), store -> {
            Run run = Runs.begin(
                    plan,
                    task,
                    sizes,
                    device,
                    store,
                    Home.version(),
                    models.map(known -> new Runs.ModelsAtHand(known, floor(task, sizes, chosen, store))));
            Tuning.Subject subject = new Tuning.Subject(task, own, chosen);
            return new Tuning(
                    EvolutionPlan.of(run),
                    run,
                    subject,
                    store,
                    keys,
                    destination(run, request.memory(), request.output()));
        });
    }

    /**
     * Resumes a run: its decisions are repeated as far as memory has their outcomes, and go on from there.
     *
     * @return the search, which has not evaluated anything yet
     * @throws UseCaseException if it cannot be resumed; exceptions of the floors below say the same of their parts
     */
    public Tuning resume(ResumeRequest request) {
        Feasibility.requirePositive(request.evaluations(), request.time());
        return holding(request.memory().openExisting(), store -> resume(request, store));
    }

    private Tuning resume(ResumeRequest request, Memory store) {
        Run run = RunLookup.find(store, request.memory(), request.run());
        EvolutionPlan kept = EvolutionPlan.of(run);
        request.task()
                .filter(named -> !named.equals(run.task()) && !named.equals(kept.task()))
                .ifPresent(named -> {
                    throw UseCaseException.request(
                            "run %s is of task %s, not of %s".formatted(run.id(), run.task(), named));
                });
        Task task = home.tasks().find(kept.task());
        Optional<Models> models = kept.llm().map(LlmPlan::models);
        Optional<Keys> keys = models.map(Tune::keys);
        OutputFolder.prepare(request.output().orElseGet(home::runs));
        DeviceChoice.Chosen chosen = new DeviceChoice(Optional.of(run.device())).choose(Backends.load());
        requireSame(run, chosen.device());
        EvolutionPlan plan = kept.within(
                request.evaluations().orElse(kept.evaluations()), request.time().or(kept::time));
        Tuning.Subject subject =
                new Tuning.Subject(task, kept.kernel().map(file -> UserKernelReader.read(file, task)), chosen);
        return new Tuning(plan, run, subject, store, keys, destination(run, request.memory(), request.output()));
    }

    /** Returns the least time that the device's peaks allow, which prompts name. */
    private static OptionalDouble floor(Task task, Problem sizes, DeviceChoice.Chosen chosen, Memory store) {
        KnownHardware hardware = new KnownHardware(store, chosen.device().hardware());
        hardware.keepPeaks(chosen.device(), chosen.language());
        return hardware.demand(task, sizes).floorNanos();
    }

    /** Hands a memory on to the search that will close it, and closes it where there is no such search. */
    private static Tuning holding(Memory store, Function<Memory, Tuning> making) {
        try {
            return making.apply(store);
        } catch (RuntimeException | Error e) {
            store.close();
            throw e;
        }
    }

    private Tuning.Destination destination(Run run, MemoryLocation memory, Optional<Path> output) {
        return new Tuning.Destination(
                output.orElseGet(() -> home.runs().resolve(run.id())),
                "scripts/tilewright tune --resume %s%s%s"
                        .formatted(
                                run.id(),
                                memory.named() ? " --memory " + memory.location() : "",
                                output.map(folder -> " --output " + folder).orElse("")));
    }

    private static void requireSame(Run run, Device device) {
        if (!device.hardware().equals(run.hardware())) {
            throw new UseCaseException(
                    Blame.MACHINE,
                    "run %s was on %s, but %s is now %s; begin a new run there"
                            .formatted(
                                    run.id(),
                                    run.hardware().key(),
                                    run.device(),
                                    device.hardware().key()));
        }
    }

    private static Keys keys(Models models) {
        return Keys.read(models.specs(), System.getenv());
    }

    /** A task file is found again by its full path. */
    private static String reference(Task task, String named) {
        return task.name().equals(named)
                ? named
                : Path.of(named).toAbsolutePath().normalize().toString();
    }

    private static void requireGenerators(List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            requireKnown("generator", name, generators());
            if (!seen.add(name)) {
                throw UseCaseException.request(
                        "--generators %s names %s twice".formatted(String.join(",", names), name));
            }
        }
    }

    private static void requireKnown(String what, String name, Collection<String> known) {
        if (!known.contains(name)) {
            throw UseCaseException.request("no %s is called %s%s; there are %s"
                    .formatted(what, name, Suggestion.forName(name, known), String.join(", ", known)));
        }
    }
}
