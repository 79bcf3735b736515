package dev.tilewright.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What kind of number an expression is; X and Z are int32, F is float32. */
class TypingTest {

    private static final Set<String> WHOLE = Set.of("X", "Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            X[i] * Z[i] - 2            | WHOLE
            abs(X[i]) + floor(Z[i])    | WHOLE
            min(X[i], i) + N           | WHOLE
            select(F[i] > 1, X[i], 0)  | WHOLE
            -X[i] + 2.0                | WHOLE
            sum(k, X[k])               | WHOLE
            X[i] / 1                   | REAL
            X[i] + 0.5                 | REAL
            X[i] + 3000000000          | REAL
            X[i] + F[i]                | REAL
            sqrt(X[i])                 | REAL
            pow(X[i], 2)               | REAL
            floor(F[i])                | REAL
            sum(k, F[k] * X[k])        | REAL
            i * i + N - 3              | EITHER
            select(X[i] > 0, i, 1)     | EITHER
            i / 2                      | REAL
            """)
    void aNumberIsWholeIfAllThatItIsComputedFromIs(String value, NumberKind kind) {
        assertThat(new Typing(WHOLE, true).of(value(value))).isEqualTo(kind);
    }

    /** Its terms fit in int32, and it may outgrow that. */
    @Test
    void aSumOfWholeNumbersIsRealInAStatementThatAssignsRealNumbers() {
        assertThat(new Typing(WHOLE, false).of(value("sum(k, X[k])"))).isEqualTo(NumberKind.REAL);
        assertThat(new Typing(WHOLE, false).of(value("X[i] * Z[i]"))).isEqualTo(NumberKind.WHOLE);
    }

    @Test
    void anIntermediateIsWholeIfItIsComputedAsSuch() {
        Computation computation = Computations.parse(
                        "S[i] = X[i] * Z[i]\nT[i] = S[i] / 2\nU[0] = sum(k, S[k])\nY[i] = U[0] + T[i] + F[i]",
                        "N",
                        "X[N]",
                        "Z[N]",
                        "F[N]",
                        "Y[N]")
                .withWhole(WHOLE);

        assertThat(computation.whole()).containsExactlyInAnyOrder("X", "Z", "S", "U");
    }

    private static Expression value(String text) {
        return Computations.parse("R[i] = " + text, "N", "X[N]", "Z[N]", "F[N]", "R[N]")
                .statements()
                .getLast()
                .value();
    }
}
