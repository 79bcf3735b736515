package dev.tilewright.space;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * How much of the product of all values a condition by itself allows.
 *
 * @param allowed the share, from 0 to 1
 * @param isExact whether all combinations of values were looked at, and not a number of draws
 */
record Share(double allowed, boolean isExact) {

    /**
     * Finds the share that a condition allows: exactly, where it depends on few combinations of values.
     *
     * @param most how many combinations are looked at
     */
    static Share of(Choices choices, Check check, int most) {
        boolean exact = choices.product(check.variables()) <= most;
        return new Share(exact ? counted(choices, check) : drawn(choices, check, most), exact);
    }

    private static double counted(Choices choices, Check check) {
        int[] point = new int[choices.dimensions()];
        Table table = new Table(check.variables(), choices.counts());
        int allowed = 0;
        for (int i = 0; i < table.size(); i++) {
            table.set(point, i);
            allowed += check.allows(point) ? 1 : 0;
        }
        return allowed / (double) table.size();
    }

    private static double drawn(Choices choices, Check check, int draws) {
        int[] point = new int[choices.dimensions()];
        UniformRandomProvider random = RandomSource.SPLIT_MIX_64.create(0);
        int allowed = 0;
        for (int i = 0; i < draws; i++) {
            for (int variable : check.variables()) {
                point[variable] = random.nextInt(choices.counts()[variable]);
            }
            allowed += check.allows(point) ? 1 : 0;
        }
        return allowed / (double) draws;
    }
}
