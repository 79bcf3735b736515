package dev.tilewright.codegen;

import static dev.tilewright.loops.Computations.GPU;
import static dev.tilewright.loops.Computations.matmul;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.loops.Computations;
import dev.tilewright.loops.nest.LoopNests;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An intermediate is computed where it is read, and its statement goes once nothing reads it. */
class InlineTest {

    @Test
    void anIntermediateIsComputedWhereItIsRead() {
        assertThat(Scheduled.openCl(Cases.named("roots").nests(Map.of("N", 64L)), "Y: inline(Root)"))
                .isEqualTo("""
                        __kernel void matmul(
                                __global const float* restrict W, __global const float* restrict X, __global float* restrict Y,
                                const int N) {
                            for (int i = 0; i < N; ++i) {
                                Y[i] = 0.0f;
                                for (int r = 0; r < 3; ++r) {
                                    Y[i] += sqrt(X[i + r]) * W[r];
                                }
                                Y[i] = Y[i] - sqrt(X[i]);
                            }
                        }
                        """);
    }

    @Test
    void anIntermediateThatAnotherNestReadsStays() {
        assertThat(Scheduled.openCl(
                        Cases.named("chain").nests(Map.of("M", 8L, "N", 8L)), "F: inline(E)", "Y: inline(F)"))
                .isEqualTo("""
                        __kernel void matmul_S(__global const float* restrict Z, __global float* restrict S) {
                            S[0] = Z[0] * 2.0f;
                        }

                        __kernel void matmul_E(__global const float* restrict X, __global float* restrict E, const int M, const int N) {
                            for (int i = 0; i < M; ++i) {
                                for (int j = 0; j < N; ++j) {
                                    E[i * N + j] = X[i * N + j] * (float)i + (float)N;
                                }
                            }
                        }

                        __kernel void matmul_Y(
                                __global const float* restrict E, __global const float* restrict X, __global const float* restrict S,
                                __global float* restrict Y, const int M, const int N) {
                            for (int i = 0; i < M; ++i) {
                                for (int j = 0; j < N; ++j) {
                                    Y[i * N + j] = (X[i * N + j] * (float)i + (float)N - X[i * N + j] * S[0]) * E[i * N + j];
                                }
                            }
                        }
                        """);
    }

    @Test
    void aSizeThatIsANumberStaysOne() {
        assertThat(Scheduled.openCl(
                        Cases.named("roots").nests(Map.of("N", 64L)), "Root: specialize(N)", "Y: inline(Root)"))
                .isEqualTo("""
                        // Requires N == 64.
                        __kernel void matmul(
                                __global const float* restrict W, __global const float* restrict X, __global float* restrict Y) {
                            for (int i = 0; i < 64; ++i) {
                                Y[i] = 0.0f;
                                for (int r = 0; r < 3; ++r) {
                                    Y[i] += sqrt(X[i + r]) * W[r];
                                }
                                Y[i] = Y[i] - sqrt(X[i]);
                            }
                        }
                        """);
    }

    @Test
    void lanesComputeAnIntermediateEachForItself() {
        assertThat(Scheduled.openCl(
                        Cases.named("roots").nests(Map.of("N", 64L)),
                        "Y: inline(Root)",
                        "Y: vectorize(i, 8)",
                        "Y: accumulate(r)"))
                .isEqualTo("""
                        // Requires N % 8 == 0.
                        __kernel void matmul(
                                __global const float* restrict W, __global const float* restrict X, __global float* restrict Y,
                                const int N) {
                            for (int i = 0; i < N; i += 8) {
                                float8 acc = (float8)(0.0f);
                                for (int r = 0; r < 3; ++r) {
                                    acc += sqrt(vload8(0, &X[i + r])) * W[r];
                                }
                                vstore8(acc - sqrt(vload8(0, &X[i])), 0, &Y[i]);
                            }
                        }
                        """);
    }

    @Test
    void whatIsNotReadIsRefused() {
        assertThat(Scheduled.refusal(Cases.named("chain").nests(Map.of("M", 8L, "N", 8L)), GPU, "Y: inline(X)"))
                .isEqualTo("Y: inline(X): Y does not read X");
    }

    @Test
    void anInputIsRefused() {
        assertThat(Scheduled.refusal(Cases.named("chain").nests(Map.of("M", 8L, "N", 8L)), GPU, "F: inline(X)"))
                .isEqualTo("F: inline(X): no statement assigns X");
    }

    @Test
    void aReductionIsRefused() {
        assertThat(Scheduled.refusal(Cases.named("softmax").nests(Map.of("M", 8L, "N", 8L)), GPU, "Y: inline(Total)"))
                .isEqualTo(
                        "Y: inline(Total): an element of Total is a reduction, which would be carried out again wherever it is read");
    }

    @Test
    void aPackedCopyIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: pack(A, i, 8)", "C: inline(A_panels)"))
                .isEqualTo(
                        "C: inline(A_panels): A_panels is a copy for the sake of its layout; leave out the step that packs it");
    }

    @Test
    void anIntermediateThatIsStagedIsRefused() {
        assertThat(Scheduled.refusal(
                        Cases.named("roots").nests(Map.of("N", 64L)),
                        GPU,
                        "Y: split(i, 16)",
                        "Y: stage(Root, i)",
                        "Y: inline(Root)"))
                .isEqualTo("Y: stage(Root, i): Root is read along different lines, which one box does not cover");
    }

    @Test
    void anOutputIsRefused() {
        LoopNests nests = Computations.nests(
                "E[i] = sqrt(X[i])\nY[i] = E[i] + 1",
                List.of("N"),
                List.of("X[N]", "E[N]", "Y[N]"),
                List.of("E", "Y"),
                Map.of("N", 64L));
        assertThat(Scheduled.refusal(nests, GPU, "Y: inline(E)"))
                .isEqualTo("Y: inline(E): E is an output, so it is in memory; it is read from there");
    }

    @Test
    void aTensorThatIsCalledAsALoopIsRefused() {
        LoopNests nests = Computations.nests(
                "E[i] = sqrt(i1[i])\nY[i] = E[i] + 1",
                List.of("N"),
                List.of("i1[N]", "Y[N]"),
                List.of("Y"),
                Map.of("N", 64L));
        assertThat(Scheduled.refusal(nests, GPU, "Y: split(i, 8)", "Y: inline(E)"))
                .isEqualTo("Y: inline(E): E reads a tensor called i1, as a loop is here");
    }
}
