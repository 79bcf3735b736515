package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.device.BuildException;
import dev.tilewright.device.LaunchException;
import dev.tilewright.device.RefusedException;
import dev.tilewright.device.Timing;
import dev.tilewright.device.runner.OutOfMemory;
import dev.tilewright.device.runner.RemoteKernel;
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
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;

/** Judges one candidate: screen, build, verify, time, and look at some of the timed runs. */
final class Cascade {

    /** From here on, what a first launch does beside the run is nothing beside the run. */
    private static final long LONG_NANOS = 2_000_000_000;

    /** From here on, a run is dear. */
    private static final long SLOW_NANOS = 150_000_000;

    /** A slow candidate that takes this many times the incumbent's median in a warm run is not timed further. */
    private static final double HOPELESS = 2;

    /** A candidate that takes this many times the incumbent's median in its first run is given up. */
    private static final double TOO_SLOW = 8;

    /** A candidate that is the first to be right runs about as long on adverse inputs of the timed problem. */
    private static final long UNOPPOSED_NANOS = 2_000_000_000;

    /** About so many timed runs are looked at. */
    private static final double LOOKS = 2;

    private final Workbench bench;
    private final Rig rig;
    private final Progress progress;
    private final Message.Evaluate request;
    private final List<Problem> verified = new ArrayList<>();
    private String remark = "";
    private boolean harmed;
    private double worstError;
    private long buildNanos;
    private long runNanos;

    /** Prepares to judge on {@code rig}. */
    Cascade(Workbench bench, Rig rig, Message.Evaluate request, Progress progress) {
        this.bench = bench;
        this.rig = rig;
        this.progress = progress;
        this.request = request;
    }

    /** Judges the candidate. Its own failures are statuses; anything thrown is a failure of the runner, or of the referee. */
    Message.Evaluated judge() {
        KernelProgram program = request.candidate()
                .program(bench.problem())
                .orElseThrow(() -> new IllegalArgumentException("the candidate has no program for " + bench.problem()));
        Optional<String> refusal = bench.screen().refusal(program, bench.task().buffers(bench.problem()));
        if (refusal.isPresent()) {
            return ended(Status.REJECTED, refusal.get(), OptionalDouble.empty());
        }
        try {
            CompletableFuture<Map<Problem, List<InputSet>>> inputs = bench.drawAhead(elsewhere(program));
            progress.begin(Phase.BUILDING);
            try (RemoteKernel kernel = build(program)) {
                return judge(program, kernel, inputs);
            }
        } catch (RefusedException refused) {
            return ended(Status.REJECTED, message(refused), OptionalDouble.empty());
        } catch (BuildException failed) {
            return ended(Status.BUILD_ERROR, message(failed), OptionalDouble.empty());
        } catch (LaunchException failed) {
            if (OutOfMemory.causes(failed)) {
                harmed = true;
                return ended(Status.CRASH, "out of memory: " + message(failed), OptionalDouble.empty());
            }
            return ended(Status.LAUNCH_ERROR, message(failed), OptionalDouble.empty());
        } catch (TooSlowException slow) {
            return ended(Status.TIMEOUT, message(slow), OptionalDouble.empty());
        } catch (WrongResultException wrong) {
            harmed |= wrong.harmful();
            double error = Double.isNaN(wrong.error()) ? Double.NaN : Math.max(worstError, wrong.error());
            return ended(Status.WRONG_RESULT, message(wrong), OptionalDouble.of(error));
        }
    }

    /** Tells whether nobody knows what the candidate has left in its runner, which is then fit for no other. */
    boolean harmed() {
        return harmed;
    }

    /**
     * Tells whether the race is lost before it begins: the faster run takes so much longer than the incumbent's median that no
     * further sample would change anything, and each would be dear.
     */
    private boolean lost(Timing faster) {
        return !warmsUp()
                && faster.hostNanos() >= SLOW_NANOS
                && request.incumbentNanos().isPresent()
                && faster.deviceNanos() > HOPELESS * request.incumbentNanos().getAsDouble();
    }

    /** Tells whether kernels are compiled while they run, so that the first runs say little of the later ones. */
    private boolean warmsUp() {
        return bench.language() == Language.JAVA;
    }

