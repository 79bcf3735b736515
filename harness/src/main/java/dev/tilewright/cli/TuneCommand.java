package dev.tilewright.cli;

import dev.tilewright.app.DryRun;
import dev.tilewright.app.Home;
import dev.tilewright.app.ProblemChoice;
import dev.tilewright.app.RecordedRequest;
import dev.tilewright.app.RecordedTune;
import dev.tilewright.app.ResumeRequest;
import dev.tilewright.app.Tune;
import dev.tilewright.app.TuneRequest;
import dev.tilewright.app.Tuning;
import dev.tilewright.app.UseCaseException;
import dev.tilewright.evolve.control.Policies;
import dev.tilewright.kernels.Stopping;
import dev.tilewright.tuning.Strategies;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The main job: evolve kernels for a task, verify, time and remember them. */
@Command(
        name = "tune",
        description = "The main job: evolve kernels for a task, verify them, time them on the device and remember them."
                + " Ends with a summary and writes the run folder.",
        footer = {
            "",
            "You can interrupt it at any time: everything evaluated so far is kept, and --resume continues from there.",
            "Exit codes: 0 done, 2 usage or a bad task file, 3 no usable device, or a machine that decided nothing, 4 no correct candidate, 130 interrupted."
        })
final class TuneCommand extends Subcommand {

