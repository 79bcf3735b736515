package dev.tilewright.codegen;

import static dev.tilewright.loops.Computations.GPU;
import static dev.tilewright.loops.Computations.matmul;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tilewright.codegen.c.OpenClEmitter;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.KernelArgument;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Launch;
import dev.tilewright.loops.Computations;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.loops.transform.SplitReduction;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A reduction is carried out in chunks, and the partial results are reduced by a launch of their own. */
class SplitReductionTest {

    private static LoopNests sum(long n) {
        return Computations.nests(
                "S[0] = sum(i, X[i])", List.of("N"), List.of("X[N]", "S[1]"), List.of("S"), Map.of("N", n));
    }

    private static LoopNests rows(String text, long m, long k) {
        return Computations.nests(
                text, List.of("M", "K"), List.of("A[M, K]", "Y[M]"), List.of("Y"), Map.of("M", m, "K", k));
    }

    private static LoopNests window() {
        return Computations.nests(
                "Y[i] = sum(r, X[i + r] * W[r])",
                List.of("N"),
                List.of("X[N + 7]", "W[7]", "Y[N]"),
                List.of("Y"),
                Map.of("N", 64L));
    }

    @Test
    void theWholeChunksOfAReductionAreReducedByALaunchOfTheirOwn() {
        assertThat(Scheduled.openCl(
                        sum(4096), "S: split-reduction(i, 64)", "S_parts: accumulate(i)", "S: accumulate(p)"))
                .isEqualTo("""
                        // Requires N % 64 == 0.
                        __kernel void matmul_S_parts(__global const float* restrict X, __global float* restrict S_parts) {
                            const int p = get_group_id(0);
                            float acc = 0.0f;
                            for (int i = 0; i < 64; ++i) {
                                acc += X[i + 64 * p];
                            }
                            S_parts[p] = acc;
                        }

                        // Requires N_parts == N / 64.
                        // Requires N % 64 == 0.
                        __kernel void matmul_S(__global const float* restrict S_parts, __global float* restrict S, const int N_parts) {
                            float acc = 0.0f;
                            for (int p = 0; p < N_parts; ++p) {
                                acc += S_parts[p];
                            }
                            S[0] = acc;
                        }
                        """);
    }

    @Test
    void whatTheChunksLeaveOverIsReducedApart() {
        assertThat(Scheduled.openCl(sum(4100), "S: split-reduction(i, 64)")).isEqualTo("""
                        __kernel void matmul_S_parts(__global const float* restrict X, __global float* restrict S_parts) {
                            const int p = get_group_id(0);
                            S_parts[p] = 0.0f;
                            for (int i = 0; i < 64; ++i) {
                                S_parts[p] += X[i + 64 * p];
                            }
                        }

                        // Requires N_parts == N / 64.
                        __kernel void matmul_S_rest(
                                __global const float* restrict X, __global float* restrict S_rest, const int N, const int N_parts) {
                            S_rest[0] = 0.0f;
                            for (int i = 0; i < N - 64 * N_parts; ++i) {
                                S_rest[0] += X[64 * N_parts + i];
                            }
                        }

                        // Requires N_parts == N / 64.
                        __kernel void matmul_S(
                                __global const float* restrict S_parts, __global const float* restrict S_rest, __global float* restrict S,
                                const int N_parts) {
                            S[0] = 0.0f;
                            for (int p = 0; p < N_parts; ++p) {
                                S[0] += S_parts[p];
                            }
                            S[0] = S[0] + S_rest[0];
                        }
                        """);
    }

