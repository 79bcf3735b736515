package dev.tilewright.space;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

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
                .withMessage("tunable TILE names a value twice: [8, 16, 8]");
    }
}
