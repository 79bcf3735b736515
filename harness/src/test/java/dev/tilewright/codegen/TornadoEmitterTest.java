package dev.tilewright.codegen;

import static dev.tilewright.loops.Computations.matmul;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.codegen.java.TornadoEmitter;
import dev.tilewright.loops.Computations;
import dev.tilewright.loops.transform.Limits;
import org.junit.jupiter.api.Test;

/** What kernels look like in Java for TornadoVM. */
class TornadoEmitterTest {

    private static final Limits LIMITS = new TornadoEmitter().restrict(Computations.MATRIX_UNITS);

    /** TornadoVM spreads the outermost loop over dimension 0, along which the nest's innermost loop lies. */
    @Test
    void groupsOfOneAreParallelLoopsInTheOrderOfTheGridsDimensions() {
        assertThat(Scheduled.tornado(matmul(64, 64, 64), "C: bind(i, group)", "C: bind(j, group)"))
                .isEqualTo("""
                        import uk.ac.manchester.tornado.api.annotations.Parallel;
                        import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

                        /** matmul */
                        public final class Matmul {

                            public static void matmul(FloatArray A, FloatArray B, FloatArray C, int M, int N, int K) {
                                for (@Parallel int j = 0; j < Math.max(N, 0); ++j) {
                                    for (@Parallel int i = 0; i < Math.max(M, 0); ++i) {
                                        C.set(i * N + j, 0.0f);
                                        for (int k = 0; k < K; ++k) {
                                            C.set(i * N + j, C.get(i * N + j) + A.get(i * K + k) * B.get(k * N + j));
                                        }
                                    }
                                }
                            }
                        }
                        """);
    }

    @Test
    void aParallelLoopCountsByOneAndALoopHasOneEnd() {
        assertThat(Scheduled.tornado(matmul(61, 67, 71), "C: split(i, 4)", "C: bind(i, group)"))
                .contains("""
                                for (@Parallel int i_number = 0; i_number < ((M + 3) / 4); ++i_number) {
                                    int i = i_number * 4;
                                    for (int i1 = 0; i1 < Math.min(4, M - i); ++i1) {
                        """);
    }

    @Test
    void aLoopThatGoesInStepsHasOneEndToo() {
        assertThat(Scheduled.tornado(
                        matmul(61, 67, 71),
                        "C: split(i, 8)",
                        "C: split(i1, 2)",
                        "C: reorder(i2, i1)",
                        "C: bind(i, group)"))
                .contains("i1 < Math.min(4, (M - i - i2 + 1) / 2)");
    }

    @Test
    void unrollingWritesOutLessThanElsewhere() {
        String[] steps = {"C: unroll-and-jam(j, 16)", "C: unroll(k, 10)"};
        assertThat(Scheduled.refusal(matmul(64, 64, 64), LIMITS, steps))
                .isEqualTo("C: unroll(k, 10): unrolling would write out 640 operations, more than 512");
        assertThat(Scheduled.openCl(matmul(64, 64, 64), steps)).contains("#pragma unroll");
    }

