package dev.tilewright.bench.rates;

import dev.tilewright.bench.Round;
import dev.tilewright.bench.RoundTimer;
import dev.tilewright.bench.Subject;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;

/**
 * Rounds in which today's kernel of one case takes longer than it did: a slowdown whose size is known.
 *
 * @param timer what times
 * @param name the case
 * @param factor by which its times are longer
 */
record SlowedRounds(RoundTimer timer, String name, double factor) implements RoundTimer {

    @Override
    public Round time(Subject subject, int round, boolean beside) {
        Round result = timer.time(subject, round, beside);
        return result instanceof Round.Timed timed && subject.benchCase().name().equals(name)
                ? new Round.Timed(
                        slowed(timed.now()),
                        timed.beside().map(pair -> new Round.Pair(pair.then(), pair.ratio() * factor)))
                : result;
    }

    private TimeEstimate slowed(TimeEstimate time) {
        return new TimeEstimate(
                time.medianNanos() * factor, time.lowNanos() * factor, time.highNanos() * factor, time.samples());
    }
}
