package dev.tilewright.kernels.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tilewright.device.BackendDescription;
import dev.tilewright.device.Backends;
import dev.tilewright.device.DeviceException;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.evaluate.measure.Roofline;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What another process tells of devices is what this one would find. */
class DeviceInspectorTest {

    /** The JVM's is the heap of the process. */
    private static final String MEMORY = ".*(globalMemoryBytes|maxAllocationBytes)";

    private static final DeviceInspector INSPECTOR = new DeviceInspector();

    private final Backends here = Backends.load();

    @AfterAll
    static void close() {
        INSPECTOR.close();
    }

    @Test
    void everyBackendIsListedWithItsDevicesOrWithWhatItLacks() {
        assertThat(INSPECTOR.backends())
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes(MEMORY)
                .isEqualTo(here.describe());
        assertThat(INSPECTOR.backends())
                .extracting(BackendDescription::name)
                .containsExactly("opencl", "cuda", "tornado", "jvm");
    }

    @Test
    void aDeviceIsDescribedByItsIdByItsBackendAndByPreference() {
        assertThat(INSPECTOR.device("jvm:0").language()).isEqualTo(Language.JAVA);
        assertThat(INSPECTOR.device("jvm").hardware())
                .isEqualTo(here.device("jvm:0").hardware());
        assertThat(INSPECTOR.device("jvm").facts().vectorWidth())
                .isEqualTo(here.device("jvm:0").facts().vectorWidth());
        assertThat(INSPECTOR.preferred().id()).isEqualTo(here.preferred().id());
    }

    @Test
    void aDeviceThatIsNotThereIsToldFromThoseThatAre() {
        assertThatThrownBy(() -> INSPECTOR.device("jvm:7"))
                .isInstanceOf(DeviceException.class)
                .hasMessageStartingWith("no device is called jvm:7. There is: ")
                .hasMessageEndingWith("jvm:0");
        assertThat(INSPECTOR.device("jvm:0").id()).as("the process goes on").isEqualTo("jvm:0");
    }

    @Tag("long")
    @Test
    void peaksAreMeasuredThere() {
        Roofline peaks = INSPECTOR.peaks("jvm:0").orElseThrow();

        assertThat(peaks.peakFlops()).isBetween(1e6, 1e14);
        assertThat(peaks.bandwidth()).isBetween(1e6, 1e13);
    }

    @Test
    void nobodyIsAskedAfterItWasClosed() {
        DeviceInspector another = new DeviceInspector();
        try (another) {
            assertThat(another.device("jvm:0").facts().cpu()).isTrue();
        }
        assertThatThrownBy(() -> another.device("jvm:0")).isInstanceOf(IllegalStateException.class);
    }
}
