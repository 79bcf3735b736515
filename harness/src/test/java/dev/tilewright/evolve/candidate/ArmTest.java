package dev.tilewright.evolve.candidate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArmTest {

    @Test
    void anArmIsWrittenAsOneWord() {
        assertThat(Arm.of("cross")).hasToString("cross");
        assertThat(Arm.of("transform", "vectorize")).hasToString("transform:vectorize");
        assertThat(Arm.of("llm-model", "gemma3:4b")).hasToString("llm-model:gemma3:4b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross", "transform:vectorize", "llm-model:gemma3:4b", "tune-strength:2"})
    void whatWasWrittenIsRead(String text) {
        assertThat(Arm.parse(text)).hasToString(text);
    }

    @Test
    void bothPartsAreRead() {
        assertThat(Arm.parse("llm-model:gemma3:4b")).isEqualTo(Arm.of("llm-model", "gemma3:4b"));
        assertThat(Arm.parse("cross")).isEqualTo(Arm.of("cross"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a:b"})
    void aKindThatCouldNotBeReadAgainIsRefused(String kind) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Arm.of(kind))
                .withMessage("\"%s\" is not the kind of an arm", kind);
    }
}
