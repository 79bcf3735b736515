package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.device.BuildException;
import dev.tilewright.device.BuiltKernel;
import dev.tilewright.device.LaunchException;
import dev.tilewright.device.RefusedException;
import dev.tilewright.device.Timing;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.kernels.evaluate.measure.ClockCheck;
import dev.tilewright.kernels.evaluate.measure.Sampler;
import dev.tilewright.kernels.evaluate.measure.Samples;
import dev.tilewright.kernels.evaluate.measure.SamplingBudget;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.task.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Judges one candidate: screen, build, verify, time, verify again.
 *
 * <p>The first verification and the timed runs, which are verified too, use different secret inputs at the same addresses, so a
 * result kept from one is wrong in the other.
 */
final class Cascade {

    /** From here on, what a first launch does beside the run is nothing beside the run. */
    private static final long LONG_NANOS = 2_000_000_000;

    /** From here on, filling the outputs with NaN before a timed run is nothing beside the run. */
    private static final long SLOW_NANOS = 150_000_000;

    /** A slow candidate that takes this many times the incumbent's median in a warm run is not timed further. */
    private static final double HOPELESS = 2;

    /** A candidate that takes this many times the incumbent's median in its first run is given up. */
    private static final double TOO_SLOW = 8;

    private final Workbench bench;
    private final Consumer<Phase> progress;
    private final Message.Evaluate request;
    private final List<Problem> verified = new ArrayList<>();
    private Optional<String> contradiction = Optional.empty();
    private double worstError;
    private long buildNanos;
    private long runNanos;

    Cascade(Workbench bench, Message.Evaluate request, Consumer<Phase> progress) {
        this.bench = bench;
        this.request = request;
        this.progress = progress;
    }

    /** Judges the candidate. Its own failures are statuses; anything thrown is a failure of the worker. */
    Message.Evaluated judge() {
        KernelProgram program = request.candidate()
                .program(bench.problem())
                .orElseThrow(() -> new IllegalArgumentException("the candidate has no program for " + bench.problem()));
        Optional<String> refusal = bench.screen().refusal(program, bench.task().buffers(bench.problem()));
        if (refusal.isPresent()) {
            return ended(Status.REJECTED, refusal.get(), OptionalDouble.empty(), false);
        }
        try {
            CompletableFuture<Map<Problem, InputSet>> inputs = bench.drawAhead(elsewhere(program));
            progress.accept(Phase.BUILDING);
            try (BuiltKernel kernel = build(program)) {
                return judge(program, kernel, inputs);
            }
        } catch (RefusedException refused) {
            return ended(Status.REJECTED, message(refused), OptionalDouble.empty(), false);
        } catch (BuildException failed) {
            return ended(Status.BUILD_ERROR, message(failed), OptionalDouble.empty(), false);
        } catch (LaunchException failed) {
            return OutOfMemory.causes(failed)
                    ? ended(Status.CRASH, OutOfMemory.describe(failed), OptionalDouble.empty(), true)
                    : ended(Status.LAUNCH_ERROR, message(failed), OptionalDouble.empty(), false);
        } catch (TooSlowException slow) {
            return ended(Status.TIMEOUT, message(slow), OptionalDouble.empty(), false);
        } catch (WrongResultException wrong) {
            double error = Double.isNaN(wrong.error()) ? Double.NaN : Math.max(worstError, wrong.error());
            return ended(Status.WRONG_RESULT, message(wrong), OptionalDouble.of(error), wrong.harmful());
        }
    }

    /**
     * Tells whether the race is lost before it begins: one warm run takes so much longer than the incumbent's median that no
     * further sample would change anything, and each would be dear.
     */
    private boolean lost(Timing warm) {
        return !warmsUp()
                && warm.hostNanos() >= SLOW_NANOS
                && request.incumbentNanos().isPresent()
                && warm.deviceNanos() > HOPELESS * request.incumbentNanos().getAsDouble();
    }

