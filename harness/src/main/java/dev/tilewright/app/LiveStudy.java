package dev.tilewright.app;

import dev.tilewright.confine.OwnedFolder;
import dev.tilewright.device.DeviceDescription;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.loop.Budget;
import dev.tilewright.evolve.loop.EvolutionOutcome;
import dev.tilewright.evolve.loop.EvolutionOutcome.Ending;
import dev.tilewright.evolve.loop.EvolutionOutcome.Reason;
import dev.tilewright.evolve.loop.SerialEvaluator;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.evolve.memory.Workload;
import dev.tilewright.kernels.TuningPlan;
import dev.tilewright.study.live.Contestant;
import dev.tilewright.study.live.LiveResult;
import dev.tilewright.study.live.LiveSetup;
import dev.tilewright.study.live.LiveStatistics;
import dev.tilewright.study.live.LiveTask;
import dev.tilewright.study.live.SearchTrace;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskCatalogue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs the searches of a study on live tasks, one after another, each from an empty memory, and keeps what came of each as soon as it has
 * ended. Searches that ended before are not run again.
 */
public final class LiveStudy {

    private final TaskCatalogue tasks;
    private final LiveSetup setup;
    private final int blocks;
    private final List<Contestant> contestants;
    private final List<Subject> subjects;
    private final DeviceDescription device;
    private final Judges judges;
    private final LiveStudyFolder folder;
    private final RunningSearch running = new RunningSearch();
    private volatile boolean stopped;

    /**
     * What is searched for.
     *
     * @param live how the study knows it
     * @param task the task
     * @param problem the problem that kernels are timed on
     */
    record Subject(LiveTask live, Task task, Problem problem) {}

    /** Makes what judges the candidates of one search. */
    @FunctionalInterface
    interface Judges {

        /** Begins to judge candidates for a problem of a task. */
        SerialEvaluator.Judge of(Task task, Problem problem);
    }

    /**
     * A search of the study has ended.
     *
     * @param trace what came of it
     * @param done how many searches have ended, those of earlier sittings included
     * @param all how many there are
     */
    public record Ended(SearchTrace trace, int done, int all) {}

    LiveStudy(
            TaskCatalogue tasks,
            LiveSetup setup,
            int blocks,
            List<Contestant> contestants,
            List<Subject> subjects,
            DeviceDescription device,
            Judges judges,
            LiveStudyFolder folder) {
        this.tasks = tasks;
        this.setup = setup;
        this.blocks = blocks;
        this.contestants = contestants;
        this.subjects = subjects;
        this.device = device;
        this.judges = judges;
        this.folder = folder;
    }

    /** Returns what shapes the study. */
    public LiveSetup setup() {
        return setup;
    }

    /** Returns the page that is written at its end. */
    public Path page() {
        return folder.page();
    }

    /** Asks the study to stop; the search that is under way is not counted. May be called by any thread. */
    public void stop() {
        stopped = true;
        running.stop();
    }

    /**
     * Runs what is left of the study, and writes what came of it.
     *
     * @param command the command that it came of, for its page
     * @param listener told of each search that was run, on this thread
     * @return what came of it; empty where it was stopped before its end
     * @throws UseCaseException if the machine failed, or the folder cannot be written; what has ended is kept
     */
    public Optional<LiveResult> run(String command, Consumer<Ended> listener) {
        List<SearchTrace> traces = new ArrayList<>();
        int all = blocks * subjects.size() * contestants.size();
        for (int block = 0; block < blocks; block++) {
            for (LiveSetup.Cell cell : setup.cells(block)) {
                Optional<SearchTrace> trace = folder.find(cell);
                if (trace.isEmpty()) {
                    trace = search(cell);
                    if (trace.isEmpty()) {
                        return Optional.empty();
                    }
                    folder.keep(trace.get());
                    listener.accept(new Ended(trace.get(), traces.size() + 1, all));
                }
                traces.add(trace.get());
            }
        }
        LiveResult result = LiveStatistics.of(setup, blocks, traces);
        folder.finish(result, command);
        return Optional.of(result);
    }

    /** Runs one search. Returns what came of it; empty where it was stopped, for then it may have left contenders unconfirmed. */
    private Optional<SearchTrace> search(LiveSetup.Cell cell) {
        Subject subject = subjects.stream()
                .filter(one -> one.live().equals(cell.task()))
                .findFirst()
                .orElseThrow();
        Contestant contestant = contestants.stream()
                .filter(one -> one.name().equals(cell.search()))
                .findFirst()
                .orElseThrow();
        try (OwnedFolder own = OwnedFolder.create("study");
                OpenMemory memory =
                        OpenMemory.open(own.path().resolve("memory.db").toString());
                SerialEvaluator evaluator = new SerialEvaluator(judges.of(subject.task(), subject.problem()))) {
            Run run = run(cell, subject, contestant, memory);
            Stopwatch watch = new Stopwatch(evaluator);
            Heard heard = new Heard();
            running.run(
                    new Assembly(run, tasks, subject.task(), Optional.empty(), memory)
                            .contest(
                                    contestant,
                                    device.language(),
                                    device.facts(),
                                    watch,
                                    Budget.of(setup.evaluations(), setup.time())),
                    heard);
            long ownNanos = watch.ownNanos();
            long wallNanos = watch.nanos();
            if (stopped) {
                return Optional.empty();
            }
            Reason reason = heard.reason();
            List<Step> steps = memory.memory().steps(run.id());
            Recommendations recommended = new Recommendations(steps);
            return Optional.of(new SearchTrace(
                    cell,
                    setup.evaluations(),
                    (int) steps.stream()
                            .map(step -> step.candidate().hash())
                            .distinct()
                            .count(),
                    reason,
                    recommended.timed(evaluator, setup.seed(cell.block())),
                    recommended.lastSchedule(),
                    ownNanos,
                    wallNanos));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Run run(LiveSetup.Cell cell, Subject subject, Contestant contestant, OpenMemory memory) {
        TuningPlan plan = new TuningPlan(
                        subject.task().name(),
                        setup.seed(cell.block()),
                        setup.evaluations(),
                        setup.time(),
                        TuneRequest.DEFAULT_GENERATORS,
                        TuneRequest.DEFAULT_CONTROLLER,
                        Optional.empty())
                .lacking(contestant.without());
        Workload workload = new Workload(
                cell.task().task(), cell.task().problem(), cell.task().content());
        return RunStart.of(plan, tasks, workload, device.hardware(), device.id(), memory.memory(), Optional.empty());
    }

    /** Keeps how a search ended. */
    private static final class Heard implements TuningListener {

        private Optional<Ending> ended = Optional.empty();

        @Override
        public void onStep(Progress progress) {
            // What came of it is read from memory.
        }

        @Override
        public void onOutcome(EvolutionOutcome outcome) {
            ended = Optional.of(outcome.ending());
        }

        /**
         * Returns why it ended.
         *
         * @throws UseCaseException if that was because the harness failed
         */
        Reason reason() {
            Ending ending = ended.orElseThrow();
            if (ending.reason() == Reason.UNDECIDED) {
                throw new UseCaseException(
                        Blame.MACHINE,
                        ending.explanation() + "; go on with the study by the same command with --resume");
            }
            return ending.reason();
        }
    }
}
