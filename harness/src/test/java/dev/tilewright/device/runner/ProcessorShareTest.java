package dev.tilewright.device.runner;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcessorShareTest {

    private static final long SECOND = 1_000_000_000;

    @Test
    void whoWasInTheQueueStarves() {
        assertThat(new ProcessorShare(SECOND / 5, SECOND / 2).starves(SECOND)).isTrue();
    }

    @Test
    void whoTurnsInACircleDoesNotAndNeitherDoesWhoWaits() {
        assertThat(new ProcessorShare(SECOND, SECOND).starves(SECOND)).isFalse();
        assertThat(new ProcessorShare(0, SECOND / 10).starves(SECOND)).isFalse();
    }

    @Test
    void sharesAreAddedAndTakenOff() {
        ProcessorShare later = new ProcessorShare(7, 5).plus(new ProcessorShare(10, 20));
        assertThat(later.since(new ProcessorShare(2, 4))).isEqualTo(new ProcessorShare(15, 21));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void linuxTellsBoth() {
        ProcessorShare own = ProcessorShare.of(ProcessHandle.current());
        assertThat(own.nanos()).isPositive();
        assertThat(own.waitedNanos()).isPositive();
    }
}
