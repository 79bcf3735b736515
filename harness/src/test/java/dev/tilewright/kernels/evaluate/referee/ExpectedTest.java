package dev.tilewright.kernels.evaluate.referee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.kernel.ElementType;
import dev.tilewright.task.Tolerance;
import dev.tilewright.tensor.ErrorModel.ErrorBound;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ExpectedTest {

    private static Expected expected(ElementType type, double... values) {
        return new Expected(values, new Allowance(new Tolerance(1e-4), true, type));
    }

    private static double error(double[] expected, float... actual) {
        return expected(ElementType.FLOAT32, expected).error(MemorySegment.ofArray(actual), ElementType.FLOAT32);
    }

    @Test
    void aLargeElementIsJudgedByItsOwnSizeAndASmallOneByTheTensors() {
        double[] expected = {3, -4, 0, 0};
        double rootMeanSquare = 2.5;
        assertThat(error(expected, 3, -4, 0, 0)).isZero();
        assertThat(error(expected, 3, -5, 0, 0)).isEqualTo(0.25);
        assertThat(error(expected, 3, -4, 0.5f, 0)).isEqualTo(0.5 / rootMeanSquare);
    }

    @Test
    void oneHugeElementDoesNotExcuseErrorsInAllTheOthers() {
        double[] expected = new double[1 << 20];
        Arrays.fill(expected, 1);
        expected[5] = 1000;
        float[] actual = new float[expected.length];
        Arrays.fill(actual, 1.05f);
        actual[5] = 1000;
        assertThat(error(expected, actual)).isCloseTo(0.05 / Math.sqrt(1 + 1e6 / expected.length), within(1e-3));
    }

    @Test
    void zerosHaveAnErrorOfOne() {
        assertThat(error(new double[] {1, 2, 3}, 0, 0, 0)).isEqualTo(1);
    }

    @Test
    void nanAndInfinityAreWorseThanAnything() {
        assertThat(error(new double[] {1, 2, 3}, 1, Float.NaN, 9)).isNaN();
        assertThat(error(new double[] {1, 2, 3}, 1, 2, Float.NEGATIVE_INFINITY)).isNaN();
        double[] many = new double[100_000];
        Arrays.fill(many, 1);
        float[] actual = new float[many.length];
        Arrays.fill(actual, 1);
        actual[70_000] = Float.NaN;
        assertThat(error(many, actual)).isNaN();
    }

    @Test
    void aReferenceThatIsNotFiniteIsTold() {
        assertThat(expected(ElementType.FLOAT32, 1, Double.POSITIVE_INFINITY).attainable())
                .isFalse();
        assertThat(expected(ElementType.FLOAT32, 1, Double.NaN).attainable()).isFalse();
        assertThat(expected(ElementType.FLOAT32, 1, 2).attainable()).isTrue();
    }

    @Test
    void wrongElementsAreFound() {
        double[] expected = new double[100_000];
        Arrays.fill(expected, 1);
        float[] actual = new float[expected.length];
        Arrays.fill(actual, 1);
        actual[65_537] = 2;
        actual[99_999] = Float.NaN;
        assertThat(expected(ElementType.FLOAT32, expected).wrong(MemorySegment.ofArray(actual), ElementType.FLOAT32))
                .containsExactly(65_537, 99_999);
    }

    @Test
    void integersAndDoublesAreComparedAsNumbers() {
        assertThat(expected(ElementType.INT32, 2, 2).error(MemorySegment.ofArray(new int[] {2, 3}), ElementType.INT32))
                .isEqualTo(0.5);
        assertThat(expected(ElementType.FLOAT64, 2, 2)
                        .error(MemorySegment.ofArray(new double[] {2, 2.5}), ElementType.FLOAT64))
                .isEqualTo(0.25);
    }

    @Test
    void whatIsFiniteInDoublePrecisionOnlyIsNotFinite() {
        assertThat(expected(ElementType.FLOAT32, 1, 1e39).attainable()).isFalse();
        assertThat(expected(ElementType.FLOAT64, 1, 1e39).attainable()).isTrue();
    }

    @Test
    void withoutAnExpressionTheToleranceDecidesAloneAndWholeNumbersAreExact() {
        Expected floats = expected(ElementType.FLOAT32, 1, 1);
        assertThat(floats.deviation(MemorySegment.ofArray(new float[] {1, 1.00009f}), ElementType.FLOAT32))
                .isCloseTo(0.9, within(1e-3));
        Expected whole = expected(ElementType.INT32, 1_000_000, 2_000_000);
        assertThat(whole.deviation(MemorySegment.ofArray(new int[] {1_000_000, 2_000_000}), ElementType.INT32))
                .isZero();
        assertThat(whole.deviation(MemorySegment.ofArray(new int[] {1_000_000, 2_000_001}), ElementType.INT32))
                .isGreaterThan(1e5);
    }

    @Test
    void aToleranceWithAReasonLoosensTheModelAndOneWithoutMakesItStricter() {
        ErrorBound bound = new ErrorBound(1e-6, 0, "");
        double[] values = {1};
        Tolerance loose = new Tolerance(OptionalDouble.of(1e-2), "half precision is enough", false);
        Tolerance strict = new Tolerance(1e-7);
        assertThat(new Expected(values, Optional.empty(), bound, new Allowance(loose, true, ElementType.FLOAT32))
                        .allowance(0))
                .isEqualTo(1e-2);
        assertThat(new Expected(values, Optional.empty(), bound, new Allowance(strict, true, ElementType.FLOAT32))
                        .allowance(0))
                .isEqualTo(1e-7);
        assertThat(new Expected(values, Optional.empty(), bound, new Allowance(strict, false, ElementType.FLOAT32))
                        .allowance(0))
                .isEqualTo(1e-6);
        assertThat(new Expected(
                                values,
                                Optional.empty(),
                                bound,
                                new Allowance(Tolerance.MODEL, true, ElementType.FLOAT32))
                        .allowance(0))
                .isEqualTo(1e-6);
    }

    @Test
    void aTaskMayAllowNanAndInfinityWhereTheReferenceHasThem() {
        Allowance allowance = new Allowance(new Tolerance(OptionalDouble.empty(), "", true), true, ElementType.FLOAT32);
        Expected expected = new Expected(new double[] {1, Double.NaN, Double.POSITIVE_INFINITY}, allowance);
        assertThat(expected.attainable()).isTrue();
        assertThat(expected.deviation(
                        MemorySegment.ofArray(new float[] {1, Float.NaN, Float.POSITIVE_INFINITY}),
                        ElementType.FLOAT32))
                .isZero();
        assertThat(expected.deviation(
                        MemorySegment.ofArray(new float[] {1, 2, Float.POSITIVE_INFINITY}), ElementType.FLOAT32))
                .isNaN();
        assertThat(expected.wrong(
                        MemorySegment.ofArray(new float[] {1, Float.NaN, Float.NEGATIVE_INFINITY}),
                        ElementType.FLOAT32))
                .containsExactly(2);
    }
}
