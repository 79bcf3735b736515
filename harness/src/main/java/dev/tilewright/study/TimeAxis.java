package dev.tilewright.study;

import dev.tilewright.tuning.recorded.Recorded;
import dev.tilewright.tuning.recorded.RecordedSpace;
import java.util.Arrays;
import java.util.List;

/**
 * What the performance-over-time score of one space is measured against: the times that are looked at, and what random search has found by then
 * (Willemsen et al., "A methodology for comparing optimization algorithms for auto-tuning", Future Generation Computer Systems 159, 2024).
 *
 * <p>Random search is not run: after M of N evaluations its best has the expected rank M (N + 1) / (M + 1), counted from the worst.
 */
public final class TimeAxis {

    /** How many points in time are looked at. */
    public static final int POINTS = 1000;

    /** How much of the way from the median to the optimum random search has gone, at the last point in time and at the first. */
    private static final double LAST = 0.95;

    private static final double FIRST = 0.01;

    /** No evaluation costs so many seconds. */
    private static final double MOST = 1e9;

    /** What lies nearer to the optimum, relatively, is the optimum but for rounding. */
    private static final double ROUNDING = 1e-9;

    private final double[] descending;
    private final double[] times = new double[POINTS];
    private final double[] baseline = new double[POINTS];

    /**
     * Computes the axis of a space.
     *
     * @throws IllegalArgumentException if no configuration of it is right, all are as fast, or evaluations cost nothing
     */
    public TimeAxis(RecordedSpace space) {
        double[] ascending = space.rows().stream()
                .flatMapToDouble(row -> row.milliseconds().stream())
                .sorted()
                .toArray();
        if (ascending.length == 0 || ascending[0] == ascending[ascending.length - 1]) {
            throw new IllegalArgumentException("there is nothing to find in it: "
                    + (ascending.length == 0 ? "no configuration is right" : "all configurations are as fast"));
        }
        descending = new double[ascending.length];
        for (int i = 0; i < ascending.length; i++) {
            descending[i] = ascending[ascending.length - 1 - i];
        }
        double[] costs = space.rows().stream()
                .mapToDouble(row -> row.costs().seconds())
                .sorted()
                .toArray();
        if (!(median(costs) > 0) || costs[0] < 0 || costs[costs.length - 1] > MOST) {
            throw new IllegalArgumentException(
                    "it does not say what evaluations cost (compile_time, verification_time, benchmark_time), so there is no budget to search with");
        }
        double begin = evaluationsTo(FIRST) * median(costs);
        double end = evaluationsTo(LAST) * median(costs);
        for (int i = 0; i < POINTS; i++) {
            times[i] = begin + (end - begin) * i / (POINTS - 1);
        }
        computeBaseline(Arrays.stream(costs).average().orElseThrow());
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Returns how many evaluations random search takes to go a part of the way from the median to the optimum. */
    private double evaluationsTo(double part) {
        double optimum = optimum();
        double target = optimum + (medianTime() - optimum) * (1 - part);
        int first = 0;
        while (descending[first] > target) {
            first++;
        }
        return Math.max(1, Math.ceil(first / (double) (descending.length + 1 - first)));
    }

    private double medianTime() {
        double[] ascending = descending.clone();
        Arrays.sort(ascending);
        return median(ascending);
    }

    private void computeBaseline(double meanCost) {
        long[] evaluations = new long[POINTS];
        for (int i = 0; i < POINTS; i++) {
            evaluations[i] = Math.max(1, (long) Math.rint(times[i] / meanCost));
        }
        double[] distinct =
                Arrays.stream(evaluations).distinct().asDoubleStream().toArray();
        double[] values = Arrays.stream(distinct).map(this::expected).toArray();
        Pchip smooth = new Pchip(distinct, values);
        double first = evaluations[0];
        double last = evaluations[POINTS - 1];
        for (int i = 0; i < POINTS; i++) {
            baseline[i] = smooth.at(first + (last - first) * i / (POINTS - 1));
        }
    }

    private double expected(double evaluations) {
        int count = descending.length;
        int rank = (int) Math.rint(evaluations * (count + 1) / (evaluations + 1));
        return descending[Math.min(rank, count - 1)];
    }

    /** Returns the shortest time, in milliseconds. */
    public double optimum() {
        return descending[descending.length - 1];
    }

    /** Returns the points in time, in seconds since a search began. */
    public double[] times() {
        return times.clone();
    }

    /** Returns what random search has found at each point in time, in milliseconds. */
    public double[] baseline() {
        return baseline.clone();
    }

    /** Returns when a search ends whose score is wanted, in seconds. */
    public double budget() {
        return times[POINTS - 1];
    }

    /**
     * Returns what repeats of a strategy have found at each point in time, in milliseconds: the time whose rank is the mean of their ranks.
     *
     * @param repeats the {@link #ranks} of each
     */
    double[] curve(int[][] repeats) {
        double[] curve = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            double sum = 0;
            for (int[] ranks : repeats) {
                sum += ranks[i];
            }
            int last = descending.length - 1;
            // A rank between two is rounded counting from the best, as the method does.
            curve[i] = descending[last - (int) Math.rint(last - sum / repeats.length)];
        }
        return curve;
    }

    /** Returns the rank of the best so far at each point in time, counted from the worst. What has found nothing yet counts as the worst. */
    int[] ranks(Trace repeat) {
        int[] ranks = new int[POINTS];
        double spent = 0;
        int rank = 0;
        int point = 0;
        for (Recorded evaluation : repeat.evaluations()) {
            spent += evaluation.costs().seconds();
            while (point < POINTS && times[point] < spent) {
                ranks[point++] = rank;
            }
            if (evaluation.milliseconds().isPresent()) {
                rank = Math.max(rank, rank(evaluation.milliseconds().getAsDouble()));
            }
        }
        Arrays.fill(ranks, point, POINTS, rank);
        return ranks;
    }

    /** Returns the rank of a time: how many of the space's times are longer, or as long and not the last of their kind. */
    private int rank(double milliseconds) {
        int low = 0;
        int high = descending.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (descending[middle] >= milliseconds) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Returns the score of a curve at each point in time: 0 for what random search has found, 1 for the optimum. */
    double[] scores(double[] curve) {
        double[] scores = curve.clone();
        for (int i = 0; i < POINTS; i++) {
            double possible = optimum() - baseline[i];
            // Where random search is expected to be at the optimum, nothing is better.
            scores[i] = Math.abs(possible) <= ROUNDING * optimum() ? 0 : (scores[i] - baseline[i]) / possible;
        }
        return scores;
    }

    /** Returns the score of a curve: the mean over all points in time. */
    double score(double[] curve) {
        return Arrays.stream(scores(curve)).average().orElseThrow();
    }

    /** Returns the score of a strategy, from its repeats. */
    public double score(List<Trace> repeats) {
        return score(curve(repeats.stream().map(this::ranks).toArray(int[][]::new)));
    }
}
