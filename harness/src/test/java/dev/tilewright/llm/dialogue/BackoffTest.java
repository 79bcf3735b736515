package dev.tilewright.llm.dialogue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How long a model that keeps failing is left alone, in turns of the search. */
class BackoffTest {

    private final Backoff backoff = new Backoff();

    private boolean fails(int times, int turn) {
        boolean resting = false;
        for (int i = 0; i < times; i++) {
            resting = backoff.failed("m", turn);
        }
        return resting;
    }

    @Test
    void aModelRestsAfterThreeFailuresInARowAndTwiceAsLongTheNextTime() {
        assertThat(fails(2, 10)).isFalse();
        assertThat(backoff.isResting("m", 10)).isFalse();
        assertThat(fails(1, 10)).isTrue();
        assertThat(backoff.isResting("m", 29)).isTrue();
        assertThat(backoff.isResting("m", 30)).isFalse();
        assertThat(fails(3, 30)).isTrue();
        assertThat(backoff.isResting("m", 69)).isTrue();
        assertThat(backoff.isResting("m", 70)).isFalse();
    }

    @Test
    void anAnswerMakesAllGoodAndOthersAreAskedMeanwhile() {
        fails(2, 10);
        backoff.answered("m");
        assertThat(fails(2, 10)).isFalse();
        assertThat(fails(1, 10)).isTrue();
        assertThat(backoff.isResting("other", 11)).isFalse();
        backoff.wake();
        assertThat(backoff.isResting("m", 11)).isFalse();
    }

    @Test
    void aModelRestsAfterSixAnswersThatCannotBeUsedAndNothingIsGainedByWaiting() {
        for (int i = 0; i < 5; i++) {
            assertThat(backoff.unusable("m", 10)).isFalse();
        }
        assertThat(backoff.unusable("m", 10)).isTrue();
        assertThat(backoff.isResting("m", 29)).isTrue();
        assertThat(backoff.timeHelps()).isFalse();
        fails(3, 10);
        assertThat(backoff.timeHelps()).isTrue();
        backoff.wake();
        assertThat(backoff.timeHelps()).isFalse();
    }

    @Test
    void anAnswerThatCanBeUsedMakesThoseBeforeItGood() {
        for (int i = 0; i < 20; i++) {
            assertThat(backoff.unusable("m", i)).isFalse();
            if (i % 5 == 4) {
                backoff.answered("m");
            }
        }
    }
}
