package dev.tilewright.kernels.evaluate.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.device.Backends;
import dev.tilewright.device.Device;
import dev.tilewright.device.OpenClPresent;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PeaksTest {

    /** No core that runs a JVM multiplies and adds less than once a nanosecond, and none does 256 in that time. */
    private static void assertPlausible(String id) {
        Backends backends = Backends.load();
        Device device = backends.device(id);
        Roofline roofline = Peaks.measure(device, backends.languageOf(device));
        System.out.printf(
                "PEAKS %s: %.1f GFLOP/s, copy %.1f GB/s, read %.1f GB/s%n",
                id, roofline.peakFlops() / 1e9, roofline.bandwidth() / 1e9, roofline.readBandwidth() / 1e9);
        assertThat(roofline.peakFlops()).isGreaterThan(1e9 * device.facts().computeUnits() / 2);
        assertThat(roofline.bandwidth()).isBetween(0.5e9, 20e12);
        assertThat(roofline.readBandwidth()).isBetween(0.5e9, 20e12);
        if (device.facts().cpu()) {
            assertThat(roofline.peakFlops()).isLessThan(512e9 * device.facts().computeUnits());
        }
    }

    @Tag("long")
    @Test
    void thePeaksOfTheJvmAreThoseOfAProcessor() {
        assertPlausible("jvm:0");
    }

    @Test
    @OpenClPresent
    void thePeaksOfAnOpenClDeviceArePlausible() {
        assertPlausible("opencl:0");
    }
}
