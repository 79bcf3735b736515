package dev.tilewright.app;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tilewright.device.DeviceDescription;
import dev.tilewright.device.DeviceFacts;
import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.kernel.Language;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskReader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FeasibilityTest {

    private static final long EXBIBYTE = 1L << 60;

    private final Task task = TaskReader.read(Path.of("../tasks/softmax.yaml"));

    private static DeviceDescription device(long memoryBytes, long bufferBytes) {
        DeviceFacts facts = new DeviceFacts(2, 8, 256, 32 << 10, 32 << 20, memoryBytes, bufferBytes, true);
        return new DeviceDescription(
                "opencl:0", new Hardware("opencl", "nobody", "none", "any", "1"), facts, Language.OPENCL);
    }

    private void check(int columns, DeviceDescription device) {
        Feasibility.requireFits(task, Problem.parse("M=1024,N=" + columns), device);
    }

    @Test
    void buffersHaveToFitOnTheDevice() {
        assertThatCode(() -> check(1024, device(8 << 20, 4 << 20))).doesNotThrowAnyException();
        assertThatThrownBy(() -> check(1025, device(8 << 20, 4 << 20))).hasMessageContaining("in one buffer");
        assertThatThrownBy(() -> check(1025, device(8 << 20, 8 << 20))).hasMessageContaining("opencl:0 has 0.01 GiB");
    }

    /** Two sets of 2^41 results as doubles are more than any machine has, or will give. */
    @Test
    void whatResultsAreComparedWithHasToFitOnThisMachine() {
        assertThatThrownBy(() -> check(Integer.MAX_VALUE, device(EXBIBYTE, EXBIBYTE)))
                .isInstanceOf(UseCaseException.class)
                .hasMessageContaining("is too large: its references in double precision take 35184372072448 bytes");
    }
}
