package dev.tilewright.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.codegen.KernelsOnDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a check of a GPU relies on: a kernel that fails, hangs or takes its process down costs no other. */
@OpenClPresent
class EmittedKernelsRunTest {

    private static final int SCHEDULES = 2;
    private static final int KERNELS = KernelsOnDevice.naiveCount() + SCHEDULES;

    @TempDir
    private Path folder;

    private int run(String planted) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                EmittedKernelsRun.class.getName(),
                "opencl",
                "7",
                Integer.toString(SCHEDULES),
                results().toString(),
                folder.resolve("failed").toString());
        builder.environment().put(EmittedKernelsRun.PLANTED, planted);
        builder.environment().put(EmittedKernelsRun.LIMIT, "7");
        Process process = builder.inheritIO().start();
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private Path results() {
        return folder.resolve("kernels.jsonl");
    }

    private List<JsonNode> lines() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(results())) {
            lines.add(JsonMapper.shared().readTree(line));
        }
        return lines;
    }

    @Test
    void everyFaultIsOneKernelsAndItsSourceIsKept() throws Exception {
        assertThat(run("1=wrong,3=exit,13=hang")).isEqualTo(1);

        assertThat(lines().stream().map(line -> line.path("kernel").asInt()))
                .containsExactlyElementsOf(IntStream.range(0, KERNELS).boxed().toList());
        assertThat(lines().stream().filter(line -> !line.path("right").asBoolean()))
                .extracting(line -> line.path("message").asString())
                .satisfiesExactly(
                        wrong -> assertThat(wrong).endsWith("it was planted"),
                        exited -> assertThat(exited).isEqualTo("the process ended with exit code 139"),
                        hung -> assertThat(hung).isEqualTo("no result within 7 s"));
        assertThat(Files.list(folder.resolve("failed"))
                        .map(file -> file.getFileName().toString()))
                .containsExactlyInAnyOrder(
                        "kernel-1.cl",
                        "kernel-1.json",
                        "kernel-3.cl",
                        "kernel-3.json",
                        "kernel-13.cl",
                        "kernel-13.json");
        assertThat(Files.readString(folder.resolve("failed/kernel-3.cl"))).contains("__kernel void");
    }

    @Test
    void whatIsKnownIsNotRunAgain() throws Exception {
        Files.writeString(results(), "{\"kernel\": %d, \"right\": true}\n".formatted(KERNELS - 2));

        assertThat(run("0=wrong")).isZero();

        assertThat(lines()).hasSize(2);
    }
}