    @Test
    void theStatementIsFinishedInTheLastLaunch() {
        assertThat(Scheduled.openCl(rows("Y[i] = max(k, A[i, k]) / K", 64, 65), "Y: split-reduction(k, 16)"))
                .isEqualTo("""
                        __kernel void matmul_Y_parts(
                                __global const float* restrict A, __global float* restrict Y_parts, const int M, const int K) {
                            const int p = get_group_id(0);
                            for (int i = 0; i < M; ++i) {
                                Y_parts[p * M + i] = -INFINITY;
                                for (int k = 0; k < 16; ++k) {
                                    Y_parts[p * M + i] = fmax(Y_parts[p * M + i], A[i * K + k + 16 * p]);
                                }
                            }
                        }

                        // Requires K_parts == K / 16.
                        __kernel void matmul_Y_rest(
                                __global const float* restrict A, __global float* restrict Y_rest, const int M, const int K,
                                const int K_parts) {
                            for (int i = 0; i < M; ++i) {
                                Y_rest[i] = -INFINITY;
                                for (int k = 0; k < K - 16 * K_parts; ++k) {
                                    Y_rest[i] = fmax(Y_rest[i], A[i * K + 16 * K_parts + k]);
                                }
                            }
                        }

                        // Requires K_parts == K / 16.
                        __kernel void matmul_Y(
                                __global const float* restrict Y_parts, __global const float* restrict Y_rest, __global float* restrict Y,
                                const int M, const int K, const int K_parts) {
                            for (int i = 0; i < M; ++i) {
                                Y[i] = -INFINITY;
                                for (int p = 0; p < K_parts; ++p) {
                                    Y[i] = fmax(Y[i], Y_parts[p * M + i]);
                                }
                                Y[i] = fmax(Y[i], Y_rest[i]) / (float)K;
                            }
                        }
                        """);
    }

    @Test
    void appliedAgainItMakesATree() {
        assertThat(Scheduled.openCl(
                        sum(4096), "S: split-reduction(i, 64)", "S: split-reduction(p, 4)", "S_parts: split(p, 4)"))
                .isEqualTo("""
                        // Requires N % 64 == 0.
                        // Requires N / 64 % 4 == 0.
                        __kernel void matmul_S_parts(__global const float* restrict X, __global float* restrict S_parts) {
                            const int p = get_group_id(0) * 4;
                            for (int p1 = 0; p1 < 4; ++p1) {
                                S_parts[p + p1] = 0.0f;
                                for (int i = 0; i < 64; ++i) {
                                    S_parts[p + p1] += X[i + 64 * p + 64 * p1];
                                }
                            }
                        }

                        // Requires N % 64 == 0.
                        // Requires N / 64 % 4 == 0.
                        __kernel void matmul_S_parts2(__global const float* restrict S_parts, __global float* restrict S_parts2) {
                            const int pp = get_group_id(0);
                            S_parts2[pp] = 0.0f;
                            for (int p = 0; p < 4; ++p) {
                                S_parts2[pp] += S_parts[p + 4 * pp];
                            }
                        }

                        // Requires N_parts2 == N / 64 / 4.
                        // Requires N % 64 == 0.
                        // Requires N / 64 % 4 == 0.
                        __kernel void matmul_S(__global const float* restrict S_parts2, __global float* restrict S, const int N_parts2) {
                            S[0] = 0.0f;
                            for (int pp = 0; pp < N_parts2; ++pp) {
                                S[0] += S_parts2[pp];
                            }
                        }
                        """);
    }

    @Test
    void whatIsLeftOverIsSplitInItsTurn() {
        assertThat(Scheduled.openCl(sum(4100), "S: split-reduction(i, 64)", "S_rest: split-reduction(i, 2)"))
                .isEqualTo("""
                        __kernel void matmul_S_parts(__global const float* restrict X, __global float* restrict S_parts) {
                            const int p = get_group_id(0);
                            S_parts[p] = 0.0f;
                            for (int i = 0; i < 64; ++i) {
                                S_parts[p] += X[i + 64 * p];
                            }
                        }

                        // Requires N_parts == N / 64.
                        // Requires (N - 64 * N_parts) % 2 == 0.
                        __kernel void matmul_S_rest_parts(
                                __global const float* restrict X, __global float* restrict S_rest_parts, const int N_parts) {
                            const int p = get_group_id(0);
                            S_rest_parts[p] = 0.0f;
                            for (int i = 0; i < 2; ++i) {
                                S_rest_parts[p] += X[64 * N_parts + i + 2 * p];
                            }
                        }

                        // Requires N_parts == N / 64.
                        // Requires i_parts == (N - 64 * N_parts) / 2.
                        // Requires (N - 64 * N_parts) % 2 == 0.
                        __kernel void matmul_S_rest(
                                __global const float* restrict S_rest_parts, __global float* restrict S_rest, const int i_parts) {
                            S_rest[0] = 0.0f;
                            for (int p = 0; p < i_parts; ++p) {
                                S_rest[0] += S_rest_parts[p];
                            }
                        }

                        // Requires N_parts == N / 64.
                        __kernel void matmul_S(
                                __global const float* restrict S_parts, __global const float* restrict S_rest, __global float* restrict S,
                                const int N_parts) {
                            S[0] = 0.0f;
                            for (int p = 0; p < N_parts; ++p) {
                                S[0] += S_parts[p];
                            }
                            S[0] = S[0] + S_rest[0];
                        }
                        """);
    }

