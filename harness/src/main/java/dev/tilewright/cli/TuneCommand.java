package dev.tilewright.cli;

import dev.tilewright.control.Policies;
import dev.tilewright.device.Backends;
import dev.tilewright.device.Device;
import dev.tilewright.device.cuda.Architecture;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.Language;
import dev.tilewright.llm.model.Budget;
import dev.tilewright.llm.model.Ensemble;
import dev.tilewright.llm.model.Keys;
import dev.tilewright.llm.model.Models;
import dev.tilewright.memory.Exchange;
import dev.tilewright.memory.Memory;
import dev.tilewright.memory.Run;
import dev.tilewright.search.EvolutionPlan;
import dev.tilewright.search.LlmPlan;
import dev.tilewright.search.RunPlan;
import dev.tilewright.search.Runs;
import dev.tilewright.task.Problem;
import dev.tilewright.task.ProblemParser;
import dev.tilewright.task.Task;
import dev.tilewright.task.UserKernel;
import dev.tilewright.task.UserKernelReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The main job: evolve kernels for a task, verify, time and remember them. Everything a person may have wrong is checked first. */
@Command(
        name = "tune",
        description = "The main job: evolve kernels for a task, verify them, time them on the device and remember them."
                + " Ends with a summary and writes the run folder.",
        footer = {
            "",
            "Interrupt it at any time: all that was evaluated is kept, and --resume goes on from there.",
            "Exit codes: 0 done, 2 usage or a bad task file, 3 no usable device, 4 no correct candidate, 130 interrupted."
        })
final class TuneCommand extends Subcommand {

    private static final int DEFAULT_EVALUATIONS = 200;
    private static final String DEFAULT_CONTROLLER = "thompson";

    @Parameters(
            paramLabel = "TASK",
            arity = "0..1",
            description = "A task's name, as `tasks` lists it, or the path of a task file.")
    private @Nullable String taskName;

    @Option(names = "--problem", paramLabel = "M=…,N=…", description = "The sizes. Default: the task's first problem.")
    private @Nullable String problem;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private DeviceChoice device;

    @Option(
            names = "--evaluations",
            paramLabel = "N",
            description = "How many candidates may be evaluated; those that memory knows cost nothing. Default: 200.")
    private @Nullable Integer evaluations;

    @Option(
            names = "--time",
            paramLabel = "SPAN",
            converter = SpanConverter.class,
            description = "How long the search may take: 90s, 10m, 1h30m. Default: as long as the evaluations take.")
    private @Nullable Duration time;

    @Option(names = "--seed", paramLabel = "N", description = "Where all randomness comes from. Default: a fresh one.")
    private @Nullable Long seed;

    @Option(
            names = "--generators",
            paramLabel = "NAMES",
            description =
                    "What makes children: transform, tune, cross, and llm for language models. Default: the first three.")
    private @Nullable String generators;

    @Option(
            names = "--controller",
            paramLabel = "POLICY",
            description =
                    "What chooses among generators and transformations: thompson, uniform, or llm, which a language model"
                            + " advises. Default: thompson.")
    private @Nullable String controller;

    @Option(
            names = "--kernel",
            paramLabel = "FILE",
            description = "Tune this kernel of your own, .cl, .cu or .java, instead of evolving from the naive one.")
    private @Nullable Path kernel;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private ModelsOption models;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private MemoryOption memory;

    @Option(names = "--output", paramLabel = "DIR", description = "The run folder, exactly. Default: results/runs/ID.")
    private @Nullable Path output;

    @Option(
            names = "--resume",
            paramLabel = "RUN",
            description =
                    "Go on with a run: its id, the path of its folder, or latest. Only --evaluations, --time, --memory and"
                            + " --output may be given beside it.")
    private @Nullable String resume;

    @Option(
            names = "--dry-run",
            description =
                    "Only compile candidates, for an architecture given as --device cuda:sm_90, and report their registers,"
                            + " spills and shared memory. Takes a CUDA compiler and no GPU; --evaluations says how many.")
    private boolean dryRun;

    @Option(names = "--format", paramLabel = "text|json", description = "How to print the result. Default: text.")
    private OutputFormat format = OutputFormat.TEXT;

    @Override
    public Integer call() {
        if (evaluations != null && evaluations <= 0) {
            throw CommandFailure.usage("--evaluations must be positive, not " + evaluations);
        }
        return resume == null ? begin() : goOn(resume);
    }

