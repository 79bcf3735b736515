package dev.tilewright.study;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * What came of one strategy on one space.
 *
 * @param space the name of the space
 * @param strategy the name of the strategy
 * @param repeats what each repeat evaluated
 * @param score the performance-over-time score
 * @param low the lower end of the score's 95 % interval, by resampling repeats
 * @param high its upper end
 * @param curve the time of the best so far at each point of the axis
 * @param reached evaluations until so much of the optimum was reached
 * @param afterTwenty the optimum divided by the best of the first 20 evaluations, in the median over the repeats
 * @param strategyMicros the strategy's own time per evaluation, the median over the repeats, in microseconds
 */
public record ContestResult(
        String space,
        String strategy,
        List<Trace> repeats,
        double score,
        double low,
        double high,
        Band curve,
        List<Reached> reached,
        double afterTwenty,
        double strategyMicros) {

    /** The shares of the optimum that people ask for. */
    public static final List<Double> SHARES = List.of(0.9, 0.95, 0.99);

    private static final int RESAMPLED = 100;

    private static final int FIRST = 20;

    /**
     * How many evaluations it took to reach a share of the optimum.
     *
     * @param share the optimum divided by the time that was wanted
     * @param evaluations the median over the repeats; empty where fewer than half of them got there within the budget
     * @param repeats the part of the repeats that got there
     */
    public record Reached(double share, OptionalDouble evaluations, double repeats) {}

    static ContestResult of(Contest contest, List<Contest.Repeat> repeats, long seed) {
        TimeAxis axis = contest.axis();
        List<Trace> traces = repeats.stream().map(Contest.Repeat::trace).toList();
        int[][] ranks = traces.stream().map(axis::ranks).toArray(int[][]::new);
        double[] curve = axis.curve(ranks);
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
        double[][] curves = new double[RESAMPLED][];
        double[] scores = new double[RESAMPLED];
        for (int i = 0; i < RESAMPLED; i++) {
            int[][] drawn = new int[ranks.length][];
            Arrays.setAll(drawn, _ -> ranks[random.nextInt(ranks.length)]);
            curves[i] = axis.curve(drawn);
            scores[i] = axis.score(curves[i]);
        }
        Arrays.sort(scores);
        double[] own = repeats.stream()
                .mapToDouble(repeat -> repeat.strategyNanos()
                        / 1e3
                        / Math.max(1, repeat.trace().evaluations().size()))
                .sorted()
                .toArray();
        double optimum = axis.optimum();
        return new ContestResult(
                contest.name(),
                contest.strategy().name(),
                traces,
                axis.score(curve),
                scores[(int) (0.025 * RESAMPLED)],
                scores[(int) (0.975 * RESAMPLED)],
                new Band(curve, curves),
                SHARES.stream().map(share -> reached(traces, optimum, share)).toList(),
                median(traces.stream()
                        .mapToDouble(trace -> optimum / trace.best(FIRST))
                        .sorted()
                        .toArray()),
                median(own));
    }

    private static Reached reached(List<Trace> traces, double optimum, double share) {
        double[] evaluations = traces.stream()
                .mapToDouble(trace -> trace.evaluationsTo(optimum / share))
                .sorted()
                .toArray();
        double there = Arrays.stream(evaluations).filter(Double::isFinite).count() / (double) evaluations.length;
        double median = median(evaluations);
        return new Reached(share, Double.isFinite(median) ? OptionalDouble.of(median) : OptionalDouble.empty(), there);
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
