package dev.tilewright.study;

import dev.tilewright.space.Point;
import dev.tilewright.space.Tunable;
import dev.tilewright.tuning.recorded.Recorded;
import dev.tilewright.tuning.recorded.RecordedSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Recordings that tests make up. */
public final class Recordings {

    private Recordings() {}

    /** Records one tunable whose values take the given times, in milliseconds; NaN is a failure. Each costs two seconds. */
    static RecordedSpace of(double... milliseconds) {
        Tunable tunable = new Tunable(
                "X",
                IntStream.range(0, milliseconds.length)
                        .mapToObj(Integer::toString)
                        .toList());
        return RecordedSpace.of(
                "test",
                "a device",
                List.of(),
                List.of(tunable),
                IntStream.range(0, milliseconds.length)
                        .mapToObj(i -> row(Point.of(i), milliseconds[i]))
                        .toList());
    }

    /** Records a space of tunables with eight values each, powers of two; NaN is a failure. */
    public static RecordedSpace cube(String device, int tunables, ToDoubleFunction<Point> milliseconds) {
        List<String> values = List.of("1", "2", "4", "8", "16", "32", "64", "128");
        List<Tunable> named = IntStream.range(0, tunables)
                .mapToObj(i -> new Tunable("T" + i, values))
                .toList();
        List<Recorded> rows = new ArrayList<>();
        for (int number = 0; number < 1 << 3 * tunables; number++) {
            int of = number;
            Point point = Point.of(
                    IntStream.range(0, tunables).map(i -> of >> 3 * i & 7).toArray());
            rows.add(row(point, milliseconds.applyAsDouble(point)));
        }
        return RecordedSpace.of("cube", device, List.of(), named, rows);
    }

    private static Recorded row(Point point, double milliseconds) {
        boolean failed = Double.isNaN(milliseconds);
        return new Recorded(
                point,
                failed ? OptionalDouble.empty() : OptionalDouble.of(milliseconds),
                List.of(),
                new Recorded.Costs(500, 500, 1000),
                failed ? "RuntimeFailedConfig" : "");
    }
}
