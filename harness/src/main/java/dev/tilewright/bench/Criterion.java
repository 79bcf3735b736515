package dev.tilewright.bench;

import dev.tilewright.kernels.evaluate.measure.RankTest;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * When a difference counts.
 *
 * <p>The claim that is tested is not "slower" but "slower by more than the threshold": the times of the baseline, made longer by it, are
 * held against the times now in a one-sided Mann-Whitney test; where both were taken in the same processes, in Wilcoxon's of pairs, since
 * what one process was lucky with falls on both. A slowdown that is certain but small is no regression, and neither is
 * one that is large but may be chance. With many cases one would be found slower by chance alone, so p is corrected by the method of
 * Holm ("A Simple Sequentially Rejective Multiple Test Procedure", 1979): the probability of any false alarm in a whole run stays
 * below the significance. Several looks at a growing sample share it (Bonferroni).
 *
 * <p>A first set of processes only raises a suspicion, for which much less is asked. The test is that of a second set, which knows
 * nothing of the first: so neither the choice of the most suspicious cases nor the generosity of the first set makes a false alarm more
 * probable, and the ratio that is told is not one that was picked for being large.
 *
 * <p>A sample is the ratio, or the median, of one process. Runs within a process share where the system put its memory and what its caches
 * and clocks did; counted as independent, they would make every such accident significant. See Georges, Buytaert and Eeckhout,
 * "Statistically Rigorous Java Performance Evaluation" (OOPSLA 2007), and Kalibera and Jones, "Rigorous Benchmarking in Reasonable
 * Time" (ISMM 2013).
 *
 * @param threshold by what share a time may grow, 0.03 is 3 %
 * @param significance the probability of a false alarm in a run, below 1
 */
public record Criterion(double threshold, double significance) {

    /** More rounds than these are not worth waiting for. */
    private static final int MOST_ROUNDS = 200;

    /** No threshold is as large. */
    private static final double THRESHOLD_LIMIT = 10;

    /** Below this p, or the significance where that is more, and with an estimate beyond the threshold, a case is suspected. */
    private static final double SUSPICION = 0.05;

    public Criterion {
        if (!(threshold >= 0 && threshold < THRESHOLD_LIMIT) || !(significance > 0 && significance < 1)) {
            throw new IllegalArgumentException("threshold %s must be at least 0, and significance %s between 0 and 1"
                    .formatted(threshold, significance));
        }
    }

    /**
     * Times of a case in rounds, in ns, now and in the baseline.
     *
     * @param now at least one
     * @param then at least one
     * @param paired whether each of both was taken beside the other's of the same place; then there are as many
     */
    public record Samples(List<Double> now, List<Double> then, boolean paired) {
        public Samples {
            now = List.copyOf(now);
            then = List.copyOf(then);
            if (paired && now.size() != then.size()) {
                throw new IllegalArgumentException("%d and %d times are no pairs".formatted(now.size(), then.size()));
            }
        }

        /** Returns ratios of time now to time then, each from two times that were taken beside each other. */
        public static Samples pairs(List<Double> ratios) {
            return new Samples(ratios, Collections.nCopies(ratios.size(), 1.0), true);
        }

        /** Returns times that were taken apart. */
        public static Samples apart(List<Double> now, List<Double> then) {
            return new Samples(now, then, false);
        }

        /** Returns the probability of such samples if now were no slower than {@code factor} times then. */
        private double slower(double factor) {
            return pValue(scaled(then, factor), scaled(now, 1));
        }

        /** Returns the probability of such samples if then were no slower than {@code factor} times now. */
        private double faster(double factor) {
            return pValue(scaled(now, factor), scaled(then, 1));
        }

        private double pValue(double[] claimed, double[] other) {
            return paired ? RankTest.pairedPValue(claimed, other) : RankTest.pValue(claimed, other);
        }

        private RatioEstimate ratio() {
            double[] today = scaled(now, 1);
            double[] before = scaled(then, 1);
            return paired ? RatioEstimate.ofPairs(today, before) : RatioEstimate.of(today, before);
        }
    }

