package dev.tilewright.llm.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.kernel.Language;
import org.junit.jupiter.api.Test;

class QualifiersTest {

    private static String blanked(String source) {
        return Qualifiers.blanked(source, Language.OPENCL);
    }

    @Test
    void wordsThatCDoesNotHaveAreBlankedAndNothingMoves() {
        String source =
                "__kernel __attribute__((reqd_work_group_size(8, (1), 1))) void f(__global float* a) {\n local float t[4]; }";
        assertThat(blanked(source))
                .hasSameSizeAs(source)
                .isEqualTo(" ".repeat(8) + " " + " ".repeat(48) + " void f(         float* a) {\n       float t[4]; }");
    }

    @Test
    void aWordOfTheSameNameStays() {
        assertThat(blanked("int local = global + kernel;")).isEqualTo("int local = global + kernel;");
    }

    @Test
    void anAttributeOfAnyLengthIsRead() {
        String open = "__attribute__((" + "a(1), ".repeat(200_000);
        assertThat(blanked(open + "b)) int x;").strip()).isEqualTo("int x;");
        assertThat(blanked(open)).isEqualTo(open);
    }
}
