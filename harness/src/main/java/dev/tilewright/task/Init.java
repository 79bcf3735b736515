package dev.tilewright.task;

/** How an input is filled. */
public sealed interface Init {

    /** Uniform over [{@code low}, {@code high}); for integers, over whole numbers from {@code low} to {@code high} inclusive. */
    record Uniform(double low, double high) implements Init {
        public Uniform {
            if (!(low < high)) {
                throw new IllegalArgumentException("uniform [%s, %s] is empty".formatted(low, high));
            }
        }
    }

    /** Normal with the given mean and standard deviation. */
    record Normal(double mean, double deviation) implements Init {
        public Normal {
            if (!(deviation > 0)) {
                throw new IllegalArgumentException("deviation must be positive, not " + deviation);
            }
        }
    }

    /** The same number everywhere. */
    record Constant(double value) implements Init {}
}
