package dev.tilewright.loops.transform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class LimitsTest {

    private static final Limits DEVICE = new Limits(
            1024,
            48 << 10,
            16,
            4096,
            EnumSet.of(Capability.WORK_ITEMS, Capability.MATRIX_UNITS, Capability.LINE_HINTS));

    @Test
    void whatIsPermittedIsWhatDeviceAndLanguageBothAllow() {
        Limits language = new Limits(
                256, 64 << 10, 4, 512, EnumSet.of(Capability.WORK_ITEMS, Capability.FAST_MATH, Capability.LINE_HINTS));

        assertThat(DEVICE.and(language))
                .isEqualTo(new Limits(256, 48 << 10, 4, 512, EnumSet.of(Capability.WORK_ITEMS, Capability.LINE_HINTS)))
                .isEqualTo(language.and(DEVICE));
    }

    @Test
    void aLanguageWithoutLimitsAllowsWhatTheDeviceDoes() {
        assertThat(DEVICE.and(Limits.NONE)).isEqualTo(DEVICE);
    }

    @Test
    void aCapabilityCanBeTakenAway() {
        Limits less = DEVICE.without(Capability.MATRIX_UNITS);

        assertThat(less.permits(Capability.MATRIX_UNITS)).isFalse();
        assertThat(less.permits(Capability.LINE_HINTS)).isTrue();
        assertThat(less.workItems()).isTrue();
    }
}
