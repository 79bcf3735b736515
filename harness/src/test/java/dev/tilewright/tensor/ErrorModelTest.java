package dev.tilewright.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.tensor.SpotProgram.Element;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The unit roundoff of single precision is 2⁻²⁴; every bound here is written in it. */
class ErrorModelTest {

    private static final double U = 0x1p-24;
    private static final double EXACT = 1e-25;

    private static List<Element> bounds(
            String text, Precision in, Precision out, Map<String, double[]> inputs, int elements) {
        Map<String, Long> sizes = new LinkedHashMap<>(Map.of("N", (long) elements));
        String[] tensors = new String[inputs.size() + 1];
        Map<String, Precision> precisions = new HashMap<>();
        int next = 0;
        for (String input : inputs.keySet()) {
            tensors[next++] = input + "[N]";
            precisions.put(input, in);
        }
        tensors[next] = "Y[N]";
        precisions.put("Y", out);
        Computation computation = Computations.parse(text.replace(';', '\n'), "N", tensors);
        int[] all = IntStream.range(0, elements).toArray();
        return SpotProgram.compile(ErrorModel.of(computation, precisions, sizes), sizes, Map.of())
                .at(inputs, Map.of("Y", all))
                .get("Y");
    }

    private static double bound(String text, double... x) {
        return bounds(text, Precision.SINGLE, Precision.SINGLE, Map.of("X", x), x.length)
                .getFirst()
                .bound();
    }

    @Test
    void whatIsOnlyCopiedIsExact() {
        assertThat(bound("Y[i] = X[i]", 0.3)).isLessThan(EXACT);
        assertThat(bound("Y[i] = -X[i]", 0.3)).isLessThan(EXACT);
        assertThat(bound("Y[i] = max(X[i], 0)", 0.3)).isLessThan(EXACT);
        assertThat(bound("Y[i] = max(j, X[j])", 0.3, 0.4)).isLessThan(EXACT);
    }

    @Test
    void aSumIsBoundedByTheMagnitudesOfItsTermsWhateverTheyComeTo() {
        assertThat(bound("Y[i] = X[i] + 1", -1)).isCloseTo(2 * U, within(1e-12));
        assertThat(bound("Y[i] = X[i] - 1 + 2 - 4", 0.5)).isCloseTo(3 * U * 7.5, within(1e-12));
    }

    @Test
    void aTermWithASmallWholeFactorMayBeAddedThatOften() {
        assertThat(bound("Y[i] = 2 * X[i] - 1", 0.5)).isCloseTo(2 * U * 2 + U, within(1e-12));
        assertThat(bound("Y[i] = 2.5 * X[i] - 1", 0.5)).isCloseTo(U * 2.25 + U * 1.25, within(1e-12));
    }

    @Test
    void manyRoundingsOfASumCountAsTwiceTheRootOfTheirNumber() {
        double[] x = new double[1024];
        for (int i = 0; i < x.length; i++) {
            x[i] = i % 2 == 0 ? 1 : -1;
        }
        assertThat(bound("Y[i] = sum(j, X[j])", x)).isCloseTo(2 * 32 * 1024 * U, within(1e-9));
        assertThat(bound("Y[i] = sum(j, X[j])", 1, -1, 1)).isCloseTo(3 * 3 * U, within(1e-12));
    }

    @Test
    void theErrorOfAnIntermediateIsPassedOnByItsCondition() {
        // The sum is off by 2·u·|1| + 2·u·|1.0001|, and so is the difference; a quotient by it magnifies that.
        double near = bound("D[i] = X[i] - 1; Y[i] = 1 / D[i]", 1.0009765625);
        double far = bound("D[i] = X[i] - 1; Y[i] = 1 / D[i]", 3);
        assertThat(near).isBetween(1e6 * U, 4e6 * U);
        assertThat(far).isBetween(2 * U, 6 * U);
    }

    @Test
    void wholeNumbersAreExact() {
        Map<String, double[]> inputs = Map.of("X", new double[] {1_000_000_007, -5});
        for (String text :
                List.of("Y[i] = X[i] + 1", "Y[i] = sum(j, X[j]) - 3 * X[i]", "Y[i] = select(X[i] > 4, 1, 2)")) {
            assertThat(bounds(text, Precision.WHOLE, Precision.WHOLE, inputs, 2))
                    .allSatisfy(element -> assertThat(element.bound()).isLessThan(1e-9));
        }
    }

    @Test
    void aFractionThatIsMadeWholeIsUnsureOnlyBesideAWholeNumber() {
        Map<String, double[]> inputs = Map.of("X", new double[] {2.5, 3.0000001});
        List<Element> floors = bounds("Y[i] = floor(X[i] * 1.1 / 1.1)", Precision.SINGLE, Precision.WHOLE, inputs, 2);
        assertThat(floors.getFirst().bound()).isLessThan(1e-9);
        assertThat(floors.getLast().bound()).isEqualTo(1);
    }

    @Test
    void whereRoundingDecidesAConditionEitherValueMayComeOut() {
        String text = "Y[i] = select(X[i] * X[i] < 2, 10, 20)";
        double root = Math.sqrt(2);
        assertThat(bound(text, root)).isBetween(10.0, 10.1);
        assertThat(bound(text, 1.4)).isLessThan(1e-5);
        assertThat(bound("Y[i] = select(X[i] == 1, 10, 20)", 1)).isLessThan(1e-5);
    }

    @Test
    void whatOverflowsInSinglePrecisionIsBoundedByNothing() {
        assertThat(bound("S[i] = exp(X[i]); Y[i] = log(sum(j, S[j]))", 100)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(bound("S[i] = exp(X[i]); Y[i] = log(sum(j, S[j]))", 80)).isLessThan(1e-4);
        assertThat(bound("Y[i] = sum(j, X[j] * X[j]) / 1e30", 1e25)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void doublePrecisionHasABoundOfItsOwn() {
        Map<String, double[]> inputs = Map.of("X", new double[] {1, 2, 3, 4});
        assertThat(bounds("Y[i] = sum(j, X[j])", Precision.DOUBLE, Precision.DOUBLE, inputs, 4)
                        .getFirst()
                        .bound())
                .isCloseTo(4 * 10 * 0x1p-52, within(1e-17));
    }

    @Test
    void functionsHaveTheAllowanceOfTheirApproximations() {
        assertThat(bound("Y[i] = exp(X[i])", 0)).isCloseTo(6 * U, within(U / 10));
        assertThat(bound("Y[i] = exp(X[i])", 10) / Math.exp(10)).isCloseTo(46 * U, within(U));
        assertThat(bound("Y[i] = sqrt(X[i])", 4)).isCloseTo(12 * U, within(U / 10));
        assertThat(bound("Y[i] = rsqrt(X[i])", 4)).isCloseTo(4 * U, within(U / 10));
    }
}
