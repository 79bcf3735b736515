package dev.tilewright.kernels.evaluate.referee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.task.Init;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InputShapeTest {

    private static final Init SIGNED = new Init.Uniform(-1, 1);
    private static final Init POSITIVE = new Init.Uniform(0, 1);
    private static final Init NORMAL = new Init.Normal(0, 1);

    private static Buffer buffer(ElementType type, long... shape) {
        return new Buffer("X", type, Arrays.stream(shape).boxed().toList(), Buffer.Role.INPUT);
    }

    private static List<Double> drawn(InputShape shape, Init init, Buffer buffer) {
        InputShape.Filling filling =
                shape.filling(init, buffer, new SplittableRandom(7)).orElseThrow();
        SplittableRandom random = new SplittableRandom(8);
        return IntStream.range(0, (int) buffer.elements())
                .mapToObj(i -> filling.at(i, random))
                .toList();
    }

    private static List<Double> floats(InputShape shape, Init init) {
        return drawn(shape, init, buffer(ElementType.FLOAT32, 8, 64));
    }

    @ParameterizedTest
    @EnumSource
    void everyShapeStaysWithinWhatAUniformInitPromises(InputShape shape) {
        for (Init.Uniform init : List.of(
                new Init.Uniform(-1, 1),
                new Init.Uniform(0, 1),
                new Init.Uniform(0.5, 1.5),
                new Init.Uniform(-3, -2))) {
            Buffer buffer = buffer(ElementType.FLOAT32, 8, 64);
            if (shape.fits(init, buffer)) {
                assertThat(drawn(shape, init, buffer)).allSatisfy(value -> {
                    if (Double.isFinite(value)) {
                        assertThat(value).isBetween(init.low(), init.high());
                    }
                });
            }
        }
        Init.Uniform whole = new Init.Uniform(-5, 12);
        Buffer buffer = buffer(ElementType.INT32, 8, 64);
        if (shape.fits(whole, buffer)) {
            assertThat(drawn(shape, whole, buffer))
                    .allSatisfy(value ->
                            assertThat(value).isEqualTo(Math.rint(value)).isBetween(-5.0, 12.0));
        }
    }

    @Test
    void eachShapeIsWhatItIsCalled() {
        assertThat(new HashSet<>(floats(InputShape.ALL_EQUAL, SIGNED))).hasSize(1);
        assertThat(floats(InputShape.ZEROS, SIGNED)).containsOnly(0.0);
        assertThat(floats(InputShape.NEGATIVE, NORMAL)).allMatch(value -> value <= 0);
        assertThat(floats(InputShape.DENORMAL, SIGNED))
                .allMatch(value -> Math.abs(value) < Float.MIN_NORMAL)
                .anyMatch(value -> value.floatValue() != 0);
        assertThat(floats(InputShape.HUGE, NORMAL)).allMatch(value -> Math.abs(value) > 79);
        assertThat(floats(InputShape.ENDS, POSITIVE)).contains(0.0, 1.0).containsOnly(0.0, 1.0);
        List<Double> sorted = floats(InputShape.SORTED, SIGNED);
        List<Double> huge = floats(InputShape.ONE_HUGE, SIGNED);
        List<Double> pairs = floats(InputShape.CANCELLING, SIGNED);
        for (int row = 0; row < 8; row++) {
            int from = 64 * row;
            assertThat(sorted.subList(from, from + 64)).isSorted();
            assertThat(huge.subList(from, from + 64).stream().filter(value -> Math.abs(value) > 1e-9))
                    .hasSize(1);
            assertThat(pairs.subList(from, from + 64).stream()
                            .mapToDouble(value -> value)
                            .sum())
                    .isZero();
        }
        assertThat(floats(InputShape.NOT_FINITE, SIGNED))
                .anyMatch(value -> value.isNaN())
                .anyMatch(value -> value.isInfinite());
    }

    @Test
    void halfPrecisionRoundsWhatIsNarrowInOneDirection() {
        List<Double> narrow = floats(InputShape.NARROW, SIGNED);
        assertThat(narrow).allSatisfy(value -> {
            double half = Float.float16ToFloat(Float.floatToFloat16(value.floatValue()));
            assertThat(Math.abs(half)).isLessThan(Math.abs(value));
        });
    }

    @Test
    void whatAnInitDoesNotAllowIsNotDrawn() {
        Buffer buffer = buffer(ElementType.FLOAT32, 64);
        assertThat(InputShape.NEGATIVE.fits(POSITIVE, buffer)).isFalse();
        assertThat(InputShape.CANCELLING.fits(POSITIVE, buffer)).isFalse();
        assertThat(InputShape.ZEROS.fits(new Init.Uniform(0.5, 1.5), buffer)).isFalse();
        assertThat(InputShape.HUGE.fits(SIGNED, buffer)).isFalse();
        assertThat(InputShape.ALL_EQUAL.fits(new Init.Constant(3), buffer)).isFalse();
    }

    /** What a kernel that guesses could write in place of a sum, or know of one from a sample, is off by more than a sum may be. */
    @Test
    void nobodyKnowsWhatSkewedNumbersComeTo() {
        for (int seed = 0; seed < 20; seed++) {
            Buffer buffer = buffer(ElementType.FLOAT32, 1 << 14);
            for (Init init : List.of(SIGNED, POSITIVE, NORMAL)) {
                InputShape.Filling filling = InputShape.SKEWED
                        .filling(init, buffer, new SplittableRandom(seed))
                        .orElseThrow();
                SplittableRandom random = new SplittableRandom(seed);
                double mean = IntStream.range(0, 1 << 14)
                        .mapToDouble(i -> filling.at(i, random))
                        .average()
                        .orElseThrow();
                assertThat(Math.abs(mean - (init.equals(POSITIVE) ? 0.5 : 0)))
                        .as("%s, seed %d", init, seed)
                        .isGreaterThan(0.01);
            }
        }
    }
}
