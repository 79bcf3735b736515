package dev.tilewright.loops.transform;

import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Which numbers are worth trying in transformations. */
final class Factors {

    private Factors() {}

    /** Up to here every neighbour of a number is near it. */
    private static final long SMALL = 16;

    /** Returns numbers near {@code number}, within bounds, nearest first: halves and doubles, and its neighbours where it is small. */
    static List<Long> around(long number, long least, long most) {
        LongStream near = number <= SMALL
                ? LongStream.of(number - 2, number - 1, number + 1, number + 2, number / 2, number * 2)
                : LongStream.of(number / 4, number / 2, number * 3 / 4, number * 3 / 2, number * 2, number * 4);
        return near.filter(other -> other >= least && other <= most && other != number)
                .boxed()
                .distinct()
                .sorted(nearest(number))
                .toList();
    }

    /** Orders positive numbers by how many times as large or as small as {@code number} they are. */
    static Comparator<Long> nearest(long number) {
        return Comparator.comparingDouble(other -> Math.max((double) other / number, (double) number / other));
    }

    /** Returns the powers of two from {@code least} to {@code most}. */
    static List<Long> powersOfTwo(long least, long most) {
        return Stream.iterate(1L, power -> power <= most, power -> power * 2)
                .filter(power -> power >= least)
                .toList();
    }
}
