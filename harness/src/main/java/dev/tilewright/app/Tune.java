package dev.tilewright.app;

import dev.tilewright.device.DeviceDescription;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.control.Policies;
import dev.tilewright.evolve.control.Shapings;
import dev.tilewright.evolve.memory.MachineKey;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.evolve.memory.Workload;
import dev.tilewright.kernels.Part;
import dev.tilewright.kernels.TuningPlan;
import dev.tilewright.kernels.evaluate.DeviceInspector;
import dev.tilewright.kernels.operator.Operators;
import dev.tilewright.llm.dialogue.LlmPlan;
import dev.tilewright.llm.model.Keys;
import dev.tilewright.llm.model.Models;
import dev.tilewright.report.Demand;
import dev.tilewright.space.T1;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Suggestion;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskException;
import dev.tilewright.task.UserKernel;
import dev.tilewright.task.UserKernelReader;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
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
        return Stream.concat(Operators.names().stream(), Stream.of(TuningPlan.LLM))
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
        Task task = trusted(request.problem().task(home), request.trust());
        Problem sizes = request.problem().problem(task);
        requireGenerators(request.generatorNames(), generators());
        requireKnown("controller", request.controllerName(), Policies.NAMES);
        request.reward().ifPresent(name -> requireKnown("reward", name, Shapings.NAMES));
        Optional<String> strategy = request.searching();
        List<Part> without = request.lacking();
        List<Recording> known = Recording.elsewhere(request.known(), strategy.isPresent());
        Optional<UserKernel> own = request.kernel().map(file -> own(file, request.space(), task, request.trust()));
        if (request.device().architecture().isPresent()) {
            throw UseCaseException.request(
                    "%s is an architecture, not a device that runs kernels; add --dry-run to compile for it"
                            .formatted(request.device().id().orElseThrow()));
        }
        Optional<Models> models =
                needsModels(request) ? Optional.of(request.models().read()) : Optional.empty();
        Optional<Keys> keys = models.map(Tune::keys);
        OutputFolder.requireWritable(request.output().orElseGet(home::runs));
        return holding(
                new DeviceInspector(),
                DeviceInspector::close,
                inspector -> begin(request, strategy, without, known, task, sizes, own, models, keys, inspector));
    }

    private Tuning begin(
            TuneRequest request,
            Optional<String> strategy,
            List<Part> without,
            List<Recording> known,
            Task task,
            Problem sizes,
            Optional<UserKernel> own,
            Optional<Models> models,
            Optional<Keys> keys,
            DeviceInspector inspector) {
        DeviceChoice.Chosen chosen = request.device().choose(inspector);
        DeviceDescription device = chosen.device();
        Feasibility.requireFits(task, sizes, device);
        own.ifPresent(mine -> Feasibility.requireRuns(mine, sizes, chosen));
        own.map(List::of).orElseGet(task::kernels).stream()
                .filter(mine -> mine.kernel().language() == chosen.language())
                .forEach(mine -> Feasibility.requireHarmless(mine, task, sizes));
        Feasibility.requireSearchable(task, sizes, own, chosen);
        own.ifPresent(kernel -> Recording.requireCommon(
                known, () -> kernel.kernel().space(sizes.sizes()).search()));
        TuningPlan plan = new TuningPlan(
                        reference(task, request.problem().task()),
                        request.seed()
                                .orElseGet(() -> ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE)),
                        request.evaluations().orElse(TuneRequest.DEFAULT_EVALUATIONS),
                        request.time(),
                        request.generatorNames(),
                        request.controllerName(),
                        request.kernel(),
                        request.space(),
                        strategy,
                        request.known())
                .rewarding(request.reward())
                .stopping(request.stopping())
                .lacking(without);
        requireMeaning(plan, task, sizes);
        Workload workload = new Workload(task.name(), sizes.toString(), task.content());
        return holding(request.memory().open(), OpenMemory::close, store -> {
            Import.known(known, workload, store);
            Optional<LlmPlan> llm = models.map(described -> llm(described, task, sizes, device, inspector, store));
            Run run = RunStart.of(
                    plan,
                    home.tasks(),
                    workload,
                    device.hardware(),
                    device.id(),
                    store.memory(),
                    llm.map(LlmPlan::toJson));
            return new KernelTuning(
                    new Assembly(run, home.tasks(), task, own, store),
                    TuningPlan.of(run),
                    chosen,
                    inspector,
                    models,
                    keys,
                    Destination.of(home, run, request.memory(), request.output()));
        });
    }

    private static boolean needsModels(TuneRequest request) {
        return request.generatorNames().contains(TuningPlan.LLM)
                || request.controllerName().equals(Policies.ADVISED);
    }

    /** Prompts say how far a kernel is from what the device can give at best, so its peaks are measured first. */
    private static LlmPlan llm(
            Models models,
            Task task,
            Problem sizes,
            DeviceDescription device,
            DeviceInspector inspector,
            OpenMemory store) {
        KnownHardware hardware = new KnownHardware(store.memory(), device.hardware());
        hardware.keepPeaks(device, inspector);
        return LlmPlan.gather(
                models,
                device.hardware(),
                device.facts().cpu(),
                store.memory(),
                store.conversations(),
                hardware.demand(task, sizes).floorNanos());
    }

    /**
     * Resumes a run: its decisions are repeated as far as memory has their outcomes, and go on from there.
     *
     * @return the search, which has not evaluated anything yet
     * @throws UseCaseException if it cannot be resumed; exceptions of the floors below say the same of their parts
     */
    public Tuning resume(ResumeRequest request) {
        Feasibility.requirePositive(request.evaluations(), request.time());
        return holding(request.memory().openExisting(), OpenMemory::close, store -> resume(request, store));
    }

    private Tuning resume(ResumeRequest request, OpenMemory store) {
        RunLookup.Found found = RunLookup.find(store, request.memory(), request.run());
        Run run = found.run();
        found.memory(store).hold(run.id());
        requireOwn(run, found.memory(store));
        return found.realm().resume(home, request, store, run);
    }

    Tuning resume(ResumeRequest request, OpenMemory store, Run run) {
        TuningPlan kept = TuningPlan.of(run);
        request.task()
                .filter(named -> !named.equals(run.task()) && !named.equals(kept.task()))
                .ifPresent(named -> {
                    throw UseCaseException.request(
                            "run %s is of task %s, not of %s".formatted(run.id(), run.task(), named));
                });
        int done = Math.toIntExact(
                store.memory().steps(run.id()).stream().filter(Step::isDecided).count());
        requireMore(run, request, done);
        Task task = trusted(home.tasks().find(kept.task()), request.trust());
        new Assembly(run, home.tasks(), task, Optional.empty(), store).requireRepeatable();
        requireSizes(run, task);
        requireContent(run, task);
        Optional<Models> models = kept.llm().map(LlmPlan::fromJson).map(LlmPlan::models);
        Optional<Keys> keys = models.map(Tune::keys);
        Optional<Path> output = request.output().or(() -> RunLookup.folderAt(request.run()));
        OutputFolder.requireWritable(output.orElseGet(home::runs));
        Optional<UserKernel> own = kept.kernelFile().map(file -> own(file, kept.spaceFile(), task, request.trust()));
        TuningPlan plan = kept.within(
                        request.evaluations().orElse(kept.evaluations()),
                        request.time().or(kept::time))
                .stopping(request.stopping().or(kept.stops()));
        requireMeaning(plan, task, Problem.parse(run.workload().problem()));
        return holding(new DeviceInspector(), DeviceInspector::close, inspector -> {
            DeviceChoice.Chosen chosen = new DeviceChoice(Optional.of(run.device())).choose(inspector);
            requireSame(run, chosen.device());
            return new KernelTuning(
                    new Assembly(run, home.tasks(), task, own, store),
                    plan,
                    chosen,
                    inspector,
                    models,
                    keys,
                    Destination.of(home, run, request.memory(), output));
        });
    }

    /** Hands something on to the search that will close it, and closes it where there is no such search. */
    static <T> Tuning holding(T held, Consumer<T> close, Function<T, Tuning> making) {
        try {
            return making.apply(held);
        } catch (RuntimeException | Error e) {
            close.accept(held);
            throw e;
        }
    }

    static void requireMore(Run run, ResumeRequest request, int done) {
        if (request.evaluations().orElse(done) < done) {
            throw UseCaseException.request("run %s has %d evaluations already; --evaluations %d is less than that"
                    .formatted(run.id(), done, request.evaluations().getAsInt()));
        }
    }

    /** A share of the roofline is told when the device's peaks are known, which are measured as the search begins. */
    private static void requireMeaning(TuningPlan plan, Task task, Problem sizes) {
        plan.stops()
                .goal()
                .map(Goal::parse)
                .filter(goal -> !goal.needsPeaks())
                .ifPresent(goal -> goal.nanos(Demand.of(task, sizes)));
    }

    private static void requireSizes(Run run, Task task) {
        Problem problem = Problem.parse(run.workload().problem());
        if (!problem.sizes().keySet().equals(Set.copyOf(task.sizes()))) {
            throw UseCaseException.request("run %s was for %s, but task %s now has the sizes %s; begin a new run"
                    .formatted(run.id(), problem, task.name(), String.join(", ", task.sizes())));
        }
    }

    /** A plan says which models are asked, at which address and with which key: one that somebody else wrote is not followed. */
    private static void requireOwn(Run run, Memory memory) {
        if (!memory.isOwn(run.id())) {
            throw UseCaseException.request(
                    "run %s was not recorded by you on this machine, or its record has been changed, so it is not resumed; begin a new run, which tries its best kernel first%s"
                            .formatted(
                                    run.id(),
                                    MachineKey.ofThisUser().isKept()
                                            ? ""
                                            : ". Runs can be resumed where XDG_STATE_HOME is a folder that can be written"));
        }
    }

    private static void requireContent(Run run, Task task) {
        if (!run.workload().content().equals(task.content())) {
            throw UseCaseException.request("task %s computes something else than when run %s was begun; begin a new run"
                    .formatted(task.name(), run.id()));
        }
    }

    private static void requireSame(Run run, DeviceDescription device) {
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

    private static Task trusted(Task task, boolean trust) {
        return trust ? task.trusting() : task;
    }

    private static UserKernel defined(Path file, Path t1, Task task) {
        T1 definition = Recording.definition(t1);
        UserKernelReader.requireReadable(file);
        try {
            return UserKernelReader.read(file, task, definition);
        } catch (TaskException e) {
            throw new UseCaseException(Blame.REQUEST, "with %s: %s".formatted(t1, e.getMessage()), e);
        }
    }

    static UserKernel own(Path file, Optional<Path> space, Task task, boolean trust) {
        UserKernel kernel = space.map(t1 -> defined(file, t1, task)).orElseGet(() -> UserKernelReader.read(file, task));
        return trust ? kernel.asTrusted() : kernel;
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

    static void requireGenerators(List<String> names, List<String> known) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            requireKnown("generator", name, known);
            if (!seen.add(name)) {
                throw UseCaseException.request(
                        "--generators %s names %s twice".formatted(String.join(",", names), name));
            }
        }
    }

    static void requireKnown(String what, String name, Collection<String> known) {
        if (!known.contains(name)) {
            throw UseCaseException.request("no %s is called %s%s; there are %s"
                    .formatted(what, name, Suggestion.forName(name, known), String.join(", ", known)));
        }
    }
}
