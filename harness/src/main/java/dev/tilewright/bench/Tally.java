package dev.tilewright.bench;

import dev.tilewright.bench.CaseResult.Set;
import dev.tilewright.bench.Criterion.Judgement;
import dev.tilewright.bench.Round.BaselineFailed;
import dev.tilewright.bench.Round.Failed;
import dev.tilewright.bench.Round.Timed;
import dev.tilewright.bench.Round.Untimed;
import dev.tilewright.evolve.candidate.Evaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a set of processes has given of a case so far, and whether more is wanted. */
final class Tally {

    /** After so many rounds in a row that could not be timed there is no use in more. */
    private static final int MOST_UNTIMED = 3;

    private final Subject subject;
    private final Yardstick yardstick;
    private final List<Timed> rounds = new ArrayList<>();
    private final List<String> untimed = new ArrayList<>();
    private Optional<Evaluation> failure = Optional.empty();
    private Optional<Evaluation> baselineFailure = Optional.empty();
    private Optional<Judgement> judgement = Optional.empty();
    private int untimedInARow;
    private boolean decided;

    Tally(Subject subject, Yardstick yardstick) {
        this.subject = subject;
        this.yardstick = yardstick;
    }

    Subject subject() {
        return subject;
    }

    /** Tells whether it is worth another round. */
    boolean open() {
        return !decided && failure.isEmpty() && untimedInARow < MOST_UNTIMED;
    }

    /** Tells whether what is known is final. */
    boolean decided() {
        return decided;
    }

    /** Measures one round more. */
    void add(RoundTimer timer, int round) {
        Round result = timer.time(subject, round, measurement().wantsBeside());
        untimedInARow = result instanceof Untimed ? untimedInARow + 1 : 0;
        switch (result) {
            case Timed timed -> rounds.add(timed);
            case Untimed(String reason) -> untimed.add(reason);
            case Failed(Evaluation failed) -> failure = Optional.of(failed);
            case BaselineFailed(Evaluation failed) -> {
                baselineFailure = Optional.of(failed);
                // It is compared with nothing then, but its own time is still wanted.
                add(timer, round);
            }
        }
    }

    /** Takes what is known of the case now; it is final where no further round would change it. */
    void judged(Judgement known, boolean decides) {
        judgement = Optional.of(known);
        decided = decides;
    }

    /** Tells that more rounds are not wanted. */
    void close() {
        decided = true;
    }

    Measurement measurement() {
        return new Measurement(subject, yardstick, rounds, failure, baselineFailure, untimed);
    }

    Set set() {
        return new Set(measurement(), failure.isPresent() ? Optional.empty() : judgement);
    }
}
