package dev.tilewright.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tilewright.device.cuda.CudaBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is answered before anything is checked. */
class GpuCheckCommandTest {

    private static final String HOME = "tilewright.home";

    @TempDir
    private Path folder;

    private final String before = System.getProperty(HOME, "");

    @AfterEach
    void restore() {
        if (before.isEmpty()) {
            System.clearProperty(HOME);
        } else {
            System.setProperty(HOME, before);
        }
    }

    private Invocation inABundle(String... arguments) throws IOException {
        Files.createDirectories(folder.resolve("contract"));
        System.setProperty(HOME, folder.toString());
        return Invocation.of(arguments);
    }

    private static void refused(Invocation invocation, int exitCode, String said) {
        assertThat(invocation.exitCode()).isEqualTo(exitCode);
        assertThat(invocation.out()).isEmpty();
        assertThat(invocation.err()).contains(said);
    }

    @Test
    void withoutADriverItSaysSoInOneLineAndWhatToDo() throws IOException {
        assumeThat(CudaBackend.withoutDriver()).as("there is no driver here").isPresent();

        Invocation asked = inABundle("gpu-check");

        refused(
                asked,
                ExitCode.NO_DEVICE,
                "no NVIDIA driver (libcuda.so.1) is installed; --rehearse --device opencl:0 shows what would be done with a GPU");
        assertThat(asked.err().lines()).hasSize(1);
        assertThat(folder.resolve("results")).doesNotExist();
    }

    @Test
    void outsideOfABundleItSaysHowToGetOne() {
        refused(Invocation.of("gpu-check"), ExitCode.USAGE, "runs from a bundle: scripts/gpu-bundle makes one");
    }

    @Test
    void whatCannotBeCheckedIsRefused() throws IOException {
        refused(
                inABundle("gpu-check", "--device", "jvm:0"),
                ExitCode.USAGE,
                "--device must be cuda:N or opencl:N, not jvm:0");
        refused(inABundle("gpu-check", "--time", "soon"), ExitCode.USAGE, "'soon' is not a duration");
    }

    @Test
    void resultsThatCannotBeWrittenAreToldBeforeAnythingIsRun() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        refused(
                inABundle("gpu-check", "--device", "opencl:0", "--output", file.toString()),
                ExitCode.USAGE,
                file.toString());
    }
}
