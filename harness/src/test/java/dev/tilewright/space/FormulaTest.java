package dev.tilewright.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormulaTest {

    private static final Map<String, Long> SIZES = Map.of("M", 7L, "K", 3L, "HUGE", Long.MAX_VALUE);

    private static final Configuration CONFIGURATION =
            Configuration.none().with("TILE", "16").with("LAYOUT", "rows");

    private static long computed(String text) {
        return Formula.parse(text).compute(SIZES, CONFIGURATION);
    }

    private static boolean holds(String text) {
        return Formula.parse(text).holds(SIZES, CONFIGURATION);
    }

    @ParameterizedTest
    @CsvSource({
        "M, 7",
        "TILE, 16",
        "M + K * 2, 13",
        "(M + K) * 2, 20",
        "M - K - 2, 2",
        "M * 2 % 5, 4",
        "M + 1 << 1, 16",
        "7 & 3 == 3 ? 1 : 2, 1",
        "-M, -7",
        "M > K ? M : K, 7",
        "(M + TILE - 1) / TILE * TILE, 16",
        "100000 * 100000, 10000000000"
    })
    void bindsOperatorsAsCDoes(String text, long value) {
        assertThat(computed(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"M / 2, 3", "-M / 2, -3", "M / TILE, 0", "TILE / M * M, 14", "M % 4, 3", "-M % 4, -3"})
    void dividesWholeNumbersTowardsZero(String text, long value) {
        assertThat(computed(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"M / 0", "M % (K - 3)", "M / 0 == 1 ? 1 : 2"})
    void refusesToDivideByZero(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> computed(text))
                .withMessage("\"%s\" cannot be computed: it divides by zero".formatted(text));
    }

    @Test
    void computesUpToTheLargestNumberOf64Bits() {
        assertThat(computed("HUGE")).isEqualTo(Long.MAX_VALUE);
        assertThat(computed("-HUGE - 1")).isEqualTo(Long.MIN_VALUE);
        assertThat(computed("HUGE + 1 - 1")).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void doesNotWrapAroundBeyondThat() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> computed("HUGE + 1"))
                .withMessage("\"HUGE + 1\" is 9223372036854775808, which is more than 64 bits hold");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> computed("HUGE * 2"))
                .withMessage("\"HUGE * 2\" is 18446744073709551614, which is more than 64 bits hold");
        assertThat(holds("HUGE * 2 > HUGE")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "M % 7 == 0, true",
        "M % TILE == 0, false",
        "M > K && K == 4, false",
        "M < K || K == 3, true",
        "M > K || K / 0 == 1, true",
        "!(M == 7), false",
        "K == 3 && M == 7 || false, true",
        "M >= 7 and K lt 4, true",
        "LAYOUT == 'rows', true",
        "LAYOUT == 'columns', false",
        "true, true"
    })
    void tellsWhetherAConditionHolds(String text, boolean value) {
        assertThat(holds(text)).isEqualTo(value);
    }

    @Test
    void prefersATunableToASizeOfTheSameName() {
        Formula formula = Formula.parse("M + 1");
        assertThat(formula.compute(Map.of("M", 7L), Configuration.none().with("M", "9")))
                .isEqualTo(10);
    }

    @Test
    void saysWhichNameItDoesNotKnow() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> computed("M + TYLE"))
                .withMessage("\"M + TYLE\" cannot be computed: TYLE is neither a size nor a tunable");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> holds("LAYOUT == rows"))
                .withMessage("\"LAYOUT == rows\" cannot be computed: rows is neither a size nor a tunable");
    }

    @Test
    void tellsNumbersFromConditions() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> computed("M > 2"))
                .withMessage("\"M > 2\" is true, not a whole number");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> holds("M % 2"))
                .withMessage("\"M % 2\" is 1, not true or false");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> computed("M / 2.0"))
                .withMessage("\"M / 2.0\" is 3.5, not a whole number");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> computed("LAYOUT"))
                .withMessage("\"LAYOUT\" is rows, not a whole number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"M +", "M M", "(M", "2 ** 3", "M < K < 3", "M %% 2"})
    void refusesWhatIsNoFormula(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Formula.parse(text))
                .withMessageStartingWith("\"%s\" is not a formula: ".formatted(text));
    }

    @Test
    void refusesAnEmptyText() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Formula.parse(" "))
                .withMessage("a formula must not be empty");
    }

    /** Language models write constraints and conditions of beliefs, and the process that reads them is the one that searches. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(()->{while(true){}})() == 1",
                "()->{while(true){}}",
                "while(true){}",
                "M = 3",
                "M; K",
                "var x = 1",
                "''.getClass()",
                "new('java.util.ArrayList')",
                "[1, 2]"
            })
    @Timeout(10)
    void hasNoLoopsCallsAssignmentsOrObjects(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Formula.parse(text))
                .withMessageStartingWith("\"%s\" is not a formula: ".formatted(text));
    }

    @Test
    void knowsTheNamesInIt() {
        assertThat(Formula.parse("(M + TILE - 1) / TILE * K1").names()).containsExactly("K1", "M", "TILE");
        assertThat(Formula.parse("LAYOUT == 'M' && 3 > 2").names()).containsExactly("LAYOUT");
        assertThat(Formula.parse("64").names()).isEmpty();
    }

    @Test
    void isItsText() {
        Formula formula = Formula.parse("M % 2 == 0");
        assertThat(formula).hasToString("M % 2 == 0").isEqualTo(Formula.parse("M % 2 == 0"));
        assertThat(formula).hasSameHashCodeAs(Formula.parse("M % 2 == 0"));
        assertThat(formula).isNotEqualTo(Formula.parse("M%2 == 0"));
        assertThat(List.of(formula)).doesNotContain(Formula.parse("K % 2 == 0"));
    }
}