    /** Tells whether kernels are compiled while they run, so that the first runs say little of the later ones. */
    private boolean warmsUp() {
        return bench.language() == Language.JAVA;
    }

    /**
     * Ends the evaluation after one run that took so long that a second would only cost time. Between the launches of a first run PoCL
     * compiles the later ones, which takes longer than most runs.
     */
    private void requireInTheRace(Timing first, int launches) throws TooSlowException {
        double limit = TOO_SLOW * request.incumbentNanos().orElse(Double.POSITIVE_INFINITY);
        long slow = launches > 1 ? LONG_NANOS : SLOW_NANOS;
        if (!warmsUp() && first.deviceNanos() >= slow && first.deviceNanos() > limit) {
            throw new TooSlowException("one run took %.0f ms, more than %.0f times the incumbent's median"
                    .formatted(first.deviceNanos() * 1e-6, TOO_SLOW));
        }
    }

    private BuiltKernel build(KernelProgram program) throws BuildException {
        long start = System.nanoTime();
        try {
            return bench.session().build(program.kernel());
        } finally {
            buildNanos = System.nanoTime() - start;
        }
    }

    /** Returns the smaller problems that the same built kernel claims to solve; others wait for the confirmation. */
    private List<Problem> elsewhere(KernelProgram main) {
        return bench.verifyProblems().stream()
                .filter(problem -> !problem.equals(bench.problem()))
                .filter(problem -> request.candidate()
                        .program(problem)
                        .filter(other -> other.kernel().equals(main.kernel()))
                        .isPresent())
                .toList();
    }

    private Message.Evaluated judge(
            KernelProgram program, BuiltKernel kernel, CompletableFuture<Map<Problem, InputSet>> inputs)
            throws LaunchException, TooSlowException, WrongResultException {
        // Try-with-resources would close it before the catch blocks look at what it has left behind.
        Trial trial = trial(program, kernel, bench.problem());
        try {
            List<Timing> runs = verify(trial);
            Timing warm = runs.getLast();
            verifyElsewhere(kernel, bench.await(inputs));
            Samples samples;
            if (lost(warm)) {
                samples = new Samples(List.of(warm), Samples.End.SLOWER);
                contradiction = ClockCheck.contradiction(samples, trial.launches(), trial::run);
                trial.verifyUntouched();
            } else {
                samples = time(trial, runs);
            }
            verified.addFirst(bench.problem());
            TimeEstimate device = samples.device();
            TimeEstimate host = samples.host();
            Optional<String> doubt = contradiction.or(() -> bench.belowFloor(device));
            if (doubt.isPresent()) {
                throw new LaunchException("no time can be trusted: " + doubt.get());
            }
            runNanos += trial.runNanos();
            return new Message.Evaluated(
                    Status.OK,
                    measured(Optional.of(device), Optional.of(host), OptionalDouble.of(worstError), verified),
                    kernel.log(),
                    false);
        } catch (TooSlowException slow) {
            runNanos += trial.runNanos();
            trial.verifyUntouched();
            throw slow;
        } catch (WrongResultException wrong) {
            runNanos += trial.runNanos();
            // A kernel that writes where it must not gives wrong results too, and that is the better reason.
            trial.verifyUntouched();
            throw wrong;
        } catch (LaunchException failed) {
            runNanos += trial.runNanos();
            if (!trial.guardsIntact()) {
                throw WrongResultException.harmful(
                        message(failed) + "; something was written just outside of a buffer");
            }
            throw failed;
        } finally {
            // Whatever went wrong, the next candidate finds its inputs as they should be.
            if (!verified.contains(bench.problem())) {
                bench.forgetInputs();
            }
            trial.close();
        }
    }

    private Trial trial(KernelProgram program, BuiltKernel kernel, Problem problem) throws LaunchException {
        return new Trial(
                bench.session(),
                kernel,
                program,
                bench.memory(problem),
                bench.task().tolerance());
    }

