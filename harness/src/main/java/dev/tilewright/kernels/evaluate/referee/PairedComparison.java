package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.device.BuildException;
import dev.tilewright.device.DeviceException;
import dev.tilewright.device.LaunchException;
import dev.tilewright.device.runner.RemoteKernel;
import dev.tilewright.device.runner.RunnerDeath;
import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.evaluate.KernelComparison;
import dev.tilewright.kernels.evaluate.measure.EarlyStop;
import dev.tilewright.kernels.evaluate.measure.JmhComparison;
import dev.tilewright.kernels.evaluate.measure.MedianInterval;
import dev.tilewright.kernels.evaluate.measure.RankTest;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.task.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Decides whether a challenger replaces the incumbent: it is verified with fresh inputs wherever it claims to be right, then the two
 * are timed by turns by the referee's clock, each in a fresh runner of its own, and some of the timed runs are looked at.
 */
final class PairedComparison {

    private static final TimeEstimate UNKNOWN = new TimeEstimate(Double.NaN, Double.NaN, Double.NaN, 0);

    private final Workbench bench;
    private final Message.Confirm request;
    private final Progress progress;
    private final List<Problem> verified = new ArrayList<>();
    private final Map<Kernel, RemoteKernel> built = new HashMap<>();
    private String obstacle = "";

    /** How many rounds of the incumbent there would be at the most. */
    private int planned;

    PairedComparison(Workbench bench, Message.Confirm request, Progress progress) {
        this.bench = bench;
        this.request = request;
        this.progress = progress;
    }

    /**
     * Decides.
     *
     * @throws RunnerDeath if the challenger's runner dies
     * @throws DeviceException if the device cannot be opened
     */
    Message.Confirmed decide() throws InterruptedException {
        InputPool pool = bench.freshPool();
        CompletableFuture<Rig> second = CompletableFuture.supplyAsync(() -> open(pool));
        try (Rig challenger = bench.freshRig(pool)) {
            progress.watch(challenger);
            InputSet inputs = bench.drawFrom(pool);
            verify(challenger, bench.problem(), inputs);
            // What is right for all sizes or for none is run on the others if it is to be the best.
            if (!request.rightByConstruction()) {
                verifyElsewhere(challenger);
            }
            InputSet unseen = bench.ruler().spots() ? inputs : bench.drawFrom(pool);
            Message.Confirmed judged = compare(challenger, second.join(), new Contender.Supply(pool, unseen));
            if (request.rightByConstruction() && judged.verdict() == Verdict.FITTER) {
                verifyElsewhere(challenger);
                return judged.verifiedOn(verified);
            }
            return judged;
        } catch (WrongResultException | LaunchException | BuildException failed) {
            return untimed(Verdict.REFUTED, "the challenger fails in a fresh process: " + failed.getMessage());
        } catch (CompletionException failed) {
            return untimed(Verdict.UNDECIDED, "the incumbent has no process: " + failed.getMessage());
        } finally {
            close(second);
        }
    }

    /** Waits for what is just being opened, or it would stay. */
    private static void close(CompletableFuture<Rig> opening) {
        try {
            opening.join().close();
        } catch (CompletionException neverOpened) {
            // Nothing is left of it.
        }
    }

    private Rig open(InputPool pool) {
        try {
            return bench.freshRig(pool);
        } catch (InterruptedException interrupted) {
            throw new CompletionException(interrupted);
        }
    }

    /** Verifies on all problems but the timed one. */
    private void verifyElsewhere(Rig rig) throws BuildException, LaunchException, WrongResultException {
        for (Problem problem : request.claimed()) {
            if (!problem.equals(bench.problem())) {
                verify(rig, problem, bench.draw(problem));
            }
        }
        for (Problem problem : bench.ruler().spots() ? request.large() : List.<Problem>of()) {
            spot(rig, problem);
        }
    }

    /** Builds a kernel of the challenger, once for all problems that it solves. It ends with its runner. */
    private RemoteKernel build(Rig rig, Kernel kernel) throws BuildException {
        RemoteKernel known = built.get(kernel);
        if (known == null) {
            progress.begin(Phase.BUILDING);
            known = rig.build(kernel);
            built.put(kernel, known);
        }
        return known;
    }

