package dev.tilewright.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How long a model that keeps failing is left alone, in turns of the search. */
class RestsTest {

    private final Rests rests = new Rests();

    private boolean fails(int times, int turn) {
        boolean resting = false;
        for (int i = 0; i < times; i++) {
            resting = rests.failed("m", turn);
        }
        return resting;
    }

    @Test
    void aModelRestsAfterThreeFailuresInARowAndTwiceAsLongTheNextTime() {
        assertThat(fails(2, 10)).isFalse();
        assertThat(rests.rests("m", 10)).isFalse();
        assertThat(fails(1, 10)).isTrue();
        assertThat(rests.rests("m", 29)).isTrue();
        assertThat(rests.rests("m", 30)).isFalse();
        assertThat(fails(3, 30)).isTrue();
        assertThat(rests.rests("m", 69)).isTrue();
        assertThat(rests.rests("m", 70)).isFalse();
    }

    @Test
    void anAnswerMakesAllGoodAndOthersAreAskedMeanwhile() {
        fails(2, 10);
        rests.answered("m");
        assertThat(fails(2, 10)).isFalse();
        assertThat(fails(1, 10)).isTrue();
        assertThat(rests.rests("other", 11)).isFalse();
        rests.wake();
        assertThat(rests.rests("m", 11)).isFalse();
    }
}