    /**
     * Runs a program for the first time, and ends the evaluation where that took so long that another run would only cost time. Between
     * the launches of a first run PoCL compiles the later ones, which takes longer than most runs. What takes no more than that may have
     * been kept from the processors, and is run again.
     */
    private Timing runFirst(Trial trial, Place place, Contents inputs, int poison)
            throws LaunchException, TooSlowException {
        double limit = TOO_SLOW * request.incumbentNanos().orElse(Double.POSITIVE_INFINITY);
        long slow = trial.launches() > 1 ? LONG_NANOS : SLOW_NANOS;
        Timing run = preparedRun(trial, place, inputs, poison);
        if (warmsUp() || run.deviceNanos() < slow || run.deviceNanos() <= limit) {
            return run;
        }
        if (run.deviceNanos() < LONG_NANOS) {
            run = preparedRun(trial, place, inputs, poison);
            if (run.deviceNanos() <= limit) {
                return run;
            }
        }
        throw new TooSlowException("one run took %.0f ms, more than %.0f times the incumbent's median"
                .formatted(run.deviceNanos() * 1e-6, TOO_SLOW));
    }

    private static Timing preparedRun(Trial trial, Place place, Contents inputs, int poison) throws LaunchException {
        place.prepare(inputs, poison);
        trial.settle();
        return trial.run(place);
    }

    private RemoteKernel build(KernelProgram program) throws BuildException {
        long start = System.nanoTime();
        try {
            return rig.build(program.kernel());
        } finally {
            buildNanos = System.nanoTime() - start;
        }
    }

    /** Returns the smaller problems that the same built kernel claims to solve; others wait for the confirmation. */
    private List<Problem> elsewhere(KernelProgram main) {
        return request.candidate().programs().stream()
                .filter(entry -> !entry.problem().equals(bench.problem())
                        && entry.program().kernel().equals(main.kernel()))
                .map(Solution.Entry::problem)
                .toList();
    }