    /** The names that {@code --generators} knows. */
    static final class Generators implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return Tune.generators().iterator();
        }
    }

    /** The names that {@code --strategy} knows. */
    static final class StrategyNames implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return Strategies.names().iterator();
        }
    }

    /** The names that {@code --controller} knows. */
    static final class Controllers implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return Policies.NAMES.iterator();
        }
    }

    @Parameters(
            paramLabel = "TASK",
            arity = "0..1",
            description = "A task's name, as `tasks` lists it, or the path of a task file.")
    private @Nullable String taskName;

    @Option(names = "--problem", paramLabel = "M=…,N=…", description = "The sizes. Default: the task's first problem.")
    private @Nullable String problem;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private DeviceOption device;

    @Option(
            names = "--evaluations",
            paramLabel = "N",
            description = "How many candidates may be evaluated; those that memory knows cost nothing. Default: 200.")
    private @Nullable Integer evaluations;

    @Option(
            names = "--time",
            paramLabel = "SPAN",
            converter = SpanConverter.class,
            description =
                    "How long the search may take: 90s, 10m, 1h30m; on a recorded device, how long its evaluations took there."
                            + " Default: as long as the evaluations take.")
    private @Nullable Duration time;

    @Option(
            names = "--patience",
            paramLabel = "N|none",
            converter = PatienceConverter.class,
            description =
                    "End when N evaluations in a row found nothing better; none: only with the budget. Default: when finding"
                            + " anything better has become unlikely (less than 2 %%).")
    private @Nullable Integer patience;

    @Option(
            names = "--until",
            paramLabel = "GOAL",
            converter = GoalConverter.class,
            description =
                    "End when the best has reached a time (9.5ms), a share of the roofline (0.9-of-roofline) or a rate"
                            + " (200-GFLOP/s, 30-GB/s); none: no goal, for a run that had one.")
    private @Nullable String until;

    @Option(names = "--seed", paramLabel = "N", description = "The seed of all random choices. Default: a fresh one.")
    private @Nullable Long seed;

    @Option(
            names = "--generators",
            paramLabel = "NAMES",
            completionCandidates = Generators.class,
            description =
                    "What makes children: ${COMPLETION-CANDIDATES}. Default: all but llm, which asks language models.")
    private @Nullable String generators;

    @Option(
            names = "--controller",
            paramLabel = "POLICY",
            completionCandidates = Controllers.class,
            description =
                    "What chooses among generators and transformations: ${COMPLETION-CANDIDATES}. A language model advises"
                            + " llm. Default: thompson.")
    private @Nullable String controller;

    @Option(
            names = "--reward",
            paramLabel = "NAME",
            completionCandidates = RewardNames.class,
            description = "What a choice is paid for its child: ${COMPLETION-CANDIDATES}. Default: log-speed-up.")
    private @Nullable String reward;

    @Option(
            names = "--kernel",
            paramLabel = "FILE",
            description =
                    "Tune your own kernel (.cl, .cu or .java) instead of evolving from the naive one: a strategy chooses its"
                            + " configurations.")
    private @Nullable Path kernel;

    @Option(
            names = "--space",
            paramLabel = "FILE",
            description =
                    "A T1 file with the parameters and conditions of --kernel, in place of comments in its source; of a"
                            + " recorded device, the part of it to search.")
    private @Nullable Path space;

    @Option(
            names = "--strategy",
            paramLabel = "NAME",
            completionCandidates = StrategyNames.class,
            description =
                    "What chooses the configurations of --kernel or of a recorded device: ${COMPLETION-CANDIDATES}."
                            + " Default: adaptive, unless --generators or --controller let them evolve.")
    private @Nullable String strategy;

    @Option(
            names = "--known",
            paramLabel = "FILE",
            arity = "1..*",
            description =
                    "What was recorded of the same kernel on other devices (Kernel Tuner cache files, T4): they are remembered, and"
                            + " the strategy starts from them.")
    private List<Path> known = new ArrayList<>();

    @Option(
            names = "--without",
            paramLabel = "PART",
            completionCandidates = PartNames.class,
            description =
                    "Switch a part of the search off, to see what it is worth: ${COMPLETION-CANDIDATES}. May be repeated.")
    private List<String> without = new ArrayList<>();

    @Option(
            names = "--trust",
            description =
                    "Build your own kernels (--kernel, or those of the task file) even if they do what kernels may not, such"
                            + " as inline assembly. What a model writes is never trusted.")
    private boolean trust;

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
                    "Continue a run: its id, the path of its folder, or latest. Combine it only with --evaluations, --time,"
                            + " --patience, --until, --memory, --output and --trust.")
    private @Nullable String resume;

    @Option(
            names = "--dry-run",
            description =
                    "Only compile candidates, for an architecture given as --device cuda:sm_90, and report their registers,"
                            + " spills and shared memory. Needs a CUDA compiler but no GPU; --evaluations says how many.")
    private boolean dryRun;

    @Option(names = "--format", paramLabel = "text|json", description = "How to print the result. Default: text.")
    private OutputFormat format = OutputFormat.TEXT;

    @Override
    public Integer call() {
        if (resume != null) {
            return search(resumed(resume));
        }
        Optional<Path> recording = device.choice().recording();
        if (recording.isPresent()) {
            return search(recorded(recording.get()));
        }
        if (taskName == null) {
            throw UseCaseException.request(
                    "no task is given. For example: tilewright tune matmul. To list the tasks: tilewright tasks");
        }
        ProblemChoice choice = new ProblemChoice(taskName, Optional.ofNullable(problem));
        return dryRun ? compileOnly(choice) : search(begun(choice));
    }

    private Tuning begun(ProblemChoice choice) {
        return new Tune(Home.find())
                .begin(new TuneRequest(
                        choice,
                        device.choice(),
                        evaluations(),
                        Optional.ofNullable(time),
                        stopping(),
                        seed(),
                        Optional.ofNullable(generators).map(GeneratorNames::parse),
                        Optional.ofNullable(controller),
                        Optional.ofNullable(reward),
                        Optional.ofNullable(kernel),
                        Optional.ofNullable(space),
                        Optional.ofNullable(strategy),
                        known,
                        without,
                        trust,
                        models.location(),
                        memory.location(),
                        Optional.ofNullable(output)));
    }

    private Tuning recorded(Path recording) {
        if (taskName != null
                || problem != null
                || kernel != null
                || trust
                || dryRun
                || reward != null
                || !without.isEmpty()) {
            throw UseCaseException.request(
                    "a recorded device knows one kernel and one problem, which are not named; combine it only with --space, --strategy, --known, --generators, --controller, --evaluations, --time, --seed, --memory, --output and --format");
        }
        if (!stopping().isUnsaid()) {
            throw UseCaseException.request(
                    "a recorded device answers at once, so a search on it ends with its budget; leave out --patience and --until");
        }
        return new RecordedTune(Home.find())
                .begin(new RecordedRequest(
                        recording,
                        Optional.ofNullable(space),
                        evaluations(),
                        Optional.ofNullable(time),
                        seed(),
                        Optional.ofNullable(strategy),
                        known,
                        Optional.ofNullable(generators).map(GeneratorNames::parse),
                        Optional.ofNullable(controller),
                        memory.location(),
                        Optional.ofNullable(output)));
    }

    private Tuning resumed(String run) {
        if (problem != null
                || seed != null
                || generators != null
                || controller != null
                || reward != null
                || kernel != null
                || space != null
                || strategy != null
                || !known.isEmpty()
                || !without.isEmpty()
                || device.choice().id().isPresent()
                || models.location().file().isPresent()
                || dryRun) {
            throw UseCaseException.request(
                    "--resume continues a run as it was begun; combine it only with --evaluations, --time, --patience, --until, --memory, --output and --trust");
        }
        return new Tune(Home.find())
                .resume(new ResumeRequest(
                        run,
                        Optional.ofNullable(taskName),
                        evaluations(),
                        Optional.ofNullable(time),
                        stopping(),
                        trust,
                        memory.location(),
                        Optional.ofNullable(output)));
    }

    /** Compiles for an architecture, whatever devices there are. */
    private int compileOnly(ProblemChoice choice) {
        if (memory.location().named()
                || output != null
                || time != null
                || !stopping().isUnsaid()
                || controller != null
                || reward != null
                || generators != null
                || space != null
                || strategy != null
                || !known.isEmpty()
                || !without.isEmpty()) {
            throw UseCaseException.request(
                    "--dry-run compiles and remembers nothing; combine it only with --device, --problem, --evaluations, --seed, --kernel and --format");
        }
        DryRun.Report report = new DryRun(Home.find())
                .compile(new DryRun.Request(
                        choice, device.choice(), evaluations(), seed(), Optional.ofNullable(kernel)));
        switch (format) {
            case JSON -> Json.print(out(), DryRunReport.json(report));
            case TEXT -> DryRunReport.print(out(), report);
        }
        return report.built() > 0 ? ExitCode.DONE : ExitCode.NO_CANDIDATE;
    }

    private int search(Tuning prepared) {
        try (Tuning tuning = prepared) {
            tuning.notice().ifPresent(err()::println);
            tuning.warnings().forEach(warning -> err().println("warning: " + warning));
            return new TuningSession(tuning, out(), err()).run(format);
        }
    }

    private OptionalInt evaluations() {
        return evaluations == null ? OptionalInt.empty() : OptionalInt.of(evaluations);
    }

    private Stopping stopping() {
        return new Stopping(
                patience == null ? OptionalInt.empty() : OptionalInt.of(patience), Optional.ofNullable(until));
    }

    private OptionalLong seed() {
        return seed == null ? OptionalLong.empty() : OptionalLong.of(seed);
    }
}
