package dev.tilewright.cli;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.candidate.Evaluation;
import dev.tilewright.candidate.Status;
import dev.tilewright.device.Device;
import dev.tilewright.evaluate.EvaluationSettings;
import dev.tilewright.evaluate.ProcessEvaluator;
import dev.tilewright.generate.CandidateFactory;
import dev.tilewright.kernel.Language;
import dev.tilewright.llm.model.Ensemble;
import dev.tilewright.llm.model.ModelPool;
import dev.tilewright.memory.Memory;
import dev.tilewright.memory.Run;
import dev.tilewright.memory.Step;
import dev.tilewright.report.Answers;
import dev.tilewright.report.Findings;
import dev.tilewright.report.ResultFile;
import dev.tilewright.report.RunFolder;
import dev.tilewright.report.Work;
import dev.tilewright.search.Evolution;
import dev.tilewright.search.EvolutionOutcome;
import dev.tilewright.search.EvolutionPlan;
import dev.tilewright.task.UserKernel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One run of the search from the command line: progress while it lasts, the run folder and a summary at its end, Ctrl-C between. */
final class Tuning {

    private static final int SECONDS_TO_FINISH = 30;
    private static final int REFRESH_MILLIS = 500;

    private final EvolutionPlan plan;
    private final Run run;
    private final Device device;
    private final Language language;
    private final Memory memory;
    private final Optional<Ensemble> models;
    private final Path folder;
    private final String resumeCommand;
    private final PrintWriter out;
    private final PrintWriter err;
    private final LiveProgress progress;
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean interrupted;

    Tuning(
            EvolutionPlan plan,
            Run run,
            Device device,
            Language language,
            Memory memory,
            Optional<Ensemble> models,
            Path folder,
            String resumeCommand,
            PrintWriter out,
            PrintWriter err) {
        this.plan = plan;
        this.run = run;
        this.device = device;
        this.language = language;
        this.memory = memory;
        this.models = models;
        this.folder = folder;
        this.resumeCommand = resumeCommand;
        this.out = out;
        this.err = err;
        Work work = Works.of(plan.task(), plan.problem(), memory, run.hardware());
        // The launcher knows whether messages go to a terminal, and how wide it is; a JVM cannot tell for this stream
        // alone.
        Optional<Integer> columns = Optional.ofNullable(Integer.getInteger("tilewright.columns"));
        progress = new LiveProgress(
                err,
                columns.isPresent(),
                // A terminal that does not know its width says 0.
                columns.filter(width -> width > 0).orElse(80),
                InstantSource.system(),
                work,
                plan.evaluations(),
                plan.time());
    }

    /** Runs the search. Returns the exit code. */
    int run(OutputFormat format) {
        try {
            return searchAndReport(format);
        } finally {
            // Also after a failure: the hook that Ctrl-C runs would else wait for a search that has ended.
            finished.countDown();
        }
    }

