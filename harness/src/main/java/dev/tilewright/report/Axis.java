package dev.tilewright.report;

import java.util.ArrayList;
import java.util.List;

/**
 * One axis of a chart: where values lie along it, and where its ticks are.
 *
 * @param low the value at its start
 * @param high the value at its end
 * @param logarithmic whether equal distances are equal factors
 */
record Axis(double low, double high, boolean logarithmic) {

    private static final double[] ROUND = {1, 2, 5, 10};

    /** Returns an axis from 0 to a round number at or above {@code high}, in about {@code ticks} steps. */
    static Axis linear(double high, int ticks) {
        double step = step(high, ticks);
        return new Axis(0, Math.max(step, Math.ceil(high / step - 1e-9) * step), false);
    }

    /** Returns an axis that shows everything between {@code low} and {@code high} with a little room. */
    static Axis logarithmic(double low, double high) {
        double room = Math.pow(high / low, 0.06);
        return new Axis(low / room, high * room, true);
    }

    /** Returns where {@code value} lies, from 0 at the start to 1 at the end. */
    double position(double value) {
        double position = logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
        return Math.clamp(position, 0, 1);
    }

    /** Returns round values along the axis, about {@code wanted} of them. */
    List<Double> ticks(int wanted) {
        List<Double> ticks = new ArrayList<>();
        if (logarithmic) {
            double decades = Math.log10(high / low);
            double[] mantissas = decades > 2.5
                    ? new double[] {1}
                    : decades > 1 ? new double[] {1, 3} : new double[] {1, 1.5, 2, 3, 5, 7};
            for (int decade = (int) Math.floor(Math.log10(low)); decade <= Math.log10(high); decade++) {
                for (double mantissa : mantissas) {
                    double tick = mantissa * Math.pow(10, decade);
                    if (tick >= low && tick <= high) {
                        ticks.add(tick);
                    }
                }
            }
            return ticks;
        }
        double step = step(high, wanted);
        for (int i = 0; i * step <= high * (1 + 1e-9); i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    private static double step(double high, int ticks) {
        double rough = high / ticks;
        double magnitude = Math.pow(10, Math.floor(Math.log10(rough)));
        for (double round : ROUND) {
            if (round * magnitude >= rough * (1 - 1e-9)) {
                return round * magnitude;
            }
        }
        throw new IllegalArgumentException("no axis ends at " + high);
    }
}
