package dev.tilewright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.device.OpenClPresent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A kernel that works in verified runs and not in timed ones is right wherever anybody looks; its time gives it away. */
@Tag("long")
@OpenClPresent
class ImpossibleTimeTest {

    private static final String SKIPS = """
            // tilewright:launch global=[M] local=[1]
            __kernel void matmul(__global const float *restrict A, __global const float *restrict B,
                                 __global float *restrict C, int M, int N, int K)
            {
                const int i = get_global_id(0);
                // Outputs hold NaN before a verified run, and the last result before a timed one.
                if (!isnan(C[i * N])) return;
                for (int j = 0; j < N; j++) C[i * N + j] = 0;
                for (int k = 0; k < K; k++) {
                    const float a = A[i * K + k];
                    for (int j = 0; j < N; j++) C[i * N + j] += a * B[k * N + j];
                }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void aTimeBelowTheFloorIsAnErrorAndNoRecord() throws IOException {
        Path kernel = Files.writeString(folder.resolve("skips.cl"), SKIPS);

        Invocation tuned = Invocation.of(
                "tune",
                "matmul",
                "--device",
                "opencl:0",
                "--problem",
                "M=128,N=128,K=3072",
                "--kernel",
                kernel.toString(),
                "--evaluations",
                "2",
                "--seed",
                "1",
                "--memory",
                folder.resolve("memory.db").toString(),
                "--output",
                folder.resolve("run").toString());

        assertThat(tuned.exitCode()).as(tuned.err()).isEqualTo(ExitCode.NO_CANDIDATE);
        assertThat(tuned.err()).contains("launch-error", "no time can be trusted", "the floor is", "GFLOP/s", "GB/s");
        JsonNode result =
                new ObjectMapper().readTree(folder.resolve("run/result.json").toFile());
        assertThat(result.at("/counts/launch-error").asInt()).isOne();
        assertThat(result.at("/counts/ok").asInt()).as("the naive kernel").isOne();
        assertThat(result.at("/best/evaluation").asInt()).isOne();
    }
}
