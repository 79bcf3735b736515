package dev.tilewright.llm.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    private static final String KERNEL =
            "// tilewright:launch global=[N] local=[1]\n__kernel void f(__global float* A) {\n}\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "```\n%s```",
                "```c title=\"kernel.cl\" {1,3}\n%s```",
                "~~~\n%s~~~",
                "~~~~ c with `ticks`\n```\nint x;\n```\n%s~~~~~",
                "  ```opencl\n%s  ```  ",
                "````md\n```\n%s````"
            })
    void fencesAreThoseOfCommonMark(String fenced) throws RejectedException {
        Answer answer = AnswerReader.read("Idea: parts\n" + fenced.formatted(KERNEL) + "\nDone.", false, Form.REWRITE);

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Rewrite.class,
                        rewrite -> assertThat(rewrite.source()).endsWith(KERNEL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<think>%1$s</think>%2$s",
                "%1$s</think>%2$s",
                "<THINKING>%1$s</thinking>\n%2$s",
                "[THINK]%1$s[/THINK]%2$s",
                "<think>I write <think> first.%1$s</think>%2$s",
                "<think>%1$s</think>%1$s</think>%2$s",
                "%2$s<think>%1$s"
            })
    void whatAModelThinksAloudIsNoAnswer(String form) throws RejectedException {
        String draft = "\n```c\n" + KERNEL + "// a draft that is longer\n```\n" + BLOCK;
        String text = form.formatted(draft, "\n```c\n" + KERNEL + "```\n");

        assertThat(AnswerReader.read(text, false, Form.REWRITE)).isEqualTo(new Answer.Rewrite(KERNEL));
    }

    @Test
    void anAnswerThatEndsWithinItsReasoningIsRefused() {
        assertThatThrownBy(() -> AnswerReader.read("<think>\n```c\n" + KERNEL + "```\n", true, Form.REWRITE))
                .hasMessage(
                        "the answer ends within its reasoning, cut off at the most tokens that it may have; expected an answer behind it");
    }

    /** No answer of the length that is read takes long, whatever is in it. */
    @Test
    @Timeout(30)
    void noAnswerTakesLongToRead() {
        int most = AnswerReader.LONGEST;
        for (String repeated : List.of(
                "{",
                "{\"",
                "{\"a\":",
                "1",
                "1.",
                " ",
                "\n",
                "\n ",
                "<<<<<<< SEARCH\n",
                BLOCK,
                "```\n",
                "`",
                "C: split(",
                "a:a(a)",
                "idea",
                "idea:\n",
                "<think>",
                "</think>",
                "kernel ",
                "#\n",
                "- \n",
                "\t",
                "(",
                "\"")) {
            for (String end : List.of("", "\"steps\"", "{\"steps\": 1}")) {
                String text = repeated.repeat((most - end.length()) / repeated.length()) + end;
                for (Form form : List.of(Form.SCHEDULE, Form.EDIT)) {
                    try {
                        AnswerReader.read(text, false, form);
                    } catch (RejectedException e) {
                        assertThat(e.getMessage()).hasSizeLessThan(300);
                    }
                }
                assertThat(Idea.in(text))
                        .satisfiesAnyOf(
                                idea -> assertThat(idea).isEmpty(),
                                idea -> assertThat(idea).isPresent());
            }
        }
    }

    @Test
    void stepsAreFoundInItemsOfLists() throws RejectedException {
        Answer answer = AnswerReader.read(
                "1. `C: split(i, 16)`;\n* C : bind (i0, group) # outer\n> T2: unroll(k1), \n12. C: not a step\nx C: split(i, 2)\n- C: Split(i, 2)\nC: a(b(c))",
                false,
                Form.SCHEDULE);

        assertThat(answer)
                .isEqualTo(new Answer.Steps(List.of("C: split(i, 16)", "C : bind (i0, group)", "T2: unroll(k1)")));
    }

    @Test
    void theIdeaIsTheFirstThatIsSaid() {
        assertThat(Idea.in("Sure.\n> **Idea**: _tile_ it\nIdea: other")).contains("tile_ it");
        assertThat(Idea.in("IDEA:\n\n  pack B\n")).contains("pack B");
        assertThat(Idea.in("{\"idea\" : \"unroll\", \"steps\": []}")).contains("unroll");
        assertThat(Idea.in("I have no ideas: none.\nideal: x")).isEmpty();
    }
}
