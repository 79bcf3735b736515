package dev.tilewright.space;

import java.util.Arrays;
import java.util.Comparator;

/** The order in which points are found by going through the product, the last tunable varying fastest. */
final class PointOrder {

    static final Comparator<Point> BY_INDICES = (one, other) -> Arrays.compare(one.indices(), other.indices());

    private PointOrder() {}
}