    private Message.Evaluated judge(
            KernelProgram program, RemoteKernel kernel, CompletableFuture<Map<Problem, List<InputSet>>> inputs)
            throws LaunchException, TooSlowException, WrongResultException {
        // Try-with-resources would close it before the catch blocks look at what it has left behind.
        Trial trial = trial(program, kernel, bench.problem());
        try {
            List<Timing> runs = verify(trial);
            if (request.incumbentNanos().isEmpty()) {
                verifyUnopposed(trial, runs.getLast());
            }
            verifyElsewhere(kernel, bench.await(inputs));
            Timing faster = Collections.min(runs, Comparator.comparingLong(Timing::deviceNanos));
            Samples samples = lost(faster) ? new Samples(List.of(faster), Samples.End.SLOWER) : time(trial, runs);
            verified.addFirst(bench.problem());
            TimeEstimate device = samples.device();
            TimeEstimate host = samples.host();
            Optional<String> doubt = bench.belowFloor(device);
            if (doubt.isPresent()) {
                throw new LaunchException("no time can be trusted: " + doubt.get());
            }
            bench.doubtful(device).ifPresent(why -> remark = "the time is too good to make it the best: " + why);
            runNanos += trial.runNanos();
            return new Message.Evaluated(
                    Status.OK,
                    measured(Optional.of(device), Optional.of(host), OptionalDouble.of(worstError), verified),
                    remark.isEmpty() ? kernel.log() : (kernel.log() + "\n" + remark).strip());
        } catch (TooSlowException slow) {
            runNanos += trial.runNanos();
            trial.verifyUntouched(trial.place(0));
            throw slow;
        } catch (WrongResultException wrong) {
            runNanos += trial.runNanos();
            // A kernel that writes where it must not gives wrong results too, and that is the better reason.
            trial.verifyUntouched(trial.place(0));
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
                rig.memory(bench.problem()).forget();
            }
            trial.close();
        }
    }

    private Trial trial(KernelProgram program, RemoteKernel kernel, Problem problem) throws LaunchException {
        return new Trial(rig, kernel, program, rig.memory(problem), bench.ruler());
    }

    /**
     * Verifies twice on one set of secret inputs, at two sets of addresses; the second result must be the first, bit by bit.
     *
     * @return the times of the two runs
     */
    private List<Timing> verify(Trial trial) throws LaunchException, TooSlowException, WrongResultException {
        InputSet inputs = bench.otherInputs();
        int[] words = Poison.both(bench.secret(), 2);
        Place place = trial.place(0);
        progress.begin(Phase.LAUNCHING);
        Timing first = runFirst(trial, place, inputs.contents(rig), words[0]);
        progress.begin(Phase.VERIFYING);
        Result result = trial.take(place, 0);
        Place other = trial.place(trial.provide(2) - 1);
        other.prepare(inputs.contents(rig), words[1]);
        accept(trial.verify(result, inputs));
        trial.settle();
        bench.flushCache(rig);
        progress.begin(Phase.VERIFYING);
        Timing warm = trial.run(other);
        trial.verifyRepeated(other, result);
        return List.of(first, warm);
    }

    /** Nothing is confirmed of a candidate that there is none to compare with. So what a confirmation would run, this one runs now. */
    private void verifyUnopposed(Trial trial, Timing run) throws LaunchException, WrongResultException {
        long most = UNOPPOSED_NANOS / Math.max(1, run.hostNanos());
        new AdverseRuns(bench, rig, trial, bench.problem()).verify(Math.clamp(most, 1, Integer.MAX_VALUE));
    }

    private void verifyElsewhere(RemoteKernel kernel, Map<Problem, List<InputSet>> drawn)
            throws LaunchException, WrongResultException {
        for (Map.Entry<Problem, List<InputSet>> entry : drawn.entrySet()) {
            Problem problem = entry.getKey();
            KernelProgram program = request.candidate().program(problem).orElseThrow();
            try (Trial trial = trial(program, kernel, problem)) {
                Place place = trial.place(0);
                try {
                    List<InputSet> sets = entry.getValue();
                    int[] words = Poison.both(bench.secret(), sets.size());
                    for (int i = 0; i < words.length; i++) {
                        progress.begin(Phase.LAUNCHING);
                        preparedRun(trial, place, sets.get(i).contents(rig), words[i]);
                        accept(trial.verifyResults(place, sets.get(i)));
                    }
                } finally {
                    runNanos += trial.runNanos();
                }
                trial.verifyUntouched(place);
            }
            verified.add(problem);
        }
    }

    /** Times on inputs that no run has seen, and looks at some of what the timed runs leave behind. */
    private Samples time(Trial trial, List<Timing> verifications) throws LaunchException, WrongResultException {
        progress.begin(Phase.TIMING);
        SamplingBudget budget = request.budget();
        Sampler sampler = new Sampler(budget);
        Timing warm = verifications.getLast();
        TimedRuns runs = new TimedRuns(
                bench, rig, trial, bench.pool(), bench.inputs(), warm.deviceNanos(), LOOKS, budget.timeNanos());
        try {
            long warmUp = warmsUp() ? budget.justInTimeWarmUpNanos() : budget.warmUpNanos();
            Samples samples;
            if (warm.hostNanos() >= warmUp) {
                // The repeated verification was a warm run like any sample, and slow runs are dear.
                List<Timing> taken = warm.hostNanos() >= LONG_NANOS && !warmsUp() ? verifications : List.of(warm);
                samples = sampler.sample(runs::run, runs::prepare, request.incumbentNanos(), taken);
            } else {
                runs.expect(sampler.warmUp(runs::prepareAndRun, warmUp).hostNanos());
                samples = sampler.sample(runs::run, runs::prepare, request.incumbentNanos(), List.of());
            }
            Samples believed = ClockCheck.believed(samples, trial.launches(), runs::prepareAndRun);
            if (!believed.equals(samples)) {
                remark = "the device's clock said %.4f ms, far less than the referee waited, so the referee's counts"
                        .formatted(samples.device().medianNanos() * 1e-6);
            }
            progress.begin(Phase.VERIFYING);
            accept(runs.finish());
            return believed;
        } catch (LaunchException failed) {
            if (runs.fault().isPresent()) {
                throw runs.fault().get();
            }
            throw failed;
        }
    }

    private void accept(double error) {
        worstError = Math.max(worstError, error);
    }

    private Message.Evaluated ended(Status status, String diagnostics, OptionalDouble error) {
        return new Message.Evaluated(
                status, measured(Optional.empty(), Optional.empty(), error, List.of()), diagnostics);
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
