package dev.tilewright.llm.answer;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RegionsTest {

    private static final String PARENT = """
            head
            // tilewright:evolve
            inner
            // tilewright:end
            tail
            """;

    @Test
    void whatIsInARegionMayChange() {
        assertThatCode(() -> Regions.check(PARENT, PARENT.replace("inner", "one\ntwo")))
                .doesNotThrowAnyException();
    }

    @Test
    void whatIsOutsideMayNot() {
        assertThatThrownBy(() -> Regions.check(PARENT, PARENT.replace("tail", "other")))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("outside of them \"tail\" became \"other\"");
        assertThatThrownBy(() -> Regions.check(PARENT, PARENT + "more\n")).hasMessageContaining("\"more\"");
    }

    @Test
    void markersCannotBeMovedOrOpenedElsewhere() {
        assertThatThrownBy(() -> Regions.check(PARENT, "// tilewright:evolve\n" + PARENT))
                .hasMessageContaining("in pairs");
        assertThatThrownBy(() -> Regions.check(PARENT, PARENT.replace("// tilewright:end\n", "")))
                .isInstanceOf(RejectedException.class);
        assertThatThrownBy(() -> Regions.check(
                        PARENT, PARENT.replace("tail", "// tilewright:evolve\nx\n// tilewright:end\ntail")))
                .isInstanceOf(RejectedException.class);
    }

    @Test
    void aSourceWithoutRegionsMayChangeEverywhere() {
        assertThatCode(() -> Regions.check("a\nb\n", "c\n")).doesNotThrowAnyException();
    }
}