    private int searchAndReport(OutputFormat format) {
        progress.message("%s  %s  on %s (%s), seed %d, run %s"
                .formatted(run.task(), run.problem(), run.hardware().model(), run.device(), plan.seed(), run.id()));
        progress.onPhase("measuring the device's peaks");
        Works.keepPeaks(device, language, memory);
        Descriptions.keepFacts(device, memory);
        try (ProcessEvaluator evaluator =
                new ProcessEvaluator(plan.task(), plan.problem(), device.id(), EvaluationSettings.defaults(folder))) {
            progress.onPhase("starting the worker");
            evaluator.awaitReady();
            search(evaluator);
        }
        Findings findings = FindingsReader.read(memory, run, Optional.of(plan.task()));
        try {
            RunFolder.write(folder, findings, plan.task().summary());
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "the run folder %s cannot be written: %s. The run is in memory; write it with: %s"
                            .formatted(folder, e.getMessage(), resumeCommand),
                    e);
        }
        Optional<Evaluation> wrong = plan.kernel().flatMap(own -> firstFailure(findings.steps()));
        wrong.ifPresent(first -> tellThatNoneIsRight(plan.kernel().orElseThrow(), first));
        print(format, findings);
        if (interrupted) {
            return ExitCode.INTERRUPTED;
        }
        return findings.best().isPresent() && wrong.isEmpty() ? ExitCode.DONE : ExitCode.NO_CANDIDATE;
    }

    private void search(ProcessEvaluator evaluator) {
        List<UserKernel> kernels =
                plan.kernel().map(List::of).orElse(plan.task().kernels());
        CandidateFactory factory = new CandidateFactory(plan.task(), plan.problem(), language, device.facts(), kernels);
        Evolution evolution = new Evolution(plan, run, factory, evaluator, memory, models.map(ModelPool::new));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupt(evolution), "interrupt"));
        Thread ticker = Thread.ofVirtual().name("progress").start(this::tick);
        try {
            EvolutionOutcome outcome = evolution.run(progress);
            switch (outcome.reason()) {
                case EXHAUSTED -> progress.message("no new candidate was met any more: the search is exhausted");
                case MODEL_BUDGET ->
                    progress.message(
                            "the budget for language models is spent, which ends the run; budget: {then: go-on} in the models file goes on without them");
                case NO_MODEL -> progress.message("no language model answers, and nothing else makes candidates");
                case STOPPED -> progress.tellWhatWaits();
                case EVALUATIONS, TIME, REPEATED -> {
                    // As it was asked for.
                }
            }
        } finally {
            ticker.interrupt();
            progress.end();
        }
    }

    /** Keeps the line on a terminal fresh while a long evaluation runs. */
    private void tick() {
        try {
            while (true) {
                Thread.sleep(REFRESH_MILLIS);
                progress.refresh();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs when the process is asked to end: lets the search commit what it is at, and the main thread write the run folder. */
    private void interrupt(Evolution evolution) {
        if (finished.getCount() == 0) {
            return;
        }
        interrupted = true;
        evolution.stop();
        progress.message("stopping once the evaluation in progress is done …");
        boolean done = false;
        try {
            done = finished.await(SECONDS_TO_FINISH, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        progress.message((done
                        ? "All that was evaluated is kept. "
                        : "The evaluation in progress is dropped; all before it is kept. ")
                + "Go on with: " + resumeCommand);
    }

    /** Returns how the first configuration of the kernel that was given ended, if it was tried and none was right. */
    private static Optional<Evaluation> firstFailure(List<Step> steps) {
        List<Evaluation> tried = steps.stream()
                .filter(step -> step.candidate().origin() instanceof Candidate.Origin.Tuned)
                .map(Step::evaluation)
                .toList();
        return tried.stream().anyMatch(evaluation -> evaluation.status() == Status.OK)
                ? Optional.empty()
                : tried.stream().findFirst();
    }

    /** Whoever gave a kernel is told why it is not in the answer: the naive kernel is right in any case, and would hide that. */
    private void tellThatNoneIsRight(UserKernel own, Evaluation first) {
        progress.message("%s: no configuration of it was right; the first ended with %s: %s"
                .formatted(own.path(), first.status().id(), first.diagnostics().strip()));
    }

    private void print(OutputFormat format, Findings findings) {
        switch (format) {
            case JSON -> {
                Map<String, Object> json = new LinkedHashMap<>(ResultFile.content(findings));
                json.put("folder", folder.toString());
                Json.print(out, json);
            }
            case TEXT -> {
                findings.best()
                        .ifPresentOrElse(best -> text(findings, best), () -> out.println("No candidate was right."));
                out.println("report: " + folder.resolve("report.html"));
                out.flush();
            }
        }
        err.flush();
    }

    private void text(Findings findings, Step best) {
        out.println(Summary.best(findings));
        out.printf(
                "found by evaluation %d: %s%n",
                best.ordinal() + 1, best.candidate().lineage().change());
        if (!findings.exchanges().isEmpty()) {
            out.println(Answers.of(findings.exchanges()).text());
        }
        out.println("kernel: " + folder.resolve("best." + language.extension())
                + ", launched as launch.json beside it says");
    }
}