    @Test
    void workItemsStageTilesInLocalMemoryAndMeet() {
        assertThat(Scheduled.tornado(
                        matmul(64, 64, 64),
                        "C: split(i, 16)",
                        "C: split(j, 16)",
                        "C: split(k, 16)",
                        "C: bind(i, group)",
                        "C: bind(j, group)",
                        "C: bind(i1, item)",
                        "C: bind(j1, item)",
                        "C: accumulate(k)",
                        "C: stage(A, k)",
                        "C: stage(B, k)"))
                .isEqualTo("""
                        import uk.ac.manchester.tornado.api.KernelContext;
                        import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

                        /** matmul */
                        public final class Matmul {

                            // Requires M % 16 == 0.
                            // Requires N % 16 == 0.
                            // Requires K % 16 == 0.
                            public static void matmul(KernelContext context, FloatArray A, FloatArray B, FloatArray C, int N, int K) {
                                float[] A_tile = context.allocateFloatLocalArray(256);
                                float[] B_tile = context.allocateFloatLocalArray(256);
                                int item = context.localIdx + context.localIdy * 16;
                                int i = context.groupIdy * 16;
                                int j = context.groupIdx * 16;
                                int i1 = context.localIdy;
                                int j1 = context.localIdx;
                                float acc = 0.0f;
                                for (int k = 0; k < K; k += 16) {
                                    {
                                        int t0 = item / 16;
                                        int t1 = item % 16;
                                        A_tile[16 * t0 + t1] = A.get((i + t0) * K + k + t1);
                                    }
                                    {
                                        int t0 = item / 16;
                                        int t1 = item % 16;
                                        B_tile[16 * t0 + t1] = B.get((k + t0) * N + j + t1);
                                    }
                                    context.localBarrier();
                                    for (int k1 = 0; k1 < 16; ++k1) {
                                        acc += A_tile[16 * i1 + k1] * B_tile[j1 + 16 * k1];
                                    }
                                    context.localBarrier();
                                }
                                C.set((i + i1) * N + j + j1, acc);
                            }
                        }
                        """);
    }

    @Test
    void aReductionIsSharedByATreeInLocalMemory() {
        assertThat(Scheduled.tornado(
                        matmul(64, 64, 64),
                        "C: bind(i, group)",
                        "C: bind(j, group)",
                        "C: accumulate(k)",
                        "C: reduce-in-group(k, 32)"))
                .contains("""
                                float[] C_partial = context.allocateFloatLocalArray(32);
                        """)
                .contains("""
                                for (int stride = 16; stride > 0; stride /= 2) {
                                    if (k1 < stride) {
                                        C_partial[k1] = C_partial[k1] + C_partial[k1 + stride];
                                    }
                                    context.localBarrier();
                                }
                                if (k1 == 0) {
                                    C.set(i * N + j, C_partial[0]);
                                }
                        """);
    }

    @Test
    void whatIsCopiedAheadWaitsInVariablesOfItsOwn() {
        assertThat(Scheduled.tornado(
                        matmul(64, 64, 64),
                        "C: split(i, 8)",
                        "C: split(j, 8)",
                        "C: split(k, 16)",
                        "C: bind(i, group)",
                        "C: bind(j, group)",
                        "C: bind(i1, item)",
                        "C: bind(j1, item)",
                        "C: accumulate(k)",
                        "C: stage(A, k)",
                        "C: prefetch(A, k)"))
                .contains("""
                                    float A_next_0 = 0;
                                    float A_next_1 = 0;
                                    if (k + 16 < K) {
                                        {
                                            int t = item;
                        """)
                .contains("A_next_1 = A.get((i + t0) * K + k + t1 + 16);")
                .contains("A_tile[16 * t0 + t1] = A_next_1;");
    }

    @Test
    void whatTheLanguageLacksIsRefusedInASentence() {
        assertThat(Scheduled.refusal(matmul(64, 64, 64), LIMITS, "C: vectorize(j, 4)"))
                .isEqualTo("C: vectorize(j, 4): a vector has 2, 4, 8 or 16 lanes and here at most 1, not 4");
        assertThat(Scheduled.refusal(
                        matmul(64, 64, 64), LIMITS, "C: split(k, 8)", "C: stage(A, k)", "C: prefetch-lines(A, k, 1)"))
                .isEqualTo("C: prefetch-lines(A, k, 1): this language or device takes no hints for its caches");
        assertThat(Scheduled.refusal(
                        matmul(64, 64, 64),
                        LIMITS,
                        "C: split(i, 16)",
                        "C: split(j, 8)",
                        "C: split(k, 8)",
                        "C: tensorize(i1, j1, k1)"))
                .endsWith("this device has no matrix units, or this language does not reach them");
        assertThat(Scheduled.refusal(matmul(64, 64, 64), LIMITS, "C: relax()")).startsWith("C: relax(): ");
        assertThat(Scheduled.refusal(matmul(64, 64, 64), LIMITS, "C: stream-stores()"))
                .startsWith("C: stream-stores(): ");
    }
}
