package dev.tilewright.loops.transform;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Which numbers are worth trying in transformations. */
final class Factors {

    private Factors() {}

    /** Returns numbers near {@code number}, within bounds: halves and doubles, and its neighbours where it is small. */
    static List<Long> around(long number, long least, long most) {
        LongStream near = number <= 8
                ? LongStream.of(number / 2, number - 2, number - 1, number + 1, number + 2, number * 2)
                : LongStream.of(number / 4, number / 2, number * 3 / 4, number * 3 / 2, number * 2, number * 4);
        return near.filter(other -> other >= least && other <= most && other != number)
                .boxed()
                .distinct()
                .toList();
    }

    /** Returns the powers of two from {@code least} to {@code most}. */
    static List<Long> powersOfTwo(long least, long most) {
        return Stream.iterate(1L, power -> power <= most, power -> power * 2)
                .filter(power -> power >= least)
                .toList();
    }
}
