package dev.tilewright.kernels.evaluate.referee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.kernel.ElementType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ExpectedTest {

    private static double error(double[] expected, float... actual) {
        return new Expected(expected).error(MemorySegment.ofArray(actual), ElementType.FLOAT32);
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
        assertThat(new Expected(new double[] {1, Double.POSITIVE_INFINITY}).finite())
                .isFalse();
        assertThat(new Expected(new double[] {1, Double.NaN}).finite()).isFalse();
        assertThat(new Expected(new double[] {1, 2}).finite()).isTrue();
    }

    @Test
    void theFirstWrongElementIsFound() {
        double[] expected = new double[100_000];
        Arrays.fill(expected, 1);
        float[] actual = new float[expected.length];
        Arrays.fill(actual, 1);
        actual[65_537] = 2;
        assertThat(new Expected(expected).firstWrong(MemorySegment.ofArray(actual), ElementType.FLOAT32, 1e-4))
                .isEqualTo(65_537);
    }

    @Test
    void integersAndDoublesAreComparedAsNumbers() {
        Expected expected = new Expected(new double[] {2, 2});
        assertThat(expected.error(MemorySegment.ofArray(new int[] {2, 3}), ElementType.INT32))
                .isEqualTo(0.5);
        assertThat(expected.error(MemorySegment.ofArray(new double[] {2, 2.5}), ElementType.FLOAT64))
                .isEqualTo(0.25);
    }
}
