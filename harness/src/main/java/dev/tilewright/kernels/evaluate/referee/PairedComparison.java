package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.device.BuildException;
import dev.tilewright.device.BuiltKernel;
import dev.tilewright.device.LaunchException;
import dev.tilewright.device.Timing;
import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.evaluate.KernelComparison;
import dev.tilewright.kernels.evaluate.measure.Contest.Contestant;
import dev.tilewright.kernels.evaluate.measure.JmhComparison;
import dev.tilewright.kernels.evaluate.measure.MedianInterval;
import dev.tilewright.kernels.evaluate.measure.RankTest;
import dev.tilewright.kernels.evaluate.measure.Sampler;
import dev.tilewright.kernels.evaluate.measure.SamplingBudget;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.task.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Decides whether a challenger replaces the incumbent: it is verified with fresh inputs wherever it claims to be right, then the two
 * are timed by turns, and its results are verified once more.
 */
final class PairedComparison {

    private static final TimeEstimate UNKNOWN = new TimeEstimate(Double.NaN, Double.NaN, Double.NaN, 0);

    private final Workbench bench;
    private final Message.Confirm request;
    private final Consumer<Phase> progress;
    private final List<Problem> verified = new ArrayList<>();
    private String obstacle = "";

    PairedComparison(Workbench bench, Message.Confirm request, Consumer<Phase> progress) {
        this.bench = bench;
        this.request = request;
        this.progress = progress;
    }

    Message.Confirmed decide() {
        InputSet inputs = bench.draw(bench.problem());
        try {
            for (Problem problem : request.claimed()) {
                verify(problem, problem.equals(bench.problem()) ? inputs : bench.draw(problem));
            }
            return compare(inputs);
        } catch (WrongResultException | LaunchException | BuildException failed) {
            return undecided(Verdict.REFUTED, "the challenger fails in a fresh process: " + failed.getMessage());
        }
    }

    private void verify(Problem problem, InputSet inputs) throws BuildException, LaunchException, WrongResultException {
        KernelProgram program = program(request.challenger(), problem);
        Optional<String> refusal = bench.screen().refusal(program, bench.task().buffers(problem));
        if (refusal.isPresent()) {
            throw new LaunchException(refusal.get());
        }
        progress.accept(Phase.BUILDING);
        try (BuiltKernel kernel = bench.session().build(program.kernel());
                Trial trial = trial(kernel, program, problem)) {
            bench.memory(problem).load(inputs.inputs());
            trial.reset();
            progress.accept(Phase.LAUNCHING);
            trial.run();
            progress.accept(Phase.VERIFYING);
            trial.keepResults(inputs);
            trial.reset();
            trial.run();
            trial.verifyRepeated();
            trial.verifyUntouched();
        }
        verified.add(problem);
    }

    private Message.Confirmed compare(InputSet inputs) throws BuildException, LaunchException, WrongResultException {
        KernelProgram challengerProgram = program(request.challenger(), bench.problem());
        KernelProgram incumbentProgram = program(request.incumbent(), bench.problem());
        progress.accept(Phase.BUILDING);
        try (BuiltKernel challengerKernel = bench.session().build(challengerProgram.kernel());
                Trial challenger = trial(challengerKernel, challengerProgram, bench.problem())) {
            long challengerNanos = warmUp(challenger, Phase.LAUNCHING, Phase.TIMING);
            Optional<JmhComparison> comparison = compare(challenger, challengerNanos, incumbentProgram, inputs);
            verifyAgain(challenger, inputs);
            return comparison
                    .map(timed -> judge(timed.incumbentNanos(), timed.challengerNanos()))
                    .orElseGet(() -> undecided(Verdict.NOT_FITTER, obstacle));
        }
    }

    /** Times the two; empty if the incumbent does not run any more, or a round fails. */
    private Optional<JmhComparison> compare(
            Trial challenger, long challengerNanos, KernelProgram incumbentProgram, InputSet inputs) {
        progress.accept(Phase.BUILDING_INCUMBENT);
        Optional<String> refusal =
                bench.screen().refusal(incumbentProgram, bench.task().buffers(bench.problem()));
        if (refusal.isPresent()) {
            obstacle = "the incumbent is refused. " + refusal.get();
            return Optional.empty();
        }
        try (BuiltKernel kernel = bench.session().build(incumbentProgram.kernel());
                Trial incumbent = trial(kernel, incumbentProgram, bench.problem())) {
            long incumbentNanos = warmUpIncumbent(incumbent, challengerNanos);
            JmhComparison comparison = new JmhComparison(
                    contestant(incumbent, Phase.RUNNING_INCUMBENT), contestant(challenger, Phase.COMPARING));
            run(comparison, incumbentNanos, challengerNanos, inputs);
            write(comparison);
            return Optional.of(comparison);
        } catch (RunnerException | LaunchException | BuildException failed) {
            obstacle = "the comparison did not end: " + failed.getMessage();
            return Optional.empty();
        }
    }

