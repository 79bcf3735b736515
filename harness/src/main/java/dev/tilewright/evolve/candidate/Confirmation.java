package dev.tilewright.evolve.candidate;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The outcome of comparing a challenger with the incumbent under fresh conditions.
 *
 * @param verdict what was decided
 * @param fitness the challenger's fitness in this comparison; empty if it was not measured
 * @param reason one line on the verdict, for people
 * @param measured what the domain measured; empty if nothing was
 */
public record Confirmation(Verdict verdict, OptionalDouble fitness, String reason, Optional<Measurement> measured) {

    public Confirmation {
        Evaluation.checkNumber(fitness);
    }

    /** What a comparison decides. */
    public enum Verdict {
        /** The challenger is right, and fitter than the incumbent beyond doubt: it is the new best. */
        FITTER("faster"),
        /** The challenger is right, but not fitter beyond doubt. */
        NOT_FITTER("not-faster"),
        /** The challenger was wrong, or failed: its evaluation does not stand. */
        REFUTED("refuted"),
        /** The harness failed, and neither of the two: nothing is known that was not known before, and the comparison is made again. */
        UNDECIDED("undecided");

        private final String id;

        Verdict(String id) {
            this.id = id;
        }

        /** Returns the name used in files. */
        public String id() {
            return id;
        }

        /**
         * Finds a verdict by its {@link #id()}.
         *
         * @throws IllegalArgumentException if there is none of that name
         */
        public static Verdict of(String id) {
            for (Verdict verdict : values()) {
                if (verdict.id.equals(id.toLowerCase(Locale.ROOT))) {
                    return verdict;
                }
            }
            throw new IllegalArgumentException("no verdict is called " + id);
        }
    }

    /**
     * Returns a comparison in which the harness failed.
     *
     * @param reason one line on what failed
     */
    public static Confirmation undecided(String reason) {
        return new Confirmation(Verdict.UNDECIDED, OptionalDouble.empty(), reason, Optional.empty());
    }

    /** Returns the fitness that the incumbent had in this comparison; empty if it was not measured. */
    public OptionalDouble incumbentFitness() {
        return measured.map(Measurement::incumbentFitness).orElse(OptionalDouble.empty());
    }

    /** Tells whether the harness failed, so that the challenger is a contender as before. */
    public boolean isUndecided() {
        return verdict == Verdict.UNDECIDED;
    }

    /** Tells whether the challenger's evaluation does not stand. */
    public boolean refutes() {
        return verdict == Verdict.REFUTED;
    }
}