    private void verify(Rig rig, Problem problem, InputSet inputs)
            throws BuildException, LaunchException, WrongResultException {
        KernelProgram program = screened(problem);
        try (Trial trial = trial(rig, build(rig, program.kernel()), program, problem)) {
            int[] words = Poison.both(bench.secret(), 2);
            Place place = trial.place(0);
            progress.begin(Phase.LAUNCHING);
            place.prepare(inputs.contents(rig), words[0]);
            trial.settle();
            trial.run(place);
            progress.begin(Phase.VERIFYING);
            Result result = trial.take(place, 0);
            trial.verify(result, inputs);
            Place other = trial.place(trial.provide(2) - 1);
            other.prepare(inputs.contents(rig), words[1]);
            trial.settle();
            trial.run(other);
            trial.verifyRepeated(other, result);
            progress.begin(Phase.VERIFYING);
            new AdverseRuns(bench, rig, trial, problem).verify(Integer.MAX_VALUE);
            trial.verifyUntouched(place);
        }
        rig.forget(bench.problem());
        verified.add(problem);
    }

    /** Looks at single elements of a problem that is too large for a reference. */
    private void spot(Rig rig, Problem problem) throws BuildException, LaunchException, WrongResultException {
        KernelProgram program = screened(problem);
        try (Trial trial = trial(rig, build(rig, program.kernel()), program, problem)) {
            progress.begin(Phase.LAUNCHING);
            AdverseRuns runs = new AdverseRuns(bench, rig, trial, problem);
            runs.spot(InputShape.DECLARED);
            progress.begin(Phase.VERIFYING);
            runs.verify(1);
            trial.verifyUntouched(trial.place(0));
        }
        rig.forget(bench.problem());
        verified.add(problem);
    }

    private KernelProgram screened(Problem problem) throws LaunchException {
        KernelProgram program = program(request.challenger(), problem);
        Optional<String> refusal = bench.screen().refusal(program, bench.task().buffers(problem));
        if (refusal.isPresent()) {
            throw new LaunchException(refusal.get());
        }
        return program;
    }

    private Message.Confirmed compare(Rig challengerRig, Rig incumbentRig, Contender.Supply supply)
            throws BuildException, LaunchException, WrongResultException {
        KernelProgram program = program(request.challenger(), bench.problem());
        try (Trial trial = trial(challengerRig, build(challengerRig, program.kernel()), program, bench.problem())) {
            Contender challenger = Contender.warm(
                    bench, challengerRig, trial, progress, Phase.LAUNCHING, Phase.COMPARING, supply, comparingNanos());
            challengerRig.pause();
            Optional<JmhComparison> comparison;
            try {
                comparison = compare(challenger, challengerRig, incumbentRig, supply);
            } finally {
                // Whoever stands still cannot be closed.
                incumbentRig.pause();
                challenger.takeTurn();
            }
            progress.begin(Phase.VERIFYING);
            challenger.finish(supply.known());
            return comparison
                    .map(timed -> judge(timed.incumbentNanos(), timed.challengerNanos(), planned))
                    .orElseGet(() -> untimed(Verdict.UNDECIDED, obstacle));
        }
    }

    private long comparingNanos() {
        return request.comparison().timeNanos();
    }

