package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Evaluation;
import java.util.OptionalDouble;
import java.util.Random;

/** Judges bit strings as {@link BitJudge} does, where the machine lets it: some of the time, drawn at random, the harness fails. */
final class FaultyHarness implements SerialEvaluator.Judge {

    private final BitJudge judge;
    private final double share;
    private final Random random;
    private int failed;

    /**
     * @param share which share of the evaluations and comparisons fails
     */
    FaultyHarness(BitJudge judge, double share, long seed) {
        this.judge = judge;
        this.share = share;
        random = new Random(seed);
    }

    /** Returns how many evaluations and comparisons failed. */
    int failed() {
        return failed;
    }

    private boolean fails() {
        boolean fails = random.nextDouble() < share;
        failed += fails ? 1 : 0;
        return fails;
    }

    @Override
    public Evaluation evaluate(Candidate candidate, OptionalDouble incumbent) {
        return fails() ? Evaluation.undecided("no memory", 1000) : judge.evaluate(candidate, incumbent);
    }

    @Override
    public Confirmation compare(Candidate incumbent, double fitness, Candidate challenger) {
        return fails() ? Confirmation.undecided("no memory") : judge.compare(incumbent, fitness, challenger);
    }

    @Override
    public void close() {}
}