    @Test
    void theLoopsOfParallelAxesStayAsTheyAre() {
        assertThat(Scheduled.openCl(
                        matmul(64, 64, 64), "C: bind(i, group)", "C: vectorize(j, 16)", "C: split-reduction(k, 16)"))
                .isEqualTo("""
                        // Requires K % 16 == 0.
                        __kernel void matmul_C_parts(
                                __global const float* restrict A, __global const float* restrict B, __global float* restrict C_parts,
                                const int M, const int N, const int K) {
                            const int p = get_group_id(0);
                            for (int i = 0; i < M; ++i) {
                                for (int j = 0; j < N; ++j) {
                                    C_parts[(p * M + i) * N + j] = 0.0f;
                                    for (int k = 0; k < 16; ++k) {
                                        C_parts[(p * M + i) * N + j] += A[i * K + k + 16 * p] * B[(k + 16 * p) * N + j];
                                    }
                                }
                            }
                        }

                        // Requires K_parts == K / 16.
                        // Requires K % 16 == 0.
                        // Requires N % 16 == 0.
                        __kernel void matmul_C(
                                __global const float* restrict C_parts, __global float* restrict C, const int M, const int N,
                                const int K_parts) {
                            const int i = get_group_id(0);
                            for (int j = 0; j < N; j += 16) {
                                vstore16((float16)(0.0f), 0, &C[i * N + j]);
                                for (int p = 0; p < K_parts; ++p) {
                                    vstore16(vload16(0, &C[i * N + j]) + vload16(0, &C_parts[(p * M + i) * N + j]), 0, &C[i * N + j]);
                                }
                            }
                        }
                        """);
    }

    @Test
    void aNumberOfChunksThatNoSizeChangesIsAConstant() {
        assertThat(Scheduled.openCl(window(), "Y: split-reduction(r, 3)")).isEqualTo("""
                        __kernel void matmul_Y_parts(
                                __global const float* restrict X, __global const float* restrict W, __global float* restrict Y_parts,
                                const int N) {
                            const int p = get_group_id(0);
                            for (int i = 0; i < N; ++i) {
                                Y_parts[p * N + i] = 0.0f;
                                for (int r = 0; r < 3; ++r) {
                                    Y_parts[p * N + i] += X[i + 3 * p + r] * W[3 * p + r];
                                }
                            }
                        }

                        __kernel void matmul_Y_rest(
                                __global const float* restrict X, __global const float* restrict W, __global float* restrict Y_rest,
                                const int N) {
                            for (int i = 0; i < N; ++i) {
                                Y_rest[i] = 0.0f;
                                Y_rest[i] += X[i + 6] * W[6];
                            }
                        }

                        __kernel void matmul_Y(
                                __global const float* restrict Y_parts, __global const float* restrict Y_rest, __global float* restrict Y,
                                const int N) {
                            for (int i = 0; i < N; ++i) {
                                Y[i] = 0.0f;
                                for (int p = 0; p < 2; ++p) {
                                    Y[i] += Y_parts[p * N + i];
                                }
                                Y[i] = Y[i] + Y_rest[i];
                            }
                        }
                        """);
    }

