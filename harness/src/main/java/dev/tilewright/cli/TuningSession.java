package dev.tilewright.cli;

import dev.tilewright.app.Tuning;
import dev.tilewright.app.Tuning.KernelFailure;
import dev.tilewright.app.TuningListener;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.loop.EvolutionOutcome;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.llm.record.Exchange;
import dev.tilewright.report.Answers;
import dev.tilewright.report.Findings;
import dev.tilewright.report.ResultFile;
import dev.tilewright.report.Visible;
import dev.tilewright.task.Problem;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** One search at a terminal: progress while it lasts, a summary at its end, Ctrl-C between. */
final class TuningSession {

    private static final Duration FINISH = Duration.ofSeconds(30);
    private static final int REFRESH_MILLIS = 500;

    private final Tuning tuning;
    private final PrintWriter out;
    private final PrintWriter err;
    private final LiveProgress progress;
    private Optional<Interruption> interruption = Optional.empty();
    private Optional<Thread> ticker = Optional.empty();

    TuningSession(Tuning tuning, PrintWriter out, PrintWriter err) {
        this.tuning = tuning;
        this.out = out;
        this.err = err;
        // The launcher knows whether messages go to a terminal, and how wide it is; a JVM cannot tell for this stream
        // alone.
        Optional<Integer> columns = Optional.ofNullable(Integer.getInteger("tilewright.columns"));
        progress = new LiveProgress(
                err,
                columns.isPresent(),
                // A terminal that does not know its width says 0.
                columns.filter(width -> width > 0).orElse(80),
                InstantSource.system(),
                tuning.subject(),
                tuning.demand(),
                tuning.budget().evaluations(),
                tuning.budget().time());
    }

    /** Runs the search. Returns the exit code. */
    int run(OutputFormat format) {
        Run run = tuning.run();
        progress.message("%s  %s  on %s (%s), seed %d, run %s"
                .formatted(
                        run.task(),
                        Problem.parse(run.workload().problem()),
                        run.hardware().model(),
                        run.device(),
                        tuning.budget().seed(),
                        run.id()));
        interruption = Optional.of(new Interruption(this::stop, FINISH, this::tellWhatIsKept));
        try {
            Tuning.Result result = tuning.search(new Listener());
            result.kernelFailure().ifPresent(this::tellThatNoneIsRight);
            print(format, result.findings());
            if (interruption.filter(Interruption::asked).isPresent()) {
                return ExitCode.INTERRUPTED;
            }
            if (result.successful()) {
                return ExitCode.DONE;
            }
            return result.undecided() ? ExitCode.NO_DEVICE : ExitCode.NO_CANDIDATE;
        } finally {
            // Also after a failure, whose message takes a line of its own: the process would else wait for a search
            // that has ended.
            endProgress();
            interruption.ifPresent(Interruption::close);
        }
    }

    /** Hands everything on to the progress line. */
    private final class Listener implements TuningListener {

        @Override
        public void onPhase(String phase) {
            progress.onPhase(phase);
        }

        @Override
        public void onBegin() {
            ticker = Optional.of(Thread.ofVirtual().name("progress").start(TuningSession.this::tick));
        }

        @Override
        public void onExchange(Exchange exchange, boolean replayed) {
            progress.onExchange(exchange, replayed);
        }

        @Override
        public void onStep(Progress step) {
            progress.onStep(step);
        }

        @Override
        public void onConfirmation(Progress step) {
            progress.onConfirmation(step);
        }

        @Override
        public void onOutcome(EvolutionOutcome outcome) {
            tellWhyItEnded(outcome);
        }

        @Override
        public void onEnd() {
            endProgress();
        }
    }

    private void endProgress() {
        ticker.ifPresent(Thread::interrupt);
        progress.end();
    }

    private void tellWhyItEnded(EvolutionOutcome outcome) {
        switch (outcome.ending().reason()) {
            case EXHAUSTED -> progress.message("the search ended because it found no new candidates to try");
            case PATIENCE, UNLIKELY ->
                progress.message(
                        outcome.ending().explanation() + "; to go on: " + tuning.resumeCommand() + " --patience none");
            case SOURCE, UNDECIDED, GOAL -> progress.message(outcome.ending().explanation());
            case STOPPED -> progress.tellWhatWaits();
            case EVALUATIONS, TIME, REPEATED -> {
                // As it was asked for.
            }
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

    private void stop() {
        tuning.stop();
        progress.message("stopping after the evaluation in progress …");
    }

    private void tellWhatIsKept(boolean finished) {
        progress.message((finished
                        ? "Everything evaluated so far is kept. "
                        : "The evaluation in progress is lost; everything before it is kept. ")
                + "Continue with: " + tuning.resumeCommand());
    }

    private void tellThatNoneIsRight(KernelFailure failure) {
        progress.message("%s: %s; %s ended with %s: %s"
                .formatted(
                        failure.kernel(),
                        failure.tried() == 1
                                ? "the one configuration that was tried gave no right result"
                                : "none of the %d configurations tried gave right results".formatted(failure.tried()),
                        failure.tried() == 1 ? "it" : "the first",
                        failure.first().status().id(),
                        failure.first().diagnostics().strip()));
    }

    private void print(OutputFormat format, Findings findings) {
        switch (format) {
            case JSON -> {
                Map<String, Object> json = new LinkedHashMap<>(ResultFile.content(findings));
                json.put("folder", tuning.folder().toString());
                Json.print(out, json);
            }
            case TEXT -> {
                findings.best()
                        .ifPresentOrElse(
                                best -> text(findings, best), () -> out.println(Summary.withoutBest(findings)));
                Summary.failures(findings).forEach(out::println);
                out.println("report: " + tuning.folder().resolve("report.html"));
                out.flush();
            }
        }
        err.flush();
    }

    private void text(Findings findings, Step best) {
        out.println(Summary.best(findings));
        out.printf(
                "found by evaluation %d: %s%n",
                best.ordinal() + 1, Visible.line(best.candidate().lineage().change()));
        findings.subject().confirmation(best).ifPresent(out::println);
        if (!findings.comparisons().isEmpty()) {
            out.println("compared with the best at the time: " + findings.comparisons());
        }
        findings.reference().ifPresent(reference -> out.println("verified against: " + reference));
        if (!findings.exchanges().isEmpty()) {
            out.println(Answers.of(findings.exchanges()).text());
        }
        tuning.remarks(findings).forEach(out::println);
    }
}
