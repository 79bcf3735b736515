package dev.tilewright.tuning;

/** What came of a configuration, as strategies are told it. */
public sealed interface Outcome {

    /**
     * It was right, and this fast.
     *
     * @param seconds how long it took, in any unit, as long as it is always the same: strategies look at logarithms and ranks
     */
    record Time(double seconds) implements Outcome {

        public Time {
            if (!(seconds > 0) || Double.isInfinite(seconds)) {
                throw new IllegalArgumentException("a time must be positive and finite, not " + seconds);
            }
        }
    }

    /** It was not built, not run, or wrong. */
    record Failure() implements Outcome {}
}
