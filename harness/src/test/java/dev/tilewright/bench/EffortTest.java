package dev.tilewright.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class EffortTest {

    private static Effort effort(int rounds, int most) {
        return new Effort(rounds, most, Optional.empty());
    }

    @Test
    void looksGrowByHalfAndTheLastIsTheMost() {
        assertThat(effort(10, 40).looks()).containsExactly(10, 15, 23, 40);
        assertThat(effort(10, 10).looks()).containsExactly(10);
        assertThat(effort(1, 2).looks()).containsExactly(1, 2);
    }

    @Test
    void aLastStepThatIsHardlyOneIsNotTaken() {
        assertThat(effort(10, 16).looks()).containsExactly(10, 16);
        assertThat(effort(10, 36).looks()).containsExactly(10, 15, 23, 36);
    }

    @Test
    void fewerRoundsAtMostThanAtLeastAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> effort(10, 9));
        assertThatIllegalArgumentException().isThrownBy(() -> effort(0, 9));
    }
}
