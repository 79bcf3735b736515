package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.device.LaunchException;
import dev.tilewright.device.Timing;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.evaluate.measure.Contest.Contestant;
import dev.tilewright.kernels.evaluate.measure.Sampler;
import dev.tilewright.kernels.evaluate.measure.SamplingBudget;
import java.util.List;
import java.util.Optional;

/** One of the two in a comparison: a program in a runner of its own, which stands still while the other runs. */
final class Contender {

    /** About so many runs of each warm-up, and of each comparison, are looked at. */
    private static final double LOOKS = 3;

    private final Workbench bench;
    private final Rig rig;
    private final Trial trial;
    private final Progress progress;
    private final Phase phase;
    private final TimedRuns runs;
    private final long nanos;

    private Contender(
            Workbench bench, Rig rig, Trial trial, Progress progress, Phase phase, TimedRuns runs, long nanos) {
        this.bench = bench;
        this.rig = rig;
        this.trial = trial;
        this.progress = progress;
        this.phase = phase;
        this.runs = runs;
        this.nanos = nanos;
    }

    /** What both contenders take their inputs from, and a set of them that has a reference. */
    record Supply(InputPool pool, InputSet known) {}

    /** Takes a program as it is, of which a run takes about so long. */
    static Contender cold(
            Workbench bench,
            Rig rig,
            Trial trial,
            Progress progress,
            Phase phase,
            Supply supply,
            long nanos,
            long comparingNanos)
            throws LaunchException {
        TimedRuns runs = new TimedRuns(
                bench, rig, trial, supply.pool(), List.of(supply.known()), nanos, LOOKS, comparingNanos / 2);
        return new Contender(bench, rig, trial, progress, phase, runs, nanos);
    }

    /**
     * Takes a program and warms it up.
     *
     * @param launching the phase of its first run
     * @param phase the phase of all others
     */
    static Contender warm(
            Workbench bench,
            Rig rig,
            Trial trial,
            Progress progress,
            Phase launching,
            Phase phase,
            Supply supply,
            long comparingNanos)
            throws LaunchException {
        progress.begin(launching);
        Timing first = once(bench, rig, trial, supply);
        if (first.hostNanos() > comparingNanos) {
            return cold(bench, rig, trial, progress, phase, supply, first.hostNanos(), comparingNanos);
        }
        progress.begin(phase);
        Timing second = once(bench, rig, trial, supply);
        long guess = Math.min(first.hostNanos(), second.hostNanos());
        Contender contender = cold(bench, rig, trial, progress, phase, supply, guess, comparingNanos);
        SamplingBudget budget = SamplingBudget.DEFAULT;
        long warmUp = bench.language() == Language.JAVA ? budget.justInTimeWarmUpNanos() : budget.warmUpNanos();
        Timing last = new Sampler(budget).warmUp(contender.runs::prepareAndRun, warmUp);
        contender.runs.expect(last.hostNanos());
        return new Contender(bench, rig, trial, progress, phase, contender.runs, last.hostNanos());
    }

    private static Timing once(Workbench bench, Rig rig, Trial trial, Supply supply) throws LaunchException {
        Place place = trial.place(0);
        place.prepare(rig.at(supply.pool().draw(bench.secret())), Poison.any(bench.secret()));
        trial.settle();
        return trial.run(place);
    }

    /** Returns about how long a run takes by the referee's clock, in ns. */
    long nanos() {
        return nanos;
    }

    /** Returns what takes part in the comparison against the program at {@code other}. */
    Contestant contestant(Rig other) {
        return new Contestant(
                () -> {
                    // No clock but the referee's own decides who is faster.
                    long waited = runs.run().hostNanos();
                    return new Timing(waited, waited);
                },
                runs::prepare,
                () -> {
                    other.pause();
                    takeTurn();
                });
    }

    /** Lets its runner go on. */
    void takeTurn() {
        rig.resume();
        progress.watch(rig);
        progress.begin(phase);
    }

    /** Stops its runner. */
    void rest() {
        rig.pause();
    }

    /**
     * Looks at its last run, and runs it once more on inputs of which all is known.
     *
     * @throws WrongResultException if any run that was looked at was wrong
     */
    void finish(InputSet known) throws LaunchException, WrongResultException {
        runs.finish();
        Place place = trial.place(0);
        place.prepare(known.contents(rig), Poison.any(bench.secret()));
        trial.settle();
        trial.run(place);
        trial.verifyResults(place, known);
        trial.verifyUntouched(place);
    }

    /** Returns the first wrong result that was found among its runs. */
    Optional<WrongResultException> fault() {
        return runs.fault();
    }
}
