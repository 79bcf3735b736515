package dev.tilewright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.app.Home;
import dev.tilewright.device.cuda.CudaCompilerPresent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** {@code tune --dry-run}: candidates are compiled for an architecture and reported, and nothing is run. */
class DryRunTest {

    @TempDir
    Path folder;

    private static Invocation dryRun(String... more) {
        String[] all = new String[more.length + 3];
        all[0] = "tune";
        all[1] = "matmul";
        all[2] = "--dry-run";
        System.arraycopy(more, 0, all, 3, more.length);
        return Invocation.of(all);
    }

    private static JsonNode json(Invocation invocation) {
        assertThat(invocation.exitCode()).as(invocation.err()).isEqualTo(ExitCode.DONE);
        return new ObjectMapper().readTree(invocation.out());
    }

    @Test
    @CudaCompilerPresent
    void candidatesAreCompiledAndTheirResourcesReported() {
        JsonNode report =
                json(dryRun("--device", "cuda:sm_90", "--evaluations", "8", "--seed", "3", "--format", "json"));

        assertThat(report.at("/architecture").asString()).isEqualTo("sm_90");
        assertThat(report.at("/run").asBoolean()).isFalse();
        assertThat(report.at("/built").asInt()).isEqualTo(8);
        assertThat(report.at("/failed").asInt()).isZero();
        assertThat(report.at("/candidates/0/change").asString()).isEqualTo("naive");
        assertThat(report.at("/candidates/1/kernel").asString()).isEqualTo("tiled.cu");
        assertThat(report.at("/candidates/1/launches/0/shared_bytes").asInt()).isEqualTo(2 * 8 * 8 * Float.BYTES);
        Set<String> hashes = new HashSet<>();
        for (JsonNode candidate : report.at("/candidates")) {
            hashes.add(candidate.at("/hash").asString());
            assertThat(candidate.at("/status").asString()).isEqualTo("built");
            for (JsonNode launch : candidate.at("/launches")) {
                assertThat(launch.at("/registers").asInt()).isBetween(1, 255);
                assertThat(launch.at("/spill_store_bytes").asInt()).isNotNegative();
            }
        }
        assertThat(hashes).hasSize(8);
    }

    @Test
    @CudaCompilerPresent
    void aReportForPeopleSaysThatNothingWasRun() {
        Invocation report = dryRun("--device", "cuda:sm_80", "--evaluations", "2", "--problem", "M=64,N=64,K=64");

        assertThat(report.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(report.out())
                .containsSubsequence(
                        "registers", "spilled", "shared", "naive", "for sm_80 by ", "2 built", "Nothing was run.");
        assertThat(report.err()).isEmpty();
    }

    @Test
    @CudaCompilerPresent
    void aKernelOfOnesOwnIsCompiledInItsConfigurations() {
        Path kernel = Home.find().folder().resolve("kernels/matmul/tiled.cu");
        JsonNode report = json(dryRun("--device", "cuda:sm_90", "--kernel", kernel.toString(), "--format", "json"));

        assertThat(report.at("/candidates")
                        .valueStream()
                        .map(each -> each.at("/configuration/TILE").asString()))
                .containsExactlyInAnyOrder("8", "16", "32");
        assertThat(report.at("/built").asInt()).isEqualTo(3);
    }

    @Test
    @CudaCompilerPresent
    void aKernelThatDoesNotCompileIsReportedWithTheCompilersLog() throws IOException {
        Path kernel = Files.writeString(folder.resolve("mine.cu"), """
                // tilewright:launch global=[N, M] local=[8, 8]
                extern "C" __global__ void mine(const float* A, const float* B, float* C, int M, int N, int K) {
                    C[0] = undeclaredName;
                }
                """);

        Invocation report = dryRun("--device", "cuda:sm_90", "--kernel", kernel.toString());

        assertThat(report.exitCode()).isEqualTo(ExitCode.NO_CANDIDATE);
        assertThat(report.out()).contains("build-error", "kernel.cu(3)", "undeclaredName", "1 failed");
    }

    @Test
    @CudaCompilerPresent
    void anArchitectureThatTheCompilerDoesNotKnowIsNoUsableDevice() {
        Invocation report = dryRun("--device", "cuda:sm_10");

        assertThat(report.exitCode()).isEqualTo(ExitCode.NO_DEVICE);
        assertThat(report.err()).contains("does not compile for sm_10; install a CUDA toolkit that does");
    }

    @Test
    void anArchitectureIsNamed() {
        Invocation report = dryRun("--device", "opencl:0");

        assertThat(report.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(report.err()).contains("--device cuda:sm_90");
    }

    @Test
    void anArchitectureIsNoDeviceToTuneOn() {
        Invocation tuned = Invocation.of("tune", "matmul", "--device", "cuda:sm_90");

        assertThat(tuned.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(tuned.err()).contains("cuda:sm_90 is an architecture, not a device", "--dry-run");
    }

    @Test
    void aKernelInAnotherLanguageIsRefused() {
        Path kernel = Home.find().folder().resolve("kernels/matmul/tiled.cl");

        Invocation report = dryRun("--device", "cuda:sm_90", "--kernel", kernel.toString());

        assertThat(report.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(report.err()).contains("tiled.cl is written in opencl, and --dry-run compiles CUDA C");
    }

    @Test
    void whatOnlyASearchHasIsRefused() {
        Invocation report = dryRun(
                "--device", "cuda:sm_90", "--output", folder.resolve("run").toString());

        assertThat(report.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(report.err()).contains("--dry-run compiles and remembers nothing");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void aCompilerThatIsNamedAndDoesNotLoadIsOneLineAndARemedy() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dtilewright.home=" + Home.find().folder().toAbsolutePath(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "tune",
                        "matmul",
                        "--device",
                        "cuda:sm_90",
                        "--dry-run")
                .redirectErrorStream(true);
        builder.environment().put("TILEWRIGHT_NVRTC", "/nowhere");
        Process report = builder.start();
        String said = new String(report.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(report.waitFor()).as(said).isEqualTo(ExitCode.NO_DEVICE);
        assertThat(said.lines())
                .containsExactly("tilewright: TILEWRIGHT_NVRTC names /nowhere, and no NVRTC loads from there;"
                        + " name the folder of libnvrtc.so");
    }
}