    /**
     * Verifies twice on one set of secret inputs; the second result must be the first, bit by bit. Inputs and guard zones are looked at
     * once, after the timed runs: those go on in the same memory, with inputs that are written afresh.
     *
     * @return the times of the two runs
     */
    private List<Timing> verify(Trial trial) throws LaunchException, TooSlowException, WrongResultException {
        InputSet inputs = bench.currentInputs();
        bench.memory(bench.problem()).load(inputs.inputs());
        trial.reset();
        progress.accept(Phase.LAUNCHING);
        Timing first = trial.run();
        requireInTheRace(first, trial.launches());
        progress.accept(Phase.VERIFYING);
        accept(trial.keepResults(inputs));
        trial.reset();
        bench.flushCache();
        progress.accept(Phase.VERIFYING);
        Timing warm = trial.run();
        trial.verifyRepeated();
        return List.of(first, warm);
    }

    private void verifyElsewhere(BuiltKernel kernel, Map<Problem, InputSet> drawn)
            throws LaunchException, WrongResultException {
        for (Map.Entry<Problem, InputSet> entry : drawn.entrySet()) {
            Problem problem = entry.getKey();
            InputSet inputs = entry.getValue();
            KernelProgram program = request.candidate().program(problem).orElseThrow();
            try (Trial trial = trial(program, kernel, problem)) {
                bench.memory(problem).load(inputs.inputs());
                trial.reset();
                progress.accept(Phase.LAUNCHING);
                try {
                    trial.run();
                } finally {
                    runNanos += trial.runNanos();
                }
                accept(trial.verifyResults(inputs));
                trial.verifyUntouched();
            }
            verified.add(problem);
        }
    }

    /** Times on another set of secret inputs, and verifies what the timed runs leave behind. */
    private Samples time(Trial trial, List<Timing> runs) throws LaunchException, WrongResultException {
        InputSet inputs = bench.otherInputs();
        bench.memory(bench.problem()).load(inputs.inputs());
        progress.accept(Phase.TIMING);
        SamplingBudget budget = request.budget();
        Sampler sampler = new Sampler(budget);
        Timing warm = runs.getLast();
        boolean slow = warm.hostNanos() >= SLOW_NANOS;
        boolean resets = slow || trial.mustResetBeforeEachRun();
        Runnable between = () -> {
            if (resets) {
                trial.reset();
            }
            bench.flushCache();
        };
        long warmUp = warmsUp() ? budget.justInTimeWarmUpNanos() : budget.warmUpNanos();
        Samples samples;
        if (warm.hostNanos() >= warmUp) {
            // The repeated verification was a warm run like any sample, and slow runs are dear.
            List<Timing> taken = warm.hostNanos() >= LONG_NANOS && !warmsUp() ? runs : List.of(warm);
            samples = sampler.sample(trial::run, between, request.incumbentNanos(), taken);
        } else {
            sampler.warmUp(() -> runAfter(between, trial), warmUp);
            samples = sampler.sample(trial::run, between, request.incumbentNanos(), List.of());
        }
        contradiction = ClockCheck.contradiction(samples, trial.launches(), () -> runAfter(between, trial));
        progress.accept(Phase.VERIFYING);
        if (!resets) {
            trial.reset();
            trial.run();
        }
        accept(trial.verifyResults(inputs));
        trial.verifyUntouched();
        return samples;
    }

    private static Timing runAfter(Runnable between, Trial trial) throws LaunchException {
        between.run();
        return trial.run();
    }

    private void accept(double error) {
        worstError = Math.max(worstError, error);
    }

    private Message.Evaluated ended(Status status, String diagnostics, OptionalDouble error, boolean spent) {
        return new Message.Evaluated(
                status, measured(Optional.empty(), Optional.empty(), error, List.of()), diagnostics, spent);
    }

    private KernelMeasurement measured(
            Optional<TimeEstimate> device, Optional<TimeEstimate> host, OptionalDouble error, List<Problem> problems) {
        return new KernelMeasurement(device, host, error, problems, buildNanos, runNanos);
    }

    private static String message(Exception failed) {
        String message = failed.getMessage();
        return message == null ? failed.toString() : message;
    }
}
