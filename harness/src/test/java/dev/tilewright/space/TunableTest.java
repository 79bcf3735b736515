package dev.tilewright.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
                "1.5",
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
    void isAWholeNumberOrAWord(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Tunable("TILE", List.of("8", value)))
                .withMessage(
                        "tunable TILE cannot be '%s'; expected whole numbers or words with commas between them, such as 8,16,32",
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
    }
}
