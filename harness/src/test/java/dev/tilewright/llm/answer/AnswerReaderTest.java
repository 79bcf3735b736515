package dev.tilewright.llm.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerReaderTest {

    private static final String BLOCK = """
            <<<<<<< SEARCH
                float sum = 0.0f;
            =======
                float sum = 1.0f;
            >>>>>>> REPLACE
            """;

    @Test
    void blocksAreFoundInTheMidstOfProse() throws RejectedException {
        Answer answer = AnswerReader.read(
                "Sure! Idea: unroll.\n```c\n" + BLOCK + "```\nand then\n" + BLOCK + "Hope that helps.",
                false,
                Form.EDIT);

        Answer.Block block = new Answer.Block("    float sum = 0.0f;", "    float sum = 1.0f;");
        assertThat(answer).isEqualTo(new Answer.Edit(List.of(block, block)));
    }

    @Test
    void aBlockThatIsNotClosedIsRefused() {
        assertThatThrownBy(() -> AnswerReader.read("<<<<<<< SEARCH\na\n=======\nb\n", true, Form.EDIT))
                .isInstanceOf(RejectedException.class)
                .hasMessage(
                        "SEARCH/REPLACE block 1 is not closed: the answer was cut off at the most tokens that it may have");
        assertThatThrownBy(() -> AnswerReader.read(BLOCK + "<<<<<<< SEARCH\na\n", false, Form.EDIT))
                .hasMessage("SEARCH/REPLACE block 2 is not closed");
    }

    @Test
    void theLongestFencedKernelIsTheSource() throws RejectedException {
        String kernel = "// tilewright:launch global=[N] local=[1]\n__kernel void f(__global float* A) {\n}\n";

        Answer answer = AnswerReader.read(
                "First ```inline``` words.\n```\nint x;\n```\nThen:\n```opencl\n" + kernel + "```\nDone.",
                false,
                Form.REWRITE);

        assertThat(answer).isEqualTo(new Answer.Rewrite(kernel));
        assertThat(AnswerReader.read(kernel, false, Form.EDIT)).isEqualTo(new Answer.Rewrite(kernel));
    }

    @Test
    void aSourceThatEndsWithinIsRefused() {
        assertThatThrownBy(() -> AnswerReader.read("```c\n__kernel void f() {\n  for (", true, Form.REWRITE))
                .hasMessageContaining("was cut off at the most tokens");
    }

    @Test
    void stepsAreReadFromJsonWhereverItStands() throws RejectedException {
        Answer answer = AnswerReader.read(
                "Here {is} it:\n{\"idea\": \"a \\\"}\\\" b\", \"steps\": [{\"nest\": \"C\", \"transformation\": \"split\", \"arguments\": [\"k\", \"16\"]}, \"C: unroll(k1)\"]} ok",
                false,
                Form.SCHEDULE);

        assertThat(answer).isEqualTo(new Answer.Steps(List.of("C: split(k, 16)", "C: unroll(k1)")));
    }

    @Test
    void stepsAreReadFromWordsWhereThereIsNoJson() throws RejectedException {
        Answer answer = AnswerReader.read(
                "I would do:\n1. `C: bind(i, group)`\n- C: accumulate(k, i=4, j=2)  // tile\nbecause: it is faster (much)",
                false,
                Form.SCHEDULE);

        assertThat(answer).isEqualTo(new Answer.Steps(List.of("C: bind(i, group)", "C: accumulate(k, i=4, j=2)")));
    }

    @Test
    void anAnswerWithNothingInItAndOneThatIsFarTooLongAreRefused() {
        assertThatThrownBy(() -> AnswerReader.read("I cannot help with that.", false, Form.EDIT))
                .hasMessageContaining("no SEARCH/REPLACE block, no fenced source and no schedule");
        assertThatThrownBy(() -> AnswerReader.read("x".repeat(2_000_000), false, Form.EDIT))
                .hasMessage("the answer has 2000000 characters; no more than 200000 are read");
    }
}
