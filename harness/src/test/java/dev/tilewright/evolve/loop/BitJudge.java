package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.loop.BitStrings.Ones;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Judges bit strings. The same string is always judged alike. About one in ten fails, each status in its turn, and one in twenty seems to be
 * fitter than it is, which only a comparison finds out.
 */
final class BitJudge implements SerialEvaluator.Judge {

    /** By how much a string that cheats seems to be fitter than it is. */
    static final double EXCESS = 1;

    private static final int OUTCOMES = 60;
    private static final int CHEATS = 3;

    /** How a string can fail by itself: what the harness fails at is no string's fault. */
    private static final List<Status> FAILURES = Stream.of(Status.values())
            .filter(status -> status != Status.OK && status != Status.UNDECIDED)
            .toList();

    private final List<String> evaluated = Collections.synchronizedList(new ArrayList<>());
    private final List<String> compared = Collections.synchronizedList(new ArrayList<>());

    /** Returns the hashes of what was evaluated, in order. */
    List<String> evaluated() {
        return List.copyOf(evaluated);
    }

    /** Returns the hashes of what was compared, in order. */
    List<String> compared() {
        return List.copyOf(compared);
    }

    private static int luck(long bits) {
        return bits == BitStrings.OPTIMUM
                ? OUTCOMES
                : (int) Long.remainderUnsigned(bits * 0x9e3779b97f4a7c15L >>> 20, OUTCOMES);
    }

    static boolean cheats(long bits) {
        int luck = luck(bits);
        return luck > FAILURES.size() && luck <= FAILURES.size() + CHEATS;
    }

    /** Returns the outcome of a string. */
    static Evaluation outcome(long bits) {
        int luck = luck(bits);
        if (luck > 0 && luck <= FAILURES.size()) {
            return Evaluation.failed(FAILURES.get(luck - 1), "bad luck", 1000);
        }
        double fitness = BitStrings.fitness(bits) + (cheats(bits) ? EXCESS : 0);
        return new Evaluation(
                Status.OK, OptionalDouble.of(fitness), "", Optional.of(new Ones(Long.bitCount(bits))), 1000);
    }

    @Override
    public Evaluation evaluate(Candidate candidate, OptionalDouble incumbent) {
        evaluated.add(candidate.hash());
        return outcome(BitStrings.bits(candidate));
    }

    @Override
    public Confirmation compare(Candidate incumbent, double fitness, Candidate challenger) {
        compared.add(challenger.hash());
        long bits = BitStrings.bits(challenger);
        if (cheats(bits)) {
            return new Confirmation(Verdict.REFUTED, OptionalDouble.empty(), "it cheats", Optional.empty());
        }
        double real = BitStrings.fitness(bits);
        Verdict verdict = real > BitStrings.fitness(BitStrings.bits(incumbent)) ? Verdict.FITTER : Verdict.NOT_FITTER;
        return new Confirmation(
                verdict, OptionalDouble.of(real), "counted again", Optional.of(new Ones(Long.bitCount(bits))));
    }

    @Override
    public void close() {}
}
