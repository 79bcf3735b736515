package dev.tilewright.device.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tilewright.device.LaunchException;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.KernelArgument;
import dev.tilewright.kernel.KernelArgument.BufferArgument;
import dev.tilewright.kernel.KernelArgument.LocalArgument;
import dev.tilewright.kernel.KernelArgument.ScalarArgument;
import dev.tilewright.kernel.KernelArgument.WideArgument;
import dev.tilewright.kernel.Launch;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What is refused before the driver sees it, on a device with the facts of an H100. */
class LaunchChecksTest {

    private static final CudaDevice H100 = CudaFactsTest.h100();

    private static Launch launch(List<Long> global, List<Long> local, KernelArgument... arguments) {
        return new Launch("f", global, local, List.of(arguments));
    }

    private static Launch with(KernelArgument... arguments) {
        return launch(List.of(64L), List.of(64L), arguments);
    }

    private static void refused(ThrowingCallable check, String message) {
        assertThatThrownBy(check).isInstanceOf(LaunchException.class).hasMessage(message);
    }

    @Test
    void argumentsMustBeAsManyAndAsLargeAsTheParameters() throws Exception {
        BufferArgument buffer = new BufferArgument("A");
        ScalarArgument number = new ScalarArgument("n", ElementType.INT32, 5);

        LaunchChecks.arguments(with(buffer, number, new LocalArgument(64)), List.of(8, 4));
        refused(
                () -> LaunchChecks.arguments(with(buffer), List.of(8, 4)),
                "f takes 2 arguments and is launched with 1");
        assertThatThrownBy(() -> LaunchChecks.arguments(with(buffer, number), List.of(8, 8)))
                .isInstanceOf(LaunchException.class)
                .hasMessageStartingWith("f takes 8 bytes as argument 1, and ")
                .hasMessageEndingWith(" has 4");
        LaunchChecks.arguments(with(buffer, new WideArgument("n", 5)), List.of(8, 8));
    }

    @Test
    void localMemoryThatIsDeclaredAndGivenCountsTogether() throws Exception {
        assertThat(LaunchChecks.localMemory(with(new LocalArgument(100), new LocalArgument(28)), 1024, H100.facts()))
                .isEqualTo(128);
        refused(
                () -> LaunchChecks.localMemory(with(new LocalArgument(232_448)), 4, H100.facts()),
                "f needs 232452 bytes of local memory; the device has 232448");
    }

    @Test
    void groupsAreHeldAgainstTheDeviceAndTheKernel() throws Exception {
        assertThat(LaunchChecks.items(launch(List.of(64L, 8L), List.of(32L, 4L)), H100, 1024))
                .containsExactly(32, 4, 1);
        refused(
                () -> LaunchChecks.items(launch(List.of(2048L), List.of(2048L)), H100, 1024),
                "f is launched in groups of [2048], 2048 work-items; the device takes 1024");
        refused(
                () -> LaunchChecks.items(launch(List.of(512L), List.of(512L)), H100, 256),
                "f is launched in groups of [512], 512 work-items; the device takes 256");
        refused(
                () -> LaunchChecks.items(launch(List.of(1L, 1L, 128L), List.of(1L, 1L, 128L)), H100, 1024),
                "f is launched in groups of [1, 1, 128]; the device takes 64 in dimension 2");
    }

    @Test
    void gridsAreHeldAgainstTheDevice() throws Exception {
        assertThat(LaunchChecks.groups(launch(List.of(1L << 30, 8L), List.of(1L, 4L)), H100))
                .containsExactly(1 << 30, 2, 1);
        refused(
                () -> LaunchChecks.groups(launch(List.of(1L, 65536L), List.of(1L, 1L)), H100),
                "f is launched with 65536 groups in dimension 1; the device takes 65535");
        refused(
                () -> LaunchChecks.groups(launch(List.of(1L << 32), List.of(1L)), H100),
                "f is launched with 4294967296 groups in dimension 0; the device takes 2147483647");
    }
}
