package dev.tilewright.kernels.evaluate.referee;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PoisonTest {

    private static final int DRAWS = 200;

    private final Random secret = new Random(5);

    private static boolean isNan(int word) {
        return Float.isNaN(Float.intBitsToFloat(word));
    }

    @Test
    void runsThatFollowUponEachOtherFindANanAndANumber() {
        for (int i = 0; i < DRAWS; i++) {
            int[] words = Poison.both(secret, 3);
            assertThat(isNan(words[0])).isTrue();
            assertThat(isNan(words[1])).isFalse();
        }
    }

    @Test
    void aSingleRunFindsANan() {
        assertThat(Poison.both(secret, 1))
                .satisfies(words -> assertThat(isNan(words[0])).isTrue());
        assertThat(Poison.both(secret, 0)).isEmpty();
    }

    @Test
    void numbersAreOfOrdinarySizeInBothPrecisions() {
        for (int i = 0; i < DRAWS; i++) {
            int word = Poison.any(secret);
            double upper = Double.longBitsToDouble((long) word << Integer.SIZE);
            if (!isNan(word)) {
                assertThat(Math.abs(Float.intBitsToFloat(word))).isBetween(0x1p-4f, 0x1p4f);
                assertThat(upper).isFinite();
            }
        }
    }
}
