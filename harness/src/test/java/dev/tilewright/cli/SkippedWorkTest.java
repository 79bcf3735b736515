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

/** A kernel that would work in verified runs and not in timed ones cannot tell them apart, and is wrong in one that is looked at. */
@Tag("long")
@OpenClPresent
class SkippedWorkTest {

    private static final String SKIPS = """
            // tilewright:launch global=[M] local=[1]
            __kernel void matmul(__global const float *restrict A, __global const float *restrict B,
                                 __global float *restrict C, int M, int N, int K)
            {
                const int i = get_global_id(0);
                // Hoping that outputs hold NaN before a verified run alone.
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
    void aKernelThatSkipsItsWorkWhereItIsTimedIsWrongAndNoRecord() throws IOException {
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
        assertThat(tuned.err()).contains("wrong-result");
        JsonNode result =
                new ObjectMapper().readTree(folder.resolve("run/result.json").toFile());
        assertThat(result.at("/counts/wrong-result").asInt()).isOne();
        assertThat(result.at("/counts/ok").asInt()).isZero();
        assertThat(result.path("best").isMissingNode() || result.path("best").isNull())
                .isTrue();
    }
}
