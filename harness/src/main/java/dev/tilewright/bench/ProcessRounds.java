package dev.tilewright.bench;

import dev.tilewright.bench.Round.BaselineFailed;
import dev.tilewright.bench.Round.Failed;
import dev.tilewright.bench.Round.Pair;
import dev.tilewright.bench.Round.Timed;
import dev.tilewright.bench.Round.Untimed;
import dev.tilewright.device.DeviceException;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.loop.SerialEvaluator.Judge;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Times cases in fresh processes, with fresh inputs at fresh addresses. A kernel is verified before and after it is timed, each time.
 *
 * <p>Where two kernels are compared they take turns within the process, old new new old, and every second process begins with the other
 * one. A neighbour that takes a core for a while doubles the times of both kernels of a turn, and leaves their ratio as it was; a turn in
 * which it came or went is one among several, whose median counts. So one process's ratio says more on a busy machine than the ratio of
 * the medians of all its times would.
 *
 * <p>A machine that is short of something makes a process fail, and a busy one makes times that cannot be trusted. Such a round is
 * measured again. What tells of the kernel itself, a wrong result or an error of the compiler, is believed at once.
 */
public final class ProcessRounds implements RoundTimer {

    /** Odd numbers, which have a middle one. */
    private static final int TURNS_BESIDE = 7;

    private static final int TURNS_ALONE = 3;

    /** Slow kernels have fewer turns: after so long a process is not asked for more, in ns. */
    private static final long ENOUGH_NANOS = 5_000_000_000L;

    private static final int ATTEMPTS = 3;

    private final Function<Subject, Judge> evaluators;
    private boolean ever;

    /**
     * @param evaluators makes an evaluator with a process of its own
     */
    public ProcessRounds(Function<Subject, Judge> evaluators) {
        this.evaluators = evaluators;
    }

    /**
     * {@inheritDoc}
     *
     * @throws DeviceException if no process could be started, several times in a row, and none was before
     */
    @Override
    public Round time(Subject subject, int round, boolean beside) {
        for (int attempt = 1; ; attempt++) {
            try {
                Optional<Round> result = attempt(subject, round, beside, attempt == ATTEMPTS);
                if (result.isPresent()) {
                    ever = true;
                    return result.get();
                }
            } catch (DeviceException unopened) {
                if (attempt == ATTEMPTS) {
                    if (!ever) {
                        throw unopened;
                    }
                    return new Untimed(String.valueOf(unopened.getMessage()));
                }
            }
        }
    }

    /** Returns what came of a process; empty if that may have been the machine's fault, unless it is the {@code last} attempt. */
    private Optional<Round> attempt(Subject subject, int round, boolean beside, boolean last) {
        Turns turns = new Turns(subject, round, beside);
        try (Judge evaluator = evaluators.apply(subject)) {
            turns.take(evaluator);
        }
        return turns.failure.isEmpty() || last || Fault.of(turns.failure.get()) == Fault.KERNEL
                ? Optional.of(turns.round())
                : Optional.empty();
    }

    /** What the turns within a process gave. */
    private static final class Turns {

        private final Subject subject;
        private final boolean beside;
        private final int first;
        private final List<TimeEstimate> now = new ArrayList<>();
        private final List<TimeEstimate> then = new ArrayList<>();
        private Optional<Evaluation> failure = Optional.empty();
        private boolean failedBaseline;

        Turns(Subject subject, int round, boolean beside) {
            this.subject = subject;
            this.beside = beside;
            first = round;
        }

        void take(Judge evaluator) {
            int most = beside ? TURNS_BESIDE : TURNS_ALONE;
            long start = System.nanoTime();
            for (int turn = 0; turn < most && failure.isEmpty(); turn++) {
                if (turn % 2 == 1 && System.nanoTime() - start > ENOUGH_NANOS) {
                    break;
                }
                if (!beside) {
                    today(evaluator);
                } else if ((turn + first) % 2 == 0) {
                    baselines(evaluator);
                    today(evaluator);
                } else {
                    today(evaluator);
                    baselines(evaluator);
                }
            }
        }

        private void today(Judge evaluator) {
            evaluate(evaluator, subject.candidate(), now, false);
        }

        private void baselines(Judge evaluator) {
            evaluate(evaluator, subject.baseline().orElseThrow().candidate(), then, true);
        }

        private void evaluate(Judge evaluator, Candidate candidate, List<TimeEstimate> times, boolean ofBaseline) {
            if (failure.isPresent()) {
                return;
            }
            Evaluation evaluation = evaluator.evaluate(candidate, OptionalDouble.empty());
            if (evaluation.ok()) {
                times.add(KernelMeasurement.of(evaluation).deviceTime().orElseThrow());
            } else {
                failure = Optional.of(evaluation);
                failedBaseline = ofBaseline;
            }
        }

        Round round() {
            if (failure.isPresent()) {
                Evaluation failed = failure.get();
                if (Fault.of(failed) == Fault.MACHINE) {
                    return new Untimed(failed.diagnostics().strip());
                }
                return failedBaseline ? new BaselineFailed(failed) : new Failed(failed);
            }
            return new Timed(middle(now), beside ? Optional.of(new Pair(middle(then), ratio())) : Optional.empty());
        }

        private double ratio() {
            double[] ratios = new double[now.size()];
            for (int turn = 0; turn < ratios.length; turn++) {
                ratios[turn] = now.get(turn).medianNanos() / then.get(turn).medianNanos();
            }
            return median(ratios);
        }

        private static TimeEstimate middle(List<TimeEstimate> turns) {
            return new TimeEstimate(
                    median(turns, TimeEstimate::medianNanos),
                    median(turns, TimeEstimate::lowNanos),
                    median(turns, TimeEstimate::highNanos),
                    turns.stream().mapToInt(TimeEstimate::samples).sum());
        }

        private static double median(List<TimeEstimate> turns, ToDoubleFunction<TimeEstimate> value) {
            return median(turns.stream().mapToDouble(value).toArray());
        }

        private static double median(double[] values) {
            Arrays.sort(values);
            return values[values.length / 2];
        }
    }
}
