package dev.tilewright.llm.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EditsTest {

    private static final String SOURCE = "a;\nb;\nfor (;;) {\n    c;\n}\nb2;\nd;\nd;\n";

    private static Answer.Block block(String search, String replace) {
        return new Answer.Block(search, replace);
    }

    @Test
    void blocksAreAppliedInOrderEachToWhatTheOneBeforeLeft() throws RejectedException {
        assertThat(Edits.apply(SOURCE, List.of(block("a;", "x;\ny;"), block("y;\nb;", "z;"))))
                .isEqualTo("x;\nz;\nfor (;;) {\n    c;\n}\nb2;\nd;\nd;");
    }

    @Test
    void aBlockMayRemoveLines() throws RejectedException {
        assertThat(Edits.apply("a;\nb;\nc;\n", List.of(block("b;", "")))).isEqualTo("a;\n\nc;");
    }

    @Test
    void lineEndsAndSpaceAtTheEndOfLinesDoNotCount() throws RejectedException {
        assertThat(Edits.apply("a;  \r\nb;\r\n", List.of(block("a;\r\nb; ", "c;"))))
                .isEqualTo("c;");
    }

    @Test
    void whatIsNotThereOrIsThereTwiceIsRefusedByItsText() {
        assertThatThrownBy(() -> Edits.apply(SOURCE, List.of(block("a;", "x;"), block("nothing;", ""))))
                .hasMessage("SEARCH of block 2 is not found in the source: \"nothing;\"");
        assertThatThrownBy(() -> Edits.apply(SOURCE, List.of(block("d;", "x;"))))
                .hasMessageContaining("found more than once");
        assertThatThrownBy(() -> Edits.apply(SOURCE, List.of(block(" \n", "x;"))))
                .hasMessage("SEARCH of block 1 is empty");
    }

    @Test
    void aPartOfALineIsNoMatch() {
        assertThatThrownBy(() -> Edits.apply(SOURCE, List.of(block("c;", "x;"))))
                .hasMessageContaining("not found");
    }

    @Test
    void linesThatOverlapWithThemselvesAreFoundTwice() {
        assertThatThrownBy(() -> Edits.apply("a\na\na\nb\n", List.of(block("a\na", "x"))))
                .hasMessageContaining("found more than once");
    }

    @Test
    @Timeout(10)
    void longTextsOfEqualLinesTakeNoLongerThanOthers() {
        String lines = "a\n".repeat(90_000);
        assertThatThrownBy(() -> Edits.apply(lines, List.of(block("a\n".repeat(50_000) + "b", "x"))))
                .hasMessageContaining("not found");
        assertThatThrownBy(() -> Edits.apply(lines, Collections.nCopies(3000, block("b", "x"))))
                .hasMessage("the answer has 3000 SEARCH/REPLACE blocks; at most 100 make sense");
    }
}
