package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.device.LaunchException;
import dev.tilewright.device.Timing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The timed runs of a program: each on inputs that no run has seen, at one of several sets of addresses, with outputs and scratch
 * filled anew. Some are looked at afterwards, and the program cannot know which: of some results single elements are held against
 * the task's expression; where only a whole reference can be computed, a few results are kept, drawn among all, until the end.
 *
 * <p>So nothing that a program kept from an earlier run is of use in a later one, and there is no run in which it may leave its work
 * undone. Programs that take little time run several times in one batch, each in a place of its own: what asking a runner takes is
 * then shared by many.
 */
final class TimedRuns {

    /** A batch takes about as long. */
    private static final long BATCH_NANOS = 1_000_000;

    /** The first batches are looked at more often: there may not be many. The i-th is with a probability of this over i + 1, at the least. */
    private static final double EAGERNESS = 1.5;

    /** So many runs of a batch that is looked at, and one batch in so many has inputs of which the whole result is known. */
    private static final int LOOKED_AT = 3;

    private static final int WHOLE = 4;

    /** So many results are kept at the most, where references are soon computed. */
    private static final int KEPT = 3;

    /** Sets of addresses where a batch is one run. */
    private static final int PLACES = 3;

    private final Workbench bench;
    private final Rig rig;
    private final Trial trial;
    private final Ruler ruler;
    private final InputPool pool;
    private final List<InputSet> known;
    private final RandomGenerator secret;
    private final double looks;
    private final long expectedNanos;
    private double share;
    private int batch;
    private int places;
    private List<Place> next = List.of();
    private List<Place> observed = List.of();
    private Optional<InputSet> observedInputs = Optional.empty();
    private final Reservoir<Place, Result> reservoir;
    private int batches;
    private int shown;
    private Optional<WrongResultException> fault = Optional.empty();
    private double worstError;

    /**
     * Prepares.
     *
     * @param pool what inputs are taken from
     * @param known sets of inputs from the pool that have a reference
     * @param runNanos about how long a run takes
     * @param looks how many batches are to be looked at, at the least, if runs take all of the time
     * @param expectedNanos about how long all timed runs take
     */
    TimedRuns(
            Workbench bench,
            Rig rig,
            Trial trial,
            InputPool pool,
            List<InputSet> known,
            long runNanos,
            double looks,
            long expectedNanos)
            throws LaunchException {
        this.bench = bench;
        this.rig = rig;
        this.trial = trial;
        this.pool = pool;
        this.known = known;
        this.looks = looks;
        this.expectedNanos = expectedNanos;
        ruler = bench.ruler();
        secret = bench.secret();
        reservoir = new Reservoir<>(
                ruler.spots() ? 0 : Math.clamp(expectedNanos / bench.referenceNanos(), 1, KEPT), secret);
        expect(runNanos);
    }

    /**
     * Plans batches for runs that take about so long. A program that is compiled while it runs takes less and less time as it warms up.
     *
     * @throws LaunchException if there is no room
     */
    final void expect(long runNanos) throws LaunchException {
        int wanted = Math.clamp(BATCH_NANOS / Math.max(1, runNanos), 1, Integer.MAX_VALUE);
        places = trial.provide(Math.max(wanted, PLACES));
        batch = Math.min(wanted, places);
        share = Math.min(1, looks / Math.max(1, (double) expectedNanos / ((double) runNanos * batch)));
    }

    /** Looks at what the last batch has left, perhaps, and makes the next one ready. To be called outside of any clock. */
    void prepare() {
        boolean looks = secret.nextDouble() < Math.max(share, EAGERNESS / (batches + 2));
        List<Result> left = takeObserved();
        Optional<InputSet> theirInputs = observedInputs;
        batches++;
        List<Place> shuffled = new ArrayList<>();
        for (int i = 0; i < places; i++) {
            shuffled.add(trial.place(i));
        }
        Collections.shuffle(shuffled, bench.secret());
        next = shuffled.subList(0, batch);
        observed = looks && ruler.spots() ? some(next) : List.of();
        observedInputs = Optional.empty();
        reservoir.draw(next);
        boolean whole = secret.nextInt(WHOLE) == 0;
        for (Place place : next) {
            Contents contents;
            if (whole && observed.contains(place)) {
                InputSet set = observedInputs.orElseGet(() -> known.get(shown++ % known.size()));
                observedInputs = Optional.of(set);
                contents = set.contents(rig);
            } else {
                contents = rig.at(pool.draw(secret));
            }
            place.prepare(contents, Poison.any(secret));
        }
        // The runner is busy meanwhile.
        lookAt(left, theirInputs);
        trial.settle();
        trial.scrub();
        bench.flushCache(rig);
    }

    /** Copies what is to be looked at of what the last batch has left. */
    private List<Result> takeObserved() {
        List<Place> looked = observed;
        observed = List.of();
        List<Result> taken = new ArrayList<>();
        for (Place place : fault.isPresent() ? List.<Place>of() : looked) {
            taken.add(trial.take(place, taken.size()));
        }
        reservoir.keep(trial::take);
        return taken;
    }

    /**
     * Runs the batch that is ready.
     *
     * @return the time of one run
     * @throws LaunchException if one fails, or an earlier result was wrong
     */
    Timing run() throws LaunchException {
        if (fault.isPresent()) {
            throw new LaunchException("a timed run was wrong", fault.get());
        }
        return trial.run(next);
    }

    /** Makes a batch ready and runs it. */
    Timing prepareAndRun() throws LaunchException {
        prepare();
        return run();
    }

    private void lookAt(List<Result> results, Optional<InputSet> inputs) {
        try {
            for (Result result : results) {
                if (inputs.isPresent()) {
                    worstError = Math.max(worstError, trial.verify(result, inputs.get()));
                } else {
                    trial.verifySome(result);
                }
            }
        } catch (WrongResultException wrong) {
            fault = Optional.of(wrong);
        }
    }

    /**
     * Looks at one run of the last batch in any case, or at the results that were kept, and at what the program must not have touched.
     *
     * @return the largest error of all that was looked at
     * @throws LaunchException if a run fails that is made because none could be looked at
     * @throws WrongResultException if any run that was looked at was wrong
     */
    double finish() throws LaunchException, WrongResultException {
        if (!ruler.spots() && batches == 0) {
            prepare();
            trial.run(next);
        }
        if (observed.isEmpty() && ruler.spots()) {
            observed = some(next);
        }
        lookAt(takeObserved(), observedInputs);
        for (Result result : reservoir.kept()) {
            if (fault.isEmpty()) {
                lookAt(List.of(result), Optional.of(bench.judged(result)));
            }
        }
        if (fault.isPresent()) {
            throw fault.get();
        }
        for (Place place : next.isEmpty() ? List.of(trial.place(0)) : next.subList(0, Math.min(2, next.size()))) {
            trial.verifyUntouched(place);
        }
        return worstError;
    }

    /** Draws who is looked at: a program can count, so neither the first of a batch nor the last may be safe. */
    private List<Place> some(List<Place> places) {
        List<Place> shuffled = new ArrayList<>(places);
        Collections.shuffle(shuffled, bench.secret());
        return shuffled.subList(0, Math.min(shuffled.size(), LOOKED_AT));
    }

    /** Returns the first wrong result that was found. */
    Optional<WrongResultException> fault() {
        return fault;
    }
}
