package dev.tilewright.tensor;

import static dev.tilewright.tensor.Computations.parse;
import static dev.tilewright.tensor.Computations.sizes;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every access is proved to stay in its tensor, or the computation is refused. */
class BoundsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Y[i] = select(i > 0, X[i - 1], 0)",
                "Y[i] = select(i == 0, 0, X[i - 1])",
                "Y[i] = select(i + 2 < N && i != 0, X[i - 1] + X[i + 2], 0)",
                "Y[i] = select(i < 1 || i >= N - 1, X[i], X[i - 1] + X[i + 1])",
                "Y[i] = select(!(i < 3), X[i - 3], 0)",
                "Y[i] = select(i > 0 && X[i - 1] > 0, 1, X[N - 1 - i])",
                "Y[i] = X[i] + sum(j, select(i + j < N, X[i + j], 0) * X[j])",
                "Y[i] = X[i] + sum(j, select(i - j >= 0, X[i - j], 0) * X[j])",
            })
    void anAccessThatItsConditionGuardsIsInBounds(String text) {
        assertThatCode(() -> Bounds.check(parse(text, "N", "X[N]", "Y[N]"), sizes("N=8")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Y[i] = X[i + 1]",
                "Y[i] = X[i - 1]",
                "Y[i] = X[8]",
                "Y[i] = select(i >= 0, X[i - 1], 0)",
                "Y[i] = select(X[i] > 0, X[i - 1], 0)",
                "Y[i] = select(i > 0 || i < 3, X[i - 1], 0)",
                "Y[i] = select(i > 0, 0, X[i - 1])",
                "Y[i] = select(X[i - 1] > 0 && i > 0, 1, 0)",
                "Y[i] = sum(j, X[i + j] * X[j])",
            })
    void anAccessThatMayLeaveItsTensorIsRefused(String text) {
        assertThatThrownBy(() -> Bounds.check(parse(text, "N", "X[N]", "Y[N]"), sizes("N=8")))
                .isInstanceOf(BoundsException.class);
    }

    @Test
    void theMessageNamesTheAccessTheDimensionAndTheValueThatItReaches() {
        Computation computation = parse("Y[i] = sum(k, A[i, k + 1] * A[0, k])", "M K", "A[M,K]", "Y[M]");

        assertThatThrownBy(() -> Bounds.check(computation, sizes("M=4 K=8")))
                .hasMessage("A[i, k + 1] leaves A for {M=4, K=8}: in dimension 1, k + 1 reaches 8, "
                        + "and the dimension runs from 0 to 7");
    }

    /** Each level would double the cases that are told apart. */
    @Test
    void conditionsWithinConditionsAreSoonChecked() {
        StringBuilder value = new StringBuilder("A[i]");
        for (int level = 0; level < 60; level++) {
            value.insert(0, "select(i > %d || i < %d, ".formatted(level + 1, level))
                    .append(", %d)".formatted(level));
        }

        Bounds.check(parse("Y[i] = " + value, "M", "A[M]", "Y[M]"), sizes("M=100"));
    }
}