    /** Times the two; empty if the incumbent does not run any more, or a round fails. */
    private Optional<JmhComparison> compare(
            Contender challenger, Rig challengerRig, Rig incumbentRig, Contender.Supply supply)
            throws WrongResultException {
        KernelProgram program = program(request.incumbent(), bench.problem());
        progress.watch(incumbentRig);
        Optional<String> refusal = bench.screen().refusal(program, bench.task().buffers(bench.problem()));
        if (refusal.isPresent()) {
            obstacle = "the incumbent is refused. " + refusal.get();
            return Optional.empty();
        }
        progress.begin(Phase.BUILDING_INCUMBENT);
        try (RemoteKernel kernel = incumbentRig.build(program.kernel());
                Trial trial = trial(incumbentRig, kernel, program, bench.problem())) {
            Contender incumbent = incumbent(incumbentRig, trial, challenger, supply);
            JmhComparison comparison =
                    new JmhComparison(incumbent.contestant(challengerRig), challenger.contestant(incumbentRig));
            ComparisonBudget budget = request.comparison();
            ComparisonBudget.Rounds rounds = budget.rounds(incumbent.nanos(), challenger.nanos());
            planned = rounds.incumbent();
            try {
                comparison.run(
                        rounds.incumbent(),
                        rounds.perIncumbent(),
                        budget.roundNanos(rounds, incumbent.nanos(), challenger.nanos()),
                        budget.stop());
            } finally {
                challengerRig.pause();
                incumbent.takeTurn();
            }
            write(comparison);
            return Optional.of(comparison);
        } catch (RunnerException | LaunchException | BuildException failed) {
            if (challenger.fault().isPresent()) {
                throw challenger.fault().get();
            }
            obstacle = "the comparison did not end: " + failed.getMessage();
            return Optional.empty();
        } catch (RunnerDeath death) {
            if (!progress.phase().incumbents()) {
                throw death;
            }
            obstacle = "the incumbent fails in a fresh process, so nothing is decided: " + death.getMessage();
            return Optional.empty();
        }
    }

    private Contender incumbent(Rig rig, Trial trial, Contender challenger, Contender.Supply supply)
            throws LaunchException {
        boolean cold = bench.language() != Language.JAVA
                && request.comparison().startsCold(request.incumbentNanos(), challenger.nanos());
        return cold
                ? Contender.cold(
                        bench,
                        rig,
                        trial,
                        progress,
                        Phase.RUNNING_INCUMBENT,
                        supply,
                        request.incumbentNanos(),
                        comparingNanos())
                : Contender.warm(
                        bench,
                        rig,
                        trial,
                        progress,
                        Phase.RUNNING_INCUMBENT,
                        Phase.RUNNING_INCUMBENT,
                        supply,
                        comparingNanos());
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

    /** The challenger must be faster in most rounds, and in all of them together: a median hides a slow round, and a sum does not. */
    private Message.Confirmed judge(double[] incumbentNanos, double[] challengerNanos, int rounds) {
        TimeEstimate incumbent = MedianInterval.of(incumbentNanos);
        TimeEstimate challenger = MedianInterval.of(challengerNanos);
        Optional<String> impossible = bench.belowFloor(challenger);
        if (impossible.isPresent()) {
            return untimed(Verdict.REFUTED, "no time can be trusted: " + impossible.get());
        }
        Optional<String> doubt = bench.doubtful(challenger);
        if (doubt.isPresent()) {
            return untimed(Verdict.UNDECIDED, "the time is too good to be believed: " + doubt.get());
        }
        Optional<String> flattered = bench.belowFloor(incumbent).or(() -> bench.doubtful(incumbent));
        if (flattered.isPresent()) {
            return untimed(Verdict.UNDECIDED, "the incumbent's time is too good to be believed: " + flattered.get());
        }
        double pValue = RankTest.pValue(challengerNanos, incumbentNanos);
        double ratio = incumbent.medianNanos() / challenger.medianNanos();
        EarlyStop stop = request.comparison().stop();
        boolean faster = stop.isFaster(incumbentNanos, challengerNanos, rounds)
                && ratio > 1
                && mean(challengerNanos) < mean(incumbentNanos);
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
                                faster ? "" : ", and %.2g is asked for".formatted(stop.left(rounds))));
    }

    /** Returns the mean of all rounds but the slowest, which a neighbour on the machine may have had. */
    private static double mean(double[] rounds) {
        double[] sorted = rounds.clone();
        Arrays.sort(sorted);
        return Arrays.stream(sorted, 0, Math.max(1, sorted.length - 1))
                .average()
                .orElseThrow();
    }

    private Message.Confirmed untimed(Verdict verdict, String reason) {
        return new Message.Confirmed(verdict, new KernelComparison(UNKNOWN, UNKNOWN, Double.NaN, verified, ""), reason);
    }

    private Trial trial(Rig rig, RemoteKernel kernel, KernelProgram program, Problem problem) throws LaunchException {
        return new Trial(rig, kernel, program, rig.memory(problem), bench.ruler());
    }

    private static KernelProgram program(Solution solution, Problem problem) {
        return solution.program(problem)
                .orElseThrow(() -> new IllegalArgumentException("a candidate has no program for " + problem));
    }
}
