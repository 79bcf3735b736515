package dev.tilewright.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the reference computes whole numbers: exactly, within int32, and without a fraction where they are stored. */
class WholeNumbersTest {

    private static final double[] NUMBERS = {-15, -14, 0, 13, 14, 46341};

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            X[i] / 7                 | -2,   -2,  0, 1,   2,   6620
            floor(X[i] / 7)          | -3,   -2,  0, 1,   2,   6620
            abs(X[i]) - 1            | 14,   13, -1, 12,  13,  46340
            sqrt(X[i] / 1 * X[i])    | 15,   14,  0, 13,  14,  46341
            select(X[i] > -1, i, -i) | 0,    -1,  2, 3,   4,   5
            -0.5 * X[i]              | 7,     7,  0, -6,  -7,  -23170
            """)
    void aRealNumberLosesItsFractionWhereItIsStored(String value, String expected) {
        assertThat(run("Y[i] = " + value, Set.of("X", "Y")))
                .containsExactly(Arrays.stream(expected.split(","))
                        .mapToDouble(Double::parseDouble)
                        .toArray());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            X[i] * X[i]                   | a product in the statement of Y is 2147488281, which int32 does not hold; dividing an operand by 1 makes it a real number
            X[i] + 2147483647 - 2147483647| a sum of two numbers in the statement of Y is 2147483660, which int32 does not hold; dividing an operand by 1 makes it a real number
            500000000 * i                 | 500000000 * i in the statement of Y is 2500000000, which int32 does not hold; dividing an operand by 1 makes it a real number
            sum(k, 50000 * X[k])          | a product in the statement of Y is 2317050000, which int32 does not hold; dividing an operand by 1 makes it a real number
            X[i] / 0                      | an element of Y is -Infinity, which int32 does not hold
            log(X[i])                     | an element of Y is NaN, which int32 does not hold
            X[i] / 1 * 50000              | an element of Y is 2317050000, which int32 does not hold
            """)
    void aNumberThatInt32DoesNotHoldIsTold(String value, String message) {
        assertThatThrownBy(() -> run("Y[i] = " + value + " + 0 * X[i]", Set.of("X", "Y")))
                .isInstanceOf(NumberRangeException.class)
                .hasMessage(message);
    }

    @Test
    void aMultipleOfAnIndexIsExactBeyondInt32WhereRealNumbersAreAssigned() {
        assertThat(run("Y[i] = 2000000000 * i", Set.of("X"))).endsWith(8e9, 1e10);
    }

    @Test
    void aSumOfWholeNumbersMayOutgrowInt32WhereRealNumbersAreAssigned() {
        assertThat(run("Y[i] = sum(k, X[k] * 40000) + 0 * X[i]", Set.of("X"))).startsWith(46339 * 40000.0);
    }

    private static double[] run(String text, Set<String> whole) {
        Computation computation = Computations.parse(text, "N", "X[N]", "Y[N]").withWhole(whole);
        double[] result = ReferenceProgram.compile(computation, Map.of("N", (long) NUMBERS.length))
                .run(Map.of("X", NUMBERS))
                .get("Y");
        return Objects.requireNonNull(result);
    }
}
