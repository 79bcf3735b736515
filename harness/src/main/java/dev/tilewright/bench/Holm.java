package dev.tilewright.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The step-down correction of Holm: keeps the probability of any false rejection among several tests at that of one. */
final class Holm {

    private Holm() {}

    /** Returns each p-value, corrected, in the order given: to be held against the significance as it is. */
    static List<Double> adjust(List<Double> pValues) {
        List<Integer> order = IntStream.range(0, pValues.size())
                .boxed()
                .sorted(Comparator.comparing(pValues::get))
                .toList();
        List<Double> adjusted = new ArrayList<>(Collections.nCopies(pValues.size(), 1.0));
        double largest = 0;
        for (int rank = 0; rank < order.size(); rank++) {
            int test = order.get(rank);
            largest = Math.max(largest, Math.min(1, (order.size() - rank) * pValues.get(test)));
            adjusted.set(test, largest);
        }
        return adjusted;
    }
}
