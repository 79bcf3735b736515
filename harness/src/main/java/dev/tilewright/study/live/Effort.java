package dev.tilewright.study.live;

import dev.tilewright.study.live.SearchTrace.Reached;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How many evaluations a search takes to come near to the best that any search of the study found on a task. Where it does not get there, its
 * budget counts in place of the number, which is more, and unknown.
 *
 * @param share the time of the best divided by the time that was wanted
 * @param evaluations the median over the blocks; empty where that is one of those that did not get there
 * @param censored in how many blocks the search did not get there
 * @param referenceCensored in how many blocks the search that it is compared with did not
 * @param ratio evaluations as a ratio to those of the search that it is compared with
 */
public record Effort(double share, OptionalDouble evaluations, int censored, int referenceCensored, PairedRatio ratio) {

    /** What a ratio is of which numbers are missing. */
    public enum Bound {
        /** It is the ratio. */
        NONE(""),
        /** The ratio is this or more, since the search did not always get there. */
        AT_LEAST("≥ "),
        /** The ratio is this or less, since the search that it is compared with did not always get there. */
        AT_MOST("≤ "),
        /** Neither always got there, so that the ratio may be more or less. */
        UNKNOWN("~ ");

        private final String sign;

        Bound(String sign) {
            this.sign = sign;
        }

        /** Returns what is written before the ratio. */
        public String sign() {
            return sign;
        }
    }

    /** The numbers of one search on one task, a block each, and those of the search that it is compared with. */
    record Pairs(List<Reached> mine, List<Reached> reference) {

        double[] logarithms() {
            double[] logarithms = new double[mine.size()];
            Arrays.setAll(
                    logarithms,
                    block -> Math.log(mine.get(block).evaluations()
                            / (double) reference.get(block).evaluations()));
            return logarithms;
        }
    }

    /**
     * Computes it.
     *
     * @param tasks for each task the blocks; the median is over the blocks of all
     */
    static Effort of(double share, List<Pairs> tasks, long seed) {
        List<Reached> mine =
                tasks.stream().flatMap(pairs -> pairs.mine().stream()).toList();
        List<Reached> reference =
                tasks.stream().flatMap(pairs -> pairs.reference().stream()).toList();
        return new Effort(
                share,
                median(mine),
                censored(mine),
                censored(reference),
                PairedRatio.of(tasks.stream().map(Pairs::logarithms).toList(), seed));
    }

    private static int censored(List<Reached> blocks) {
        return Math.toIntExact(blocks.stream().filter(Reached::censored).count());
    }

    /** Those that did not get there are last, however large their budget. */
    private static OptionalDouble median(List<Reached> blocks) {
        List<Double> sorted = new ArrayList<>(blocks.stream()
                .map(reached -> reached.censored() ? Double.POSITIVE_INFINITY : reached.evaluations())
                .sorted()
                .toList());
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return Double.isFinite(median) ? OptionalDouble.of(median) : OptionalDouble.empty();
    }

    /** Says what the ratio is, given the numbers that are missing. */
    public Bound bound() {
        if (censored == 0) {
            return referenceCensored == 0 ? Bound.NONE : Bound.AT_MOST;
        }
        return referenceCensored == 0 ? Bound.AT_LEAST : Bound.UNKNOWN;
    }
}
