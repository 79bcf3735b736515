package dev.tilewright.study;

import java.util.Arrays;

/** A curve over the points of an axis, in milliseconds, with its 95 % interval by resampling. */
public final class Band {

    private final double[] middle;
    private final double[] low;
    private final double[] high;

    /**
     * Makes a band.
     *
     * @param middle the curve
     * @param resampled curves of resampled repeats
     */
    public Band(double[] middle, double[][] resampled) {
        this.middle = middle.clone();
        low = new double[middle.length];
        high = new double[middle.length];
        for (int i = 0; i < middle.length; i++) {
            int point = i;
            double[] sorted = Arrays.stream(resampled)
                    .mapToDouble(curve -> curve[point])
                    .sorted()
                    .toArray();
            low[i] = sorted[(int) (0.025 * sorted.length)];
            high[i] = sorted[(int) (0.975 * sorted.length)];
        }
    }

    /** Returns the curve. */
    public double[] middle() {
        return middle.clone();
    }

    /** Returns the lower end of its interval. */
    public double[] low() {
        return low.clone();
    }

    /** Returns the upper end of its interval. */
    public double[] high() {
        return high.clone();
    }
}
