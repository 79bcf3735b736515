package dev.tilewright.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PythonExpressionTest {

    private static final Map<String, Object> VALUES = Map.of(
            "a",
            7L,
            "b",
            -3L,
            "n",
            0L,
            "x",
            0.5,
            "y",
            -2.5,
            "w",
            "rows",
            "t",
            true,
            "big",
            9007199254740993L,
            "sizes",
            List.of(4096L, 2048L));

    static Stream<String> recorded() throws IOException {
        try (InputStream file =
                Objects.requireNonNull(PythonExpressionTest.class.getResourceAsStream("python.txt"), "python.txt")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines().filter(line -> !line.startsWith("#")).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void isWhatPythonSaysItIs(String line) {
        int bar = line.lastIndexOf(" | ");
        assertThat(result(line.substring(0, bar))).as(line).isEqualTo(line.substring(bar + 3));
    }

    private static String result(String text) {
        PythonExpression expression = PythonExpression.parse(text);
        try {
            Object value = expression.evaluate(VALUES);
            return value instanceof String word ? PythonValues.shown(word) : PythonValues.text(value);
        } catch (UncomputableException e) {
            assertThat(e.getMessage()).startsWith("\"%s\" cannot be computed: ".formatted(text));
            return "uncomputable";
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).contains("is not a Python expression: column ");
            return "mistake";
        }
    }

    @Test
    void takesSizesAndTheValuesOfTunables() {
        Configuration configuration =
                Configuration.none().with("TILE", "16").with("SCALE", "0.5").with("LAYOUT", "rows");
        PythonExpression condition =
                PythonExpression.parse("M % TILE == 0 and SCALE < 1 and LAYOUT in ('rows', 'both')");
        assertThat(condition.names()).containsExactly("LAYOUT", "M", "SCALE", "TILE");
        assertThat(condition.holds(Map.of("M", 48L), configuration)).isTrue();
        assertThat(condition.holds(Map.of("M", 49L), configuration)).isFalse();
        assertThat(PythonExpression.parse("M // TILE").compute(Map.of("M", 49L), configuration))
                .isEqualTo(3);
        assertThat(PythonExpression.parse("M / TILE").compute(Map.of("M", 48L), configuration))
                .isEqualTo(3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PythonExpression.parse("M / TILE").compute(Map.of("M", 49L), configuration))
                .withMessage("\"M / TILE\" is 3.0625, not a whole number");
    }

    /** What Python calls true: numbers that are not 0, and words and lists that are not empty. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            7     | true
            0     | false
            0.0   | false
            'a'   | true
            ''    | false
            [0]   | true
            []    | false
            1 > 2 | false
            """)
    void holdsWhereItIsTrueInPython(String text, boolean holds) {
        assertThat(PythonExpression.parse(text).holds(Map.of(), Configuration.none()))
                .isEqualTo(holds);
    }

    @Test
    void saysWhichNameItDoesNotKnow() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PythonExpression.parse("M + TYLE").holds(Map.of("M", 1L), Configuration.none()))
                .withMessage("\"M + TYLE\" cannot be computed: TYLE is neither a size nor a tunable");
    }

    @Test
    void knowsTheNamesInItButForThoseThatAComprehensionBinds() {
        assertThat(PythonExpression.parse("[i * a for i in range(b) if i > c]").names())
                .containsExactly("a", "b", "c");
        assertThat(PythonExpression.parse("sum(j for i in i for j in [i])").names())
                .containsExactly("i");
        assertThat(PythonExpression.parse("math.ceil(2 * math.pi)").names()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            M +             | "M +‸" is not a Python expression: column 4: unexpected the end; expected a number, a name, a word, a function or '('
            M K             | "M ‸K" is not a Python expression: column 3: unexpected 'K'; expected an operator or the end
            (M              | "(M‸" is not a Python expression: column 3: unexpected the end; expected an operator, ',' or ')'
            M = 3           | "M ‸= 3" is not a Python expression: column 3: a comparison is written ==
            M := 3          | "M ‸:= 3" is not a Python expression: column 3: unexpected ':'
            M && K          | "M &‸& K" is not a Python expression: column 4: unexpected '&'; expected a number, a name, a word, a function or '('
            M is K          | "M ‸is K" is not a Python expression: column 3: 'is' is not read; a comparison is written ==
            M == not K      | "M == ‸not K" is not a Python expression: column 6: unexpected 'not'; expected a number, a name, a word, a function or '('
            1 if M          | "1 if M‸" is not a Python expression: column 7: unexpected the end; expected 'else' and what it is otherwise
            lambda: 1       | "lambda‸: 1" is not a Python expression: column 7: unexpected ':'
            None            | "‸None" is not a Python expression: column 1: unexpected 'None'; expected a number, a name, a word, a function or '('
            010             | "‸010" is not a Python expression: column 1: '010' is no whole number
            1.2.3           | "1.2‸.3" is not a Python expression: column 4: unexpected '.3'; expected an operator or the end
            2j              | "‸2j" is not a Python expression: column 1: '2j' is no whole number
            9223372036854775808 | "‸9223372036854775808" is not a Python expression: column 1: the number is more than 64 bits hold
            f'a'            | "‸f'a'" is not a Python expression: column 1: a word has nothing before its quote, unlike f
            'a\\n'          | "'a‸\\n'" is not a Python expression: column 3: a word with a backslash is not read
            w == 'rows      | "w == ‸'rows" is not a Python expression: column 6: the word is not closed by '
            w.upper()       | "w‸.upper()" is not a Python expression: column 2: only functions of math have a point before them
            math.tau        | "math.‸tau" is not a Python expression: column 6: there is no math.tau
            min()           | "‸min()" is not a Python expression: column 1: min takes 1 to 100 arguments, not 0
            {}              | "‸{}" is not a Python expression: column 1: {} is no set
            [i for 3 in a]  | "[i for ‸3 in a]" is not a Python expression: column 8: unexpected '3'; expected one name after 'for'
            """)
    void showsInOneLineWhereAMistakeIs(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PythonExpression.parse(text))
                .withMessage(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "__import__('os').system('ls')",
                "open('/etc/passwd')",
                "eval('1')",
                "exec('1')",
                "math.min(1, 2)",
                "math.pow(1, 2)",
                "().__class__",
                "[].append(1)",
                "getattr(a, 'b')",
                "print(1)"
            })
    void reachesNothing(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PythonExpression.parse(text))
                .withMessageContaining("is not a Python expression: column ");
    }

    @Test
    void saysWhichFunctionsThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PythonExpression.parse("a > system('ls')"))
                .withMessage(
                        "\"a > ‸system('ls')\" is not a Python expression: column 5: there is no function system; expected one of "
                                + "min, max, abs, round, int, float, bool, str, len, sum, any, all, pow, range, list, tuple, set, sorted, "
                                + "ceil, floor, trunc, sqrt, isqrt, log, log2, log10, exp, fabs, gcd, lcm, prod");
    }

    /** Whoever wrote it, it ends in a message, and the message stays a line of some length. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                "[",
                "-",
                "~",
                "a + (",
                "min(1, ",
                "1 if 1 else ",
                "not ",
                "a[",
                "1 ** ",
                "1 < (",
                "[1 for i in ["
            })
    @Timeout(5)
    void isBoundedInDepthAndLength(String repeated) {
        for (int count : new int[] {300, 3000, 100_000}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PythonExpression.parse(repeated.repeat(count) + "1"))
                    .satisfies(
                            e -> assertThat(e.getMessage()).hasSizeLessThan(300).doesNotContain("\n"));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PythonExpression.parse("1" + " + 1".repeat(501)))
                .withMessageContaining("it has more than 500 operators");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "range(10 ** 12)",
                "[i for i in range(1000) for j in range(10000)]",
                "[i for i in range(10000) if i in range(10000)]",
                "sum(sum(range(99999)) for i in range(99999))",
                "[[1 for i in range(9999)] for j in range(9999)]",
                "[[[1]]]",
                "len(list(list([[[]]])))",
                "2 ** 2 ** 2 ** 2 ** 2 ** 2"
            })
    @Timeout(5)
    void isBoundedInWhatItMakes(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PythonExpression.parse(text).evaluate(Map.of()))
                .satisfies(e -> assertThat(e.getMessage())
                        .containsAnyOf(
                                "it makes more than 1000000 values",
                                "and at most 100000 are read",
                                "a list is nested more than 2 deep",
                                "a number in it is more than 64 bits hold"));
    }

    /** A search computes it for each of many configurations. */
    @Test
    void isBoundedMoreAsACondition() {
        PythonExpression condition = PythonExpression.parse("sum(range(20000)) > A");
        assertThat(condition.evaluate(Map.of("A", 1L))).isEqualTo(true);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> condition.holds(Map.of(), Configuration.none().with("A", "1")))
                .withMessage(
                        "\"sum(‸range(20000)) > A\" is not a Python expression: column 5: it makes more than 10000 values");
        Space space = new Space(List.of(new Tunable("A", List.of("1", "2"))), List.of(condition), Map.of());
        assertThatIllegalArgumentException()
                .isThrownBy(space::search)
                .withMessageContaining("it makes more than 10000 values");
    }

    @Test
    void namesAFunctionThatHasNoValue() {
        assertThatExceptionOfType(UncomputableException.class)
                .isThrownBy(() -> PythonExpression.parse("math.log2(n)").evaluate(VALUES))
                .withMessage("\"math.log2(n)\" cannot be computed: a logarithm takes a positive number, not 0.0");
        assertThatExceptionOfType(UncomputableException.class)
                .isThrownBy(() -> PythonExpression.parse("a % n").evaluate(VALUES))
                .withMessage("\"a % n\" cannot be computed: it divides by zero");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PythonExpression.parse("a + w").evaluate(VALUES))
                .withMessage("\"a ‸+ w\" is not a Python expression: column 3: '+' does not take 7 and 'rows'");
    }

    @Test
    void isItsText() {
        PythonExpression expression = PythonExpression.parse("M % 2 == 0");
        assertThat(expression).hasToString("M % 2 == 0").isEqualTo(PythonExpression.parse("M % 2 == 0"));
        assertThat(expression).hasSameHashCodeAs(PythonExpression.parse("M % 2 == 0"));
        assertThat(expression).isNotEqualTo(PythonExpression.parse("M%2 == 0"));
        assertThat((Object) expression).isNotEqualTo(Formula.parse("M % 2 == 0"));
    }

    @Test
    void isReadBackFromWhatIsWrittenOfIt() {
        for (Condition condition : List.of(PythonExpression.parse("M / 2 == 3"), Formula.parse("M / 2 == 3"))) {
            assertThat(Condition.parse(condition.written())).isEqualTo(condition);
        }
        assertThat(Condition.parse("python: M / 2 == 3.5").holds(Map.of("M", 7L), Configuration.none()))
                .isTrue();
        assertThat(Condition.parse("M / 2 == 3").holds(Map.of("M", 7L), Configuration.none()))
                .isTrue();
    }
}
