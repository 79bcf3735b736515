package dev.tilewright.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
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
        "(7 & 3) == 3 ? 1 : 2, 1",
        "~M & 15 | 1, 9",
        "M > K ? K > 3 ? 1 : 2 : 3, 2",
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            min(M, K, 5)              | 3
            max(M, TILE)              | 16
            abs(K - M)                | 4
            gcd(TILE, M + 5)          | 4
            ceil_div(M, K)            | 3
            ceil_div(-M, K)           | -2
            round_up(M, TILE)         | 16
            log2(TILE * 2 - 1)        | 4
            """)
    void knowsAFewFunctions(String text, long value) {
        assertThat(computed(text)).isEqualTo(value);
    }

    @Test
    void computesUpToTheLargestNumberOf64Bits() {
        assertThat(computed("HUGE")).isEqualTo(Long.MAX_VALUE);
        assertThat(computed("-HUGE - 1")).isEqualTo(Long.MIN_VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"HUGE + 1", "HUGE * 2", "-HUGE - 2", "(-HUGE - 1) / -1", "1 << 63", "HUGE << 1", "abs(-HUGE - 1)"
            })
    void doesNotWrapAroundBeyondThat(String text) {
        assertThatExceptionOfType(UncomputableException.class)
                .isThrownBy(() -> computed(text))
                .withMessage("\"%s\" cannot be computed: ".formatted(text)
                        + (text.equals("1 << 63") ? "it shifts by 63" : "a number in it is more than 64 bits hold"));
    }

    /** The compiled form of an exact operation throws without a message from then on. */
    @Test
    void saysSoWhereItIsComputedOftenToo() {
        for (int i = 0; i < 30_000; i++) {
            assertThat(whyNot("HUGE + 1")).endsWith("a number in it is more than 64 bits hold");
        }
    }

    private static String whyNot(String text) {
        try {
            return "it is " + computed(text);
        } catch (UncomputableException e) {
            return e.getMessage();
        }
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
        "not M == 7 or K ne 3, false",
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
                .withMessage("\"M > 2\" is a condition, not a whole number");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> holds("M % 2"))
                .withMessage("\"M % 2\" is a number, not true or false");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> computed("LAYOUT"))
                .withMessage("\"LAYOUT\" is rows, not a whole number");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            M +           | "M +‸" is not a formula: column 4: unexpected the end; expected a number, a name, a function or '('
            M M           | "M ‸M" is not a formula: column 3: unexpected 'M'; expected an operator or the end
            (M            | "(M‸" is not a formula: column 3: unexpected the end; expected an operator or ')'
            2 ** 3        | "2 *‸* 3" is not a formula: column 4: unexpected '*'; expected a number, a name, a function or '('
            M %% 2        | "M %‸% 2" is not a formula: column 4: unexpected '%'; expected a number, a name, a function or '('
            M < K < 3     | "M ‸< K < 3" is not a formula: column 3: '<' takes numbers, and its left side is a condition
            7 & 3 == 3    | "7 & 3 ‸== 3" is not a formula: column 7: '&' takes numbers, and its right side is a condition
            M && K > 1    | "‸M && K > 1" is not a formula: column 1: '&&' takes conditions, and its left side is a number or a word
            'a' + 1       | "‸'a' + 1" is not a formula: column 1: '+' takes numbers, and its left side is a word
            (M > 1) == 2  | "(M > 1) ‸== 2" is not a formula: column 9: '==' compares a condition with a number
            M > 1 ? 2 : M < 3 | "M > 1 ‸? 2 : M < 3" is not a formula: column 7: '?' chooses between a number and a condition
            M = 3         | "M ‸= 3" is not a formula: column 3: a comparison is written ==
            M / 2.5       | "M / ‸2.5" is not a formula: column 5: numbers are whole, unlike 2.5
            M % 010       | "M % ‸010" is not a formula: column 5: '010' is no whole number in base 10
            M % 0x10      | "M % ‸0x10" is not a formula: column 5: '0x10' is no whole number in base 10
            9223372036854775808 | "‸9223372036854775808" is not a formula: column 1: the number is more than 64 bits hold
            exit(1)       | "‸exit(1)" is not a formula: column 1: there is no function exit; expected one of min, max, abs, gcd, ceil_div, round_up, log2
            min(M)        | "‸min(M)" is not a formula: column 1: min takes 2 to 16 numbers, not 1
            M == 'rows    | "M == ‸'rows" is not a formula: column 6: the word is not closed by '
            """)
    void showsInOneLineWhereAMistakeIs(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Formula.parse(text))
                .withMessage(message);
    }

    @Test
    void namesACharacterThatCannotBeSeen() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Formula.parse("M \u001b[31m"))
                .withMessageEndingWith("column 3: unexpected character U+001B");
    }

    /** Whoever wrote it, it ends in a message, and the message stays a line of some length. */
    @ParameterizedTest
    @ValueSource(strings = {"(", "-", "!", "~", "M + (", "min(1, ", "1 ? 2 : ", "not ", "M << ("})
    @Timeout(5)
    void isBoundedInDepthAndLength(String repeated) {
        for (int count : new int[] {300, 3000, 100_000}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Formula.parse(repeated.repeat(count) + "1"))
                    .satisfies(
                            e -> assertThat(e.getMessage()).hasSizeLessThan(300).doesNotContain("\n"));
        }
    }

    @Test
    void isComputedHoweverLongItsRowsAre() {
        assertThat(computed("1" + " + 1".repeat(500))).isEqualTo(501);
        assertThat(computed("(".repeat(99) + "M" + ")".repeat(99))).isEqualTo(7);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Formula.parse("1" + " + 1".repeat(501)))
                .withMessageContaining("it has more than 500 operators");
    }

    @Test
    void isPutTogetherOfOthersWhole() {
        Formula divides = Formula.compose("%1$s %% %2$s == 0", Formula.parse("M + 1"), Formula.parse("K - 1"));
        assertThat(divides).hasToString("(M + 1) % (K - 1) == 0");
        assertThat(divides.holds(SIZES, CONFIGURATION)).isTrue();
    }

    @Test
    void isCheckedForAllValuesOfItsNames() {
        Map<String, Kind> names = Map.of("M", Kind.NUMBER, "LAYOUT", Kind.WORD, "DEPTH", Kind.EITHER);
        Formula.parse("LAYOUT == 'rows' || DEPTH == 'none' || DEPTH > 2").check(names, Kind.CONDITION);
        Formula.parse("M / 0").check(names, Kind.NUMBER);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Formula.parse("LAYOUT > 3").check(names, Kind.CONDITION))
                .withMessageEndingWith("column 1: '>' takes numbers, and its left side is a word");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Formula.parse("LAYOUT == 3").check(names, Kind.CONDITION))
                .withMessageEndingWith("'==' compares a word with a number");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Formula.parse("N").check(names, Kind.NUMBER))
                .withMessage("\"N\" cannot be computed: N is neither a size nor a tunable");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Formula.parse("LAYOUT").check(names, Kind.NUMBER))
                .withMessage("\"LAYOUT\" is a word, not a whole number");
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
                .withMessageContaining("is not a formula: column ");
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