    /**
     * What is known of a case.
     *
     * @param ratio time now over time then
     * @param pValue the probability of such samples if the case were no more than the threshold slower, corrected for the number of cases
     * @param verdict what follows
     * @param roundsThatMayDecide for an inconclusive case, about how many rounds would decide it; empty if no sensible number would
     */
    public record Judgement(RatioEstimate ratio, double pValue, Verdict verdict, OptionalInt roundsThatMayDecide) {}

    /**
     * Returns the criterion by which a case that counts as slower is nearer to a known slowdown than to none: its threshold is half-way
     * to it, on a logarithmic scale, where that is more than this one's.
     *
     * @param slowdown by what factor the known slowdown has made times longer
     */
    public Criterion halfWay(double slowdown) {
        double half = Math.min(Math.sqrt(slowdown) - 1, Math.nextDown(THRESHOLD_LIMIT));
        return half > threshold ? new Criterion(half, significance) : this;
    }

    /** Tells whether a case seems slower by more than the threshold, so that it is worth a second set of processes. */
    public boolean suspects(Samples samples) {
        return samples.ratio().ratio() > 1 + threshold && samples.slower(1) < Math.max(SUSPICION, significance);
    }

    /**
     * Judges the cases of a run together.
     *
     * @param looks how often samples that grow are judged, all together
     */
    public List<Judgement> judge(List<Samples> cases, int looks) {
        double factor = 1 + threshold;
        List<Double> slower = Holm.adjust(
                cases.stream().map(samples -> samples.slower(factor)).toList());
        List<Double> faster = Holm.adjust(
                cases.stream().map(samples -> samples.faster(factor)).toList());
        return IntStream.range(0, cases.size())
                .mapToObj(i -> judgement(cases.get(i), slower.get(i), faster.get(i), looks))
                .toList();
    }

    /** Tells whether a whole interval lies beyond the threshold, on either side. */
    public boolean apart(RatioEstimate ratio) {
        return ratio.low() > 1 + threshold || ratio.high() < 1 / (1 + threshold);
    }

    private Judgement judgement(Samples samples, double slower, double faster, int looks) {
        RatioEstimate ratio = samples.ratio();
        Verdict verdict = Verdict.INCONCLUSIVE;
        if (slower < significance / looks) {
            verdict = Verdict.REGRESSED;
        } else if (faster < significance / looks) {
            verdict = Verdict.IMPROVED;
        } else if (ratio.low() >= 1 / (1 + threshold) && ratio.high() <= 1 + threshold) {
            verdict = Verdict.UNCHANGED;
        } else if (ratio.high() <= 1 + threshold) {
            verdict = Verdict.NOT_SLOWER;
        }
        int rounds = Math.min(samples.now().size(), samples.then().size());
        return new Judgement(
                ratio,
                slower,
                verdict,
                verdict == Verdict.INCONCLUSIVE ? roundsThatMayDecide(ratio, rounds) : OptionalInt.empty());
    }

    /**
     * Guesses from the width of the interval, which shrinks with the root of the number of rounds, when its nearer end would no longer
     * reach over the threshold, should the estimate stay where it is.
     */
    private OptionalInt roundsThatMayDecide(RatioEstimate ratio, int rounds) {
        double width = Math.log(ratio.high() / ratio.low()) / 2;
        double distance = Math.abs(Math.abs(Math.log(ratio.ratio())) - Math.log1p(threshold));
        double factor = Math.max(1.5, Math.pow(width / distance, 2));
        double wanted = Math.ceil(rounds * factor);
        return wanted <= MOST_ROUNDS ? OptionalInt.of((int) wanted) : OptionalInt.empty();
    }

    /**
     * Returns the fewest rounds in which the slowest of slowdowns could be told from chance: even if now is slower in all pairs, chance
     * gives that to one in 2ⁿ.
     *
     * @param cases how many are judged together
     * @param looks how often
     */
    public int leastRounds(int cases, int looks) {
        int rounds = 1;
        while (Math.scalb(1.0, -rounds) >= significance / cases / looks) {
            rounds++;
        }
        return rounds;
    }

    private static double[] scaled(List<Double> times, double factor) {
        return times.stream().mapToDouble(nanos -> nanos * factor).toArray();
    }
}