    @Test
    void theNumberOfChunksReachesKernelsAsAnArgument() throws Exception {
        LoopNests nests = Schedule.parse(List.of("S: split-reduction(i, 64)")).apply(sum(4100), GPU);
        KernelProgram program = Programs.of(
                "sum",
                nests,
                List.of(
                        new Buffer("X", ElementType.FLOAT32, List.of(4100L), Buffer.Role.INPUT),
                        new Buffer("S", ElementType.FLOAT32, List.of(1L), Buffer.Role.OUTPUT)),
                new OpenClEmitter());
        assertThat(program.launches())
                .extracting(Launch::entry, Launch::globalSize, Launch::arguments)
                .containsExactly(
                        tuple("sum_S_parts", List.of(64L), List.of(buffer("X"), buffer("S_parts"))),
                        tuple(
                                "sum_S_rest",
                                List.of(1L),
                                List.of(buffer("X"), buffer("S_rest"), size("N", 4100), size("N_parts", 64))),
                        tuple(
                                "sum_S",
                                List.of(1L),
                                List.of(buffer("S_parts"), buffer("S_rest"), buffer("S"), size("N_parts", 64))));
        assertThat(program.buffers())
                .filteredOn(buffer -> buffer.role() == Buffer.Role.SCRATCH)
                .extracting(Buffer::name, Buffer::shape)
                .containsExactly(tuple("S_parts", List.of(64L)), tuple("S_rest", List.of(1L)));
    }

    private static KernelArgument buffer(String name) {
        return new KernelArgument.BufferArgument(name);
    }

    private static KernelArgument size(String name, long value) {
        return new KernelArgument.ScalarArgument(name, ElementType.INT32, value);
    }

    @Test
    void proposalsMakeFromTwoToSomeThousandChunks() {
        Nest nest = sum(1 << 24).nests().getFirst();
        assertThat(SplitReduction.KIND.proposals(nest, GPU))
                .hasSize(12)
                .contains(new SplitReduction("i", 1 << 12), new SplitReduction("i", 1 << 23));
    }

    @Test
    void anAxisThatThereIsNotIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: split-reduction(m, 8)"))
                .isEqualTo("C: split-reduction(m, 8): the nest of C has no axis m");
    }

    @Test
    void aParallelAxisIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: split-reduction(i, 8)"))
                .isEqualTo("C: split-reduction(i, 8): axis i is parallel: there is no reduction along it to split");
    }

    @Test
    void aChunkOfOneElementIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: split-reduction(k, 1)"))
                .isEqualTo("C: split-reduction(k, 1): a chunk has at least 2 elements, not 1");
    }

    @Test
    void aChunkThatIsLongerThanTheAxisIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: split-reduction(k, 65)"))
                .isEqualTo(
                        "C: split-reduction(k, 65): axis k has 64 elements, which is no chunk of 65: there is nothing to split");
    }

    @Test
    void aReductionWhoseLoopsAreTransformedIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: split(k, 8)", "C: split-reduction(k, 8)"))
                .isEqualTo(
                        "C: split-reduction(k, 8): loop k is transformed already, and would be cut; split the reduction before that");
    }

    @Test
    void aReductionInRegistersIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: accumulate(k)", "C: split-reduction(k, 8)"))
                .isEqualTo(
                        "C: split-reduction(k, 8): accumulators are in registers already, from loop k; split the reduction before that");
    }

    @Test
    void aReductionOfAStagedOperandIsRefused() {
        assertThat(Scheduled.refusal(
                        matmul(64, 64, 64), GPU, "C: split(k, 8)", "C: stage(B, k)", "C: split-reduction(k, 8)"))
                .isEqualTo("C: split-reduction(k, 8): B is staged already; split the reduction before that");
    }

    @Test
    void aReductionOfAPackedOperandIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: pack(B, j, 8)", "C: split-reduction(k, 8)"))
                .isEqualTo(
                        "C: split-reduction(k, 8): B_panels lies in panels; split the reduction before what it reads or writes is packed");
    }
}
