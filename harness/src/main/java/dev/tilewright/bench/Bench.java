package dev.tilewright.bench;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.loop.SerialEvaluator.Judge;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Measures cases in rounds.
 *
 * <p>Every round measures each case in a fresh process, with fresh inputs at fresh addresses, and every second round goes in the
 * opposite order, so that a drift of the machine falls on all alike. Where the baseline has another kernel than today's, both are
 * measured in that process, by turns first, unless only stored times count. A kernel is verified before and after it is timed, in every round.
 */
public final class Bench {

    private final int rounds;
    private final Yardstick yardstick;
    private final Optional<Duration> time;
    private final Function<Subject, Judge> evaluators;
    private final InstantSource clock;
    private final Listener listener;
    private volatile boolean stopped;

    /** Is told what is being done. */
    @FunctionalInterface
    public interface Listener {

        /**
         * A case is about to be measured.
         *
         * @param done how many measurements are done, of all cases together
         * @param all how many there will be, if time allows
         * @param round from 1
         */
        void onCase(Subject subject, int round, int done, int all);
    }

    /**
     * @param rounds how many, at least 1
     * @param yardstick what of the baseline counts
     * @param time no round is begun after it; the first is in any case
     * @param evaluators makes an evaluator with a process of its own
     */
    public Bench(
            int rounds,
            Yardstick yardstick,
            Optional<Duration> time,
            Function<Subject, Judge> evaluators,
            InstantSource clock,
            Listener listener) {
        if (rounds < 1) {
            throw new IllegalArgumentException("there must be at least one round, not " + rounds);
        }
        this.rounds = rounds;
        this.yardstick = yardstick;
        this.time = time;
        this.evaluators = evaluators;
        this.clock = clock;
        this.listener = listener;
    }

    /** Lets {@link #measure} return once the case that is being measured is done. May be called by another thread. */
    public void stop() {
        stopped = true;
    }

    /** Measures the cases, until all is done, or time is over, or it is stopped; what comes back is in their order. */
    public List<Measurement> measure(List<Subject> subjects) {
        List<Tally> tallies = subjects.stream().map(Tally::new).toList();
        Instant start = clock.instant();
        int done = 0;
        for (int round = 0; round < rounds; round++) {
            if (round > 0
                    && time.isPresent()
                    && Duration.between(start, clock.instant()).compareTo(time.get()) >= 0) {
                break;
            }
            for (Tally tally : round % 2 == 0 ? tallies : tallies.reversed()) {
                if (stopped) {
                    break;
                }
                listener.onCase(tally.subject, round + 1, done++, rounds * tallies.size());
                if (tally.failure.isEmpty()) {
                    measure(tally, round);
                }
            }
        }
        return tallies.stream().map(tally -> tally.measurement(yardstick)).toList();
    }

    private void measure(Tally tally, int round) {
        boolean both =
                yardstick == Yardstick.KERNEL && tally.subject.kernelChanged() && tally.baselineFailure.isEmpty();
        try (Judge evaluator = evaluators.apply(tally.subject)) {
            if (both && round % 2 == 0) {
                tally.addBaseline(evaluate(
                        evaluator, tally.subject.baseline().orElseThrow().candidate()));
            }
            tally.addNow(evaluate(evaluator, tally.subject.candidate()));
            if (both && round % 2 == 1 && tally.failure.isEmpty()) {
                tally.addBaseline(evaluate(
                        evaluator, tally.subject.baseline().orElseThrow().candidate()));
            }
        }
    }

    private static Evaluation evaluate(Judge evaluator, Candidate candidate) {
        return evaluator.evaluate(candidate, OptionalDouble.empty());
    }

    /** What has been measured of a case so far. */
    private static final class Tally {

        private final Subject subject;
        private final List<TimeEstimate> now = new ArrayList<>();
        private final List<TimeEstimate> beside = new ArrayList<>();
        private Optional<Evaluation> failure = Optional.empty();
        private Optional<Evaluation> baselineFailure = Optional.empty();

        Tally(Subject subject) {
            this.subject = subject;
        }

        void addNow(Evaluation evaluation) {
            KernelMeasurement.of(evaluation).deviceTime().ifPresent(now::add);
            failure = Optional.of(evaluation).filter(outcome -> outcome.status() != Status.OK);
        }

        void addBaseline(Evaluation evaluation) {
            KernelMeasurement.of(evaluation).deviceTime().ifPresent(beside::add);
            baselineFailure = Optional.of(evaluation).filter(outcome -> outcome.status() != Status.OK);
        }

        Measurement measurement(Yardstick yardstick) {
            return new Measurement(subject, yardstick, now, beside, failure, baselineFailure);
        }
    }
}
