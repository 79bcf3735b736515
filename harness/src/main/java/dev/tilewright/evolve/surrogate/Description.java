package dev.tilewright.evolve.surrogate;

/** What a domain knows of a candidate without evaluating it. */
public final class Description {

    /** So many steps a feature has for each unit. */
    private static final double STEPS = 512;

    private final double[] parts;
    private final short[] features;

    /**
     * Makes a description.
     *
     * @param parts what its cost is made of, each not negative, in any unit: first an estimate of the whole, then what may weigh more or less in it.
     *     All candidates of a domain have as many
     * @param features what else may tell candidates apart, as {@link #feature} writes them; all candidates of a domain have as many
     */
    public Description(double[] parts, short[] features) {
        this.parts = parts.clone();
        this.features = features.clone();
    }

    /** Returns a feature as a small whole number, in steps of 1/512; below 0 it is 0, and from 64 on it is no longer told apart. */
    public static short feature(double value) {
        return (short) Math.clamp(Math.round(value * STEPS), 0, Short.MAX_VALUE);
    }

    /** Returns what the cost is made of. It belongs to the description. */
    double[] parts() {
        return parts;
    }

    /** Returns the features. They belong to the description. */
    short[] features() {
        return features;
    }

    /** Returns how many features there are. */
    public int size() {
        return features.length;
    }
}
