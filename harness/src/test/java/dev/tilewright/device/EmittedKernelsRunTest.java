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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a check of a GPU relies on: a kernel that fails, hangs or takes its process down costs no other. */
@OpenClPresent
class EmittedKernelsRunTest {

    private static final int SCHEDULES = 2;
    private static final int KERNELS = KernelsOnDevice.naiveCount() + SCHEDULES;

    /** The last kernel that is known when the run begins. */
    private static final int FIRST = 2;

    @TempDir
    private Path folder;

    private int run(String planted) throws IOException, InterruptedException {
        ProcessBuilder builder = BackendContract.command(
                EmittedKernelsRun.class,
                "opencl",
                "7",
                Integer.toString(SCHEDULES),
                results().toString(),
                folder.resolve("failed").toString());
        builder.environment().put(EmittedKernelsRun.PLANTED, planted);
        builder.environment().put(EmittedKernelsRun.LIMIT, "5");
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

    @Tag("long")
    @Test
    void everyFaultIsOneKernelsItsSourceIsKeptAndWhatIsKnownIsNotRunAgain() throws Exception {
        Files.writeString(results(), "{\"kernel\": %d, \"right\": true}\n{\"kernel\": 7, \"ri".formatted(FIRST));

        assertThat(run("%d=wrong,3=exit,%d=wrong,%d=hang".formatted(FIRST, KERNELS - 2, KERNELS - 1)))
                .isEqualTo(1);

        assertThat(lines().stream().map(line -> line.path("kernel").asInt()))
                .containsExactlyElementsOf(
                        IntStream.range(FIRST, KERNELS).boxed().toList());
        assertThat(lines().stream().filter(line -> !line.path("right").asBoolean()))
                .extracting(line -> line.path("message").asString())
                .satisfiesExactly(
                        exited -> assertThat(exited).isEqualTo("the process ended with exit code 139"),
                        wrong -> assertThat(wrong).endsWith("it was planted"),
                        hung -> assertThat(hung).isEqualTo("no result within 5 s"));
        assertThat(Files.list(folder.resolve("failed"))
                        .map(file -> file.getFileName().toString()))
                .containsExactlyInAnyOrder(
                        "kernel-3.cl",
                        "kernel-3.json",
                        "kernel-%d.cl".formatted(KERNELS - 2),
                        "kernel-%d.json".formatted(KERNELS - 2),
                        "kernel-%d.cl".formatted(KERNELS - 1),
                        "kernel-%d.json".formatted(KERNELS - 1));
        assertThat(Files.readString(folder.resolve("failed/kernel-3.cl"))).contains("__kernel void");
    }
}
