package dev.tilewright.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TunableTest {

    @Test
    void hasAtLeastOneValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Tunable("TILE", List.of()))
                .withMessage("tunable TILE has no values");
    }

    @Test
    void hasEachValueOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Tunable("TILE", List.of("8", "16", "8")))
                .withMessage("tunable TILE names a value twice: 8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[32",
                "64]",
                "32 64",
                "= 32",
                "",
                "1.",
                ".5",
                "01.5",
                "1e999",
                "1.5f",
                "010",
                "-0",
                "+8",
                "0x10",
                "8 // wide",
                "-",
                "9223372036854775808",
                "a-b",
                "a\u001b"
            })
    void isANumberOrAWord(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Tunable("TILE", List.of("8", value)))
                .withMessage(
                        "tunable TILE cannot be '%s'; expected numbers or words with commas between them, such as 8,16,32",
                        value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8", "TILE=", "A B", "Größe", "T\u001b[31m", "T\n"})
    void hasANameOfLettersDigitsAndUnderscores(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Tunable(name, List.of("8")))
                .withMessageStartingWith("'%s' is no name for a tunable", name);
    }

    @Test
    void knowsWhatFormulasMayDoWithIt() {
        assertThat(new Tunable("A", List.of("-1", "0", "8")).kind()).isEqualTo(Kind.NUMBER);
        assertThat(new Tunable("A", List.of("rows", "float4")).kind()).isEqualTo(Kind.WORD);
        assertThat(new Tunable("A", List.of("8", "none")).kind()).isEqualTo(Kind.EITHER);
        assertThat(new Tunable("A", List.of("0.5", "1", "-2.5e-05")).kind()).isEqualTo(Kind.DECIMAL);
        assertThat(new Tunable("A", List.of("0.5", "none")).kind()).isEqualTo(Kind.EITHER);
    }

    /** The texts are those of Python's {@code str}. */
    @ParameterizedTest
    @CsvSource({
        "0.5, 0.5",
        "2, 2.0",
        "100, 100.0",
        "0.0001, 0.0001",
        "0.00001, 1e-05",
        "0.000012345, 1.2345e-05",
        "1e15, 1000000000000000.0",
        "1e16, 1e+16",
        "-1.5e300, -1.5e+300",
        "0.1, 0.1",
        "123456.789, 123456.789",
        "0, 0.0",
        "-0.0, -0.0"
    })
    void writesARealNumberAsPythonDoes(double number, String text) {
        assertThat(Tunable.textOf(number)).isEqualTo(text);
        assertThat(Double.parseDouble(text)).isEqualTo(number);
        assertThat(new Tunable("A", List.of(text)).kind()).isEqualTo(Kind.DECIMAL);
    }

    @Test
    void writesTruthsAsNumbersAndRefusesWordsThatLookLikeNumbers() {
        assertThat(Tunable.textOf(true)).isEqualTo("1");
        assertThat(Tunable.textOf(false)).isEqualTo("0");
        assertThat(Tunable.textOf(16L)).isEqualTo("16");
        assertThat(Tunable.textOf("float4")).isEqualTo("float4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tunable.textOf("16"))
                .withMessage("the word '16' would be taken for a number; give it without quotes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tunable.textOf(List.of(1L)))
                .withMessage("a value is a number or a word, not a list");
    }
}