    private int begin() {
        if (taskName == null) {
            throw CommandFailure.usage(
                    "which task? For example: tilewright tune matmul. All of them: tilewright tasks");
        }
        Task task = Home.find().tasks().find(taskName);
        Problem sizes = problem == null ? first(task) : ProblemParser.parse(task, problem);
        List<String> operators = generators == null ? GeneratorNames.USUAL : GeneratorNames.parse(generators);
        String policy = controller == null ? DEFAULT_CONTROLLER : controller;
        check("controller", policy, Policies.NAMES);
        Optional<UserKernel> own = Optional.ofNullable(kernel).map(file -> UserKernelReader.read(file, task));
        if (dryRun) {
            return compileOnly(task, sizes, own);
        }
        device.named().filter(Architecture::isNamedBy).ifPresent(named -> {
            throw CommandFailure.usage(
                    "%s is an architecture and no device that runs anything; add --dry-run to compile for it"
                            .formatted(named));
        });
        Optional<Models> asked =
                EvolutionPlan.needsModels(operators, policy) ? Optional.of(models.read()) : Optional.empty();
        Optional<Keys> keys = asked.map(TuneCommand::keys);
        OutputFolder.prepare(output == null ? Home.find().runs() : output);
        Backends backends = Backends.load();
        Device chosen = device.choose(backends, err());
        checkFits(task, sizes, chosen);
        own.ifPresent(mine -> checkRuns(mine, sizes, backends.languageOf(chosen), chosen));
        EvolutionPlan plan = new EvolutionPlan(
                task,
                sizes,
                seed == null ? ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE) : seed,
                evaluations == null ? DEFAULT_EVALUATIONS : evaluations,
                Optional.ofNullable(time),
                operators,
                policy,
                own,
                asked);
        try (Memory store = memory.open()) {
            OptionalDouble floor = OptionalDouble.empty();
            if (asked.isPresent()) {
                // Prompts say how far a kernel is from what the device can give at best.
                Works.keepPeaks(chosen, backends.languageOf(chosen), store);
                floor = Works.of(task, sizes, store, chosen.hardware()).floorNanos();
            }
            Run run = Runs.begin(plan, reference(task, taskName), chosen, store, Home.version(), floor);
            return tuning(plan, run, backends, chosen, store, ensemble(asked, keys, store, run))
                    .run(format);
        }
    }

    /** Compiles for an architecture, whatever devices there are. */
    private int compileOnly(Task task, Problem sizes, Optional<UserKernel> own) {
        if (memory.location != null || output != null || time != null || controller != null || generators != null) {
            throw CommandFailure.usage(
                    "--dry-run compiles and remembers nothing; only --device, --problem, --evaluations, --seed, --kernel and --format may be given beside it");
        }
        Architecture architecture = device.named()
                .filter(Architecture::isNamedBy)
                .map(Architecture::named)
                .orElseThrow(
                        () -> CommandFailure.usage(
                                "--dry-run compiles for an architecture of NVIDIA's GPUs; name it, for example --device cuda:sm_90"));
        own.ifPresent(mine -> checkCompiles(mine, sizes));
        return new DryRun(
                        task,
                        sizes,
                        architecture,
                        own,
                        seed == null ? 1 : seed,
                        evaluations == null ? DryRun.DEFAULT_CANDIDATES : evaluations)
                .run(out(), format);
    }

    private static void checkCompiles(UserKernel kernel, Problem sizes) {
        if (kernel.kernel().language() != Language.CUDA) {
            throw CommandFailure.usage("%s is written in %s, and --dry-run compiles CUDA C"
                    .formatted(kernel.path(), kernel.kernel().language().id()));
        }
        checkHasConfiguration(kernel, sizes);
    }

    private int goOn(String wanted) {
        if (problem != null
                || seed != null
                || generators != null
                || controller != null
                || kernel != null
                || models.file != null
                || dryRun) {
            throw CommandFailure.usage(
                    "--resume goes on with a run as it was begun; only --evaluations, --time, --memory and --output may be given beside it");
        }
        try (Memory store = memory.openExisting()) {
            Run run = RunArgument.find(store, memory.location(), wanted);
            RunPlan kept = RunPlan.fromJson(run.plan());
            if (taskName != null && !taskName.equals(run.task()) && !taskName.equals(kept.task())) {
                throw CommandFailure.usage("run %s is of task %s, not of %s".formatted(run.id(), run.task(), taskName));
            }
            Task task = Home.find().tasks().find(kept.task());
            Optional<Models> asked = kept.llm().map(LlmPlan::models);
            Optional<Keys> keys = asked.map(TuneCommand::keys);
            OutputFolder.prepare(output == null ? Home.find().runs() : output);
            Backends backends = Backends.load();
            Device chosen = backends.device(run.device());
            if (!chosen.hardware().equals(run.hardware())) {
                throw new CommandFailure(
                        ExitCode.NO_DEVICE,
                        "run %s was on %s, and %s is now %s; begin a new run there"
                                .formatted(
                                        run.id(),
                                        run.hardware().key(),
                                        run.device(),
                                        chosen.hardware().key()));
            }
            EvolutionPlan plan = new EvolutionPlan(
                    task,
                    run.problem(),
                    kept.seed(),
                    evaluations == null ? kept.evaluations() : evaluations,
                    time == null ? kept.time() : Optional.of(time),
                    kept.generators(),
                    kept.controller(),
                    kept.kernel().map(file -> UserKernelReader.read(file, task)),
                    asked);
            return tuning(plan, run, backends, chosen, store, ensemble(asked, keys, store, run))
                    .run(format);
        }
    }

    private static Keys keys(Models models) {
        return Keys.read(models.specs(), System.getenv());
    }

    /** Returns the models with what is left of the run's budget. */
    private static Optional<Ensemble> ensemble(Optional<Models> models, Optional<Keys> keys, Memory store, Run run) {
        Budget.Spent spent = store.conversations().exchanges(run.id()).stream()
                .map(Exchange::came)
                .map(came -> new Budget.Spent(came.requests(), came.tokens(), came.money()))
                .reduce(Budget.Spent.NOTHING, Budget.Spent::plus);
        return models.map(known -> new Ensemble(known, keys.orElseThrow(), new Budget(known.allowance(), spent)));
    }

    private Tuning tuning(
            EvolutionPlan plan, Run run, Backends backends, Device chosen, Memory store, Optional<Ensemble> ensemble) {
        Path folder = output == null ? Home.find().runs().resolve(run.id()) : output;
        return new Tuning(
                plan,
                run,
                chosen,
                backends.languageOf(chosen),
                store,
                ensemble,
                folder,
                resumeCommand(run),
                out(),
                err());
    }

    private String resumeCommand(Run run) {
        return "scripts/tilewright tune --resume %s%s%s"
                .formatted(
                        run.id(),
                        memory.location == null ? "" : " --memory " + memory.location,
                        output == null ? "" : " --output " + output);
    }

    private static Problem first(Task task) {
        if (task.problems().isEmpty()) {
            throw CommandFailure.usage("task %s has no problem; give its sizes with --problem %s=…"
                    .formatted(task.name(), String.join("=…,", task.sizes())));
        }
        return task.problems().getFirst();
    }

    /** A task file is found again by its full path. */
    private static String reference(Task task, String named) {
        return task.name().equals(named)
                ? named
                : Path.of(named).toAbsolutePath().normalize().toString();
    }

    private static void check(String what, String name, Collection<String> known) {
        if (!known.contains(name)) {
            throw CommandFailure.usage("no %s is called %s%s; there are %s"
                    .formatted(what, name, Nearest.to(name, known), String.join(", ", known)));
        }
    }

    private static void checkFits(Task task, Problem sizes, Device device) {
        long all = 0;
        for (Buffer buffer : task.buffers(sizes)) {
            all += buffer.bytes();
            if (buffer.bytes() > device.facts().maxAllocationBytes()) {
                throw CommandFailure.usage("%s of %s takes %s, and %s allows %s in one buffer; give smaller sizes"
                        .formatted(
                                buffer.name(),
                                sizes,
                                gibibytes(buffer.bytes()),
                                device.id(),
                                gibibytes(device.facts().maxAllocationBytes())));
            }
        }
        if (all > device.facts().globalMemoryBytes()) {
            throw CommandFailure.usage("%s takes %s, and %s has %s; give smaller sizes"
                    .formatted(
                            sizes,
                            gibibytes(all),
                            device.id(),
                            gibibytes(device.facts().globalMemoryBytes())));
        }
    }

    private static String gibibytes(long bytes) {
        return "%.2f GiB".formatted(bytes / (double) (1L << 30));
    }

    private static void checkRuns(UserKernel kernel, Problem sizes, Language language, Device device) {
        if (kernel.kernel().language() != language) {
            throw CommandFailure.usage("%s is written in %s, and %s runs %s; choose another --device"
                    .formatted(kernel.path(), kernel.kernel().language().id(), device.id(), language.id()));
        }
        checkHasConfiguration(kernel, sizes);
    }

    private static void checkHasConfiguration(UserKernel kernel, Problem sizes) {
        if (kernel.kernel().space(sizes.sizes()).first().isEmpty()) {
            throw CommandFailure.usage(
                    "no configuration of %s satisfies its constraints for %s and has a local size that divides the global one"
                            .formatted(kernel.path(), sizes));
        }
    }
}
