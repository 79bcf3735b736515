package dev.tilewright.codegen;

import static dev.tilewright.loops.Computations.GPU;
import static dev.tilewright.loops.Computations.NO_ITEMS;
import static dev.tilewright.loops.Computations.matmul;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines of an operand are asked for some iterations before they are needed. */
class PrefetchLinesTest {

    @Test
    void aHintStandsBesideEachRead() {
        assertThat(Scheduled.openCl(
                        matmul(64, 64, 64), "C: vectorize(j, 8)", "C: accumulate(k)", "C: prefetch-lines(B, k, 4)"))
                .isEqualTo("""
                        static void prefetch_line(const __global float* p) {
                        #ifdef __clang__
                            __builtin_prefetch((const void*)(size_t)p);
                        #else
                            prefetch(p, 1);
                        #endif
                        }

                        // Requires N % 8 == 0.
                        __kernel void matmul(
                                __global const float* restrict A, __global const float* restrict B, __global float* restrict C,
                                const int M, const int N, const int K) {
                            for (int i = 0; i < M; ++i) {
                                for (int j = 0; j < N; j += 8) {
                                    float8 acc = (float8)(0.0f);
                                    for (int k = 0; k < K; ++k) {
                                        prefetch_line(&B[(k + 4) * N + j]);
                                        acc += A[i * K + k] * vload8(0, &B[k * N + j]);
                                    }
                                    vstore8(acc, 0, &C[i * N + j]);
                                }
                            }
                        }
                        """);
    }

    @Test
    void aLoopThatStepsOverSeveralElementsGoesAsFarAhead() {
        assertThat(Scheduled.openCl(
                        Scheduled.vector("Y[i] = X[i] + X[i]", "Y[N]"),
                        "Y: split(i, 16)",
                        "Y: prefetch-lines(X, i, 2)"))
                .contains("prefetch_line(&X[i + i1 + 32]);");
    }

    @Test
    void anOperandThatStandsStillIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: prefetch-lines(A, j, 1)"))
                .isEqualTo("C: prefetch-lines(A, j, 1): A is not read along loop j");
    }

    @Test
    void tilesAreCopiedAheadInstead() {
        assertThat(Scheduled.refusal(
                        matmul(64, 64, 64), GPU, "C: split(k, 8)", "C: stage(A, k)", "C: prefetch-lines(A, k, 1)"))
                .isEqualTo("C: prefetch-lines(A, k, 1): A is read from a tile; prefetch copies the next one ahead");
    }

    /** A search found such a schedule, and ended over it. */
    @Test
    void anElementAcrossTheBoundsOfAPanelHasNoPlaceToAskFor() {
        List<String> packed =
                List.of("C: bind(i, group)", "C: vectorize(j, 16)", "C: accumulate(k, i=8, j=2)", "C: pack(B, j, 64)");
        assertThat(refusal(packed, "C: prefetch-lines(B_panels, j3, 1)"))
                .isEqualTo(
                        "C: prefetch-lines(B_panels, j3, 1): 1 iterations of loop j3 ahead is neither in the same panel of"
                                + " B_panels nor whole panels later");
        List<String> alongK = new ArrayList<>(packed);
        alongK.add("C: prefetch-lines(B_panels, k, 4)");
        assertThat(Scheduled.openCl(matmul(1024, 1024, 1024), alongK.toArray(String[]::new)))
                .contains("prefetch_line(&B_panels[");
    }

    private static String refusal(List<String> before, String last) {
        List<String> steps = new ArrayList<>(before);
        steps.add(last);
        return Scheduled.refusal(matmul(1024, 1024, 1024), GPU, steps.toArray(String[]::new));
    }

    @Test
    void aGroupAsksForWhatTheNextOneNeeds() {
        assertThat(Scheduled.openCl(matmul(64, 64, 64), "C: bind(i, group)", "C: prefetch-lines(A, i, 1)"))
                .contains("prefetch_line(&A[(i + 1) * K + k]);");
    }

    @Test
    void theLoopDoesNotBecomeOneOfWorkItems() {
        assertThat(Scheduled.refusal(
                        matmul(64, 64, 64), GPU, "C: split(i, 8)", "C: prefetch-lines(A, i1, 1)", "C: bind(i1, item)"))
                .isEqualTo(
                        "C: bind(i1, item): lines are asked for ahead of loops that are serial or spread over groups, and"
                                + " loop i1 is not");
    }

    @Test
    void aSecondTimeIsRefused() {
        assertThat(Scheduled.refusal(
                        matmul(64, 64, 64), GPU, "C: prefetch-lines(A, k, 1)", "C: prefetch-lines(A, k, 2)"))
                .isEqualTo("C: prefetch-lines(A, k, 2): lines of A are asked for already");
    }

    @Test
    void aDistanceOfNothingIsRefused() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), GPU, "C: prefetch-lines(A, k, 0)"))
                .isEqualTo("C: prefetch-lines(A, k, 0): a hint is for 1 to 64 iterations later, not 0");
    }

    @Test
    void javaTakesNoHints() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), NO_ITEMS, "C: prefetch-lines(A, k, 1)"))
                .isEqualTo("C: prefetch-lines(A, k, 1): this language or device takes no hints for its caches");
    }
}