    private long warmUpIncumbent(Trial incumbent, long challengerNanos) throws LaunchException {
        if (bench.language() != Language.JAVA
                && request.comparison().startsCold(request.incumbentNanos(), challengerNanos)) {
            incumbent.reset();
            return request.incumbentNanos();
        }
        return warmUp(incumbent, Phase.RUNNING_INCUMBENT, Phase.RUNNING_INCUMBENT);
    }

    private long warmUp(Trial trial, Phase launching, Phase later) throws LaunchException {
        progress.accept(launching);
        trial.reset();
        Timing first = trial.run();
        progress.accept(later);
        SamplingBudget budget = SamplingBudget.DEFAULT;
        long nanos = bench.language() == Language.JAVA ? budget.justInTimeWarmUpNanos() : budget.warmUpNanos();
        if (first.hostNanos() > request.comparison().timeNanos()) {
            return first.hostNanos();
        }
        return new Sampler(budget)
                .warmUp(
                        () -> {
                            if (trial.mustResetBeforeEachRun()) {
                                trial.reset();
                            }
                            return trial.run();
                        },
                        nanos)
                .hostNanos();
    }

    private Contestant contestant(Trial trial, Phase phase) {
        Runnable between = () -> {
            if (trial.mustResetBeforeEachRun()) {
                trial.reset();
            }
            bench.flushCache();
        };
        return new Contestant(trial::run, between, () -> progress.accept(phase));
    }

    /** Runs as many rounds as the time is good for; inputs change from one turn to the next. */
    private void run(JmhComparison comparison, long incumbentNanos, long challengerNanos, InputSet inputs)
            throws RunnerException {
        ComparisonBudget budget = request.comparison();
        ComparisonBudget.Rounds rounds = budget.rounds(incumbentNanos, challengerNanos);
        Inputs others = bench.drawInputs(bench.problem());
        ProblemMemory memory = bench.memory(bench.problem());
        comparison.run(
                rounds.incumbent(),
                rounds.perIncumbent(),
                budget.roundNanos(rounds, challengerNanos),
                () -> memory.load(memory.holds(others) ? inputs.inputs() : others));
    }

    private void verifyAgain(Trial challenger, InputSet inputs) throws LaunchException, WrongResultException {
        bench.memory(bench.problem()).load(inputs.inputs());
        challenger.reset();
        progress.accept(Phase.VERIFYING);
        challenger.run();
        challenger.verifyResults(inputs);
        challenger.verifyUntouched();
    }

    private void write(JmhComparison comparison) {
        if (!request.report().isEmpty()) {
            try {
                Path file = Path.of(request.report());
                if (file.getParent() != null) {
                    Files.createDirectories(file.getParent());
                }
                comparison.write(file);
            } catch (IOException unwritable) {
                throw new UncheckedIOException(
                        "cannot write %s: %s".formatted(request.report(), unwritable.getMessage()), unwritable);
            }
        }
    }

    private Message.Confirmed judge(double[] incumbentNanos, double[] challengerNanos) {
        TimeEstimate incumbent = MedianInterval.of(incumbentNanos);
        TimeEstimate challenger = MedianInterval.of(challengerNanos);
        Optional<String> impossible = bench.belowFloor(challenger);
        if (impossible.isPresent()) {
            return undecided(Verdict.REFUTED, "no time can be trusted: " + impossible.get());
        }
        double pValue = RankTest.pValue(challengerNanos, incumbentNanos);
        double ratio = incumbent.medianNanos() / challenger.medianNanos();
        boolean faster = pValue < request.comparison().significance() && ratio > 1;
        Path report = Path.of(request.report());
        return new Message.Confirmed(
                faster ? Verdict.FITTER : Verdict.NOT_FITTER,
                new KernelComparison(
                        incumbent,
                        challenger,
                        pValue,
                        verified,
                        request.report().isEmpty() ? "" : String.valueOf(report.getFileName())),
                "%.3f times as fast as the incumbent over %d rounds to %d, p = %.2g%s"
                        .formatted(
                                ratio,
                                challenger.samples(),
                                incumbent.samples(),
                                pValue,
                                faster
                                        ? ""
                                        : ", and %.2g is asked for"
                                                .formatted(request.comparison().significance())));
    }

    private Message.Confirmed undecided(Verdict verdict, String reason) {
        return new Message.Confirmed(verdict, new KernelComparison(UNKNOWN, UNKNOWN, Double.NaN, verified, ""), reason);
    }

    private Trial trial(BuiltKernel kernel, KernelProgram program, Problem problem) throws LaunchException {
        return new Trial(
                bench.session(),
                kernel,
                program,
                bench.memory(problem),
                bench.task().tolerance());
    }

    private static KernelProgram program(Solution solution, Problem problem) {
        return solution.program(problem)
                .orElseThrow(() -> new IllegalArgumentException("a candidate has no program for " + problem));
    }
}
