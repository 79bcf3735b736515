package dev.tilewright.tensor;

import static dev.tilewright.tensor.Computations.numbers;
import static dev.tilewright.tensor.Computations.parse;
import static dev.tilewright.tensor.Computations.sizes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The reference says what the text says. */
class ReferenceProgramTest {

    private static double[] run(Computation computation, String sizes, Map<String, double[]> inputs) {
        return ReferenceProgram.compile(computation, sizes(sizes))
                .run(inputs)
                .firstEntry()
                .getValue();
    }

    @Test
    void aMatrixProductIsThatOfThreeLoops() {
        Computation product = parse("C[i, j] = sum(k, A[i, k] * B[k, j])", "M N K", "A[M,K]", "B[K,N]", "C[M,N]");
        int m = 5;
        int n = 700;
        int k = 9;
        double[] a = numbers(m * k, 1);
        double[] b = numbers(k * n, 2);

        double[] c = run(product, "M=5 N=700 K=9", Map.of("A", a, "B", b));

        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int x = 0; x < k; x++) {
                    sum += a[i * k + x] * b[x * n + j];
                }
                assertThat(c[i * n + j]).isCloseTo(sum, within(1e-12));
            }
        }
    }

    @Test
    void howAProductIsCutIntoBlocksDoesNotShowInASingleBit() {
        Computation product = parse("C[i, j] = sum(k, A[i, k] * B[k, j])", "M N K", "A[M,K]", "B[K,N]", "C[M,N]");
        int m = 71;
        int n = 517;
        int k = 131;
        double[] a = numbers(m * k, 3);
        double[] b = numbers(k * n, 4);
        double[] inOrder = new double[m * n];
        for (int i = 0; i < m; i++) {
            for (int x = 0; x < k; x++) {
                for (int j = 0; j < n; j++) {
                    inOrder[i * n + j] += a[i * k + x] * b[x * n + j];
                }
            }
        }

        assertThat(run(product, "M=71 N=517 K=131", Map.of("A", a, "B", b))).isEqualTo(inOrder);
    }

    @Test
    void aProductWithTheTransposeIsThatOfThreeLoops() {
        Computation product = parse("C[i, j] = sum(k, A[i, k] * B[j, k])", "M N K", "A[M,K]", "B[N,K]", "C[M,N]");
        double[] a = numbers(6 * 40, 1);
        double[] b = numbers(7 * 40, 2);

        double[] c = run(product, "M=6 N=7 K=40", Map.of("A", a, "B", b));

        for (int i = 0; i < 6; i++) {
            for (int j = 0; j < 7; j++) {
                double sum = 0;
                for (int x = 0; x < 40; x++) {
                    sum += a[i * 40 + x] * b[j * 40 + x];
                }
                assertThat(c[i * 7 + j]).isCloseTo(sum, within(1e-12));
            }
        }
    }

    @Test
    void aSumToOneNumberIsThatOfOneLoop() {
        double[] x = numbers(100_003, 3);
        double sum = 0;
        for (double value : x) {
            sum += value;
        }

        double[] s = run(parse("S[0] = sum(i, X[i])", "N", "X[N]", "S[1]"), "N=100003", Map.of("X", x));

        assertThat(s).hasSize(1);
        assertThat(s[0]).isCloseTo(sum, within(1e-9));
    }

    @Test
    void aConvolutionIsThatOfSevenLoops() {
        Computation convolution = parse(
                "Out[b, f, y, x] = sum(c, r, s, In[b, c, y + r, x + s] * Weight[f, c, r, s])",
                "B C F H W",
                "In[B,C,H+2,W+2]",
                "Weight[F,C,3,3]",
                "Out[B,F,H,W]");
        double[] in = numbers(2 * 3 * 7 * 6, 1);
        double[] weight = numbers(4 * 3 * 9, 2);

        double[] out = run(convolution, "B=2 C=3 F=4 H=5 W=4", Map.of("In", in, "Weight", weight));

        for (int b = 0; b < 2; b++) {
            for (int f = 0; f < 4; f++) {
                for (int y = 0; y < 5; y++) {
                    for (int x = 0; x < 4; x++) {
                        double sum = 0;
                        for (int c = 0; c < 3; c++) {
                            for (int r = 0; r < 3; r++) {
                                for (int s = 0; s < 3; s++) {
                                    sum += in[((b * 3 + c) * 7 + y + r) * 6 + x + s]
                                            * weight[((f * 3 + c) * 3 + r) * 3 + s];
                                }
                            }
                        }
                        assertThat(out[((b * 4 + f) * 5 + y) * 4 + x]).isCloseTo(sum, within(1e-12));
                    }
                }
            }
        }
    }

    @Test
    void statementsFollowOneAnotherAsInSoftmax() {
        Computation softmax = parse("""
                Highest[i] = max(j, X[i, j])
                Total[i] = sum(j, exp(X[i, j] - Highest[i]))
                Y[i, j] = exp(X[i, j] - Highest[i]) / Total[i]
                """, "M N", "X[M,N]", "Y[M,N]");
        double[] x = numbers(50 * 30, 5);

        double[] y = run(softmax, "M=50 N=30", Map.of("X", x));

        for (int i = 0; i < 50; i++) {
            double total = 0;
            for (int j = 0; j < 30; j++) {
                total += Math.exp(x[i * 30 + j]);
            }
            for (int j = 0; j < 30; j++) {
                assertThat(y[i * 30 + j]).isCloseTo(Math.exp(x[i * 30 + j]) / total, within(1e-14));
            }
        }
    }

    @Test
    void onlyTheChosenSideOfASelectIsEvaluated() {
        Computation shifted = parse("Y[i] = select(i >= 1 && X[i - 1] > 0, X[i - 1], 7)", "N", "X[N]", "Y[N]");

        assertThat(run(shifted, "N=4", Map.of("X", new double[] {5, -6, 8, 9}))).containsExactly(7, 5, 7, 8);
    }

    @Test
    void aReductionInABranchIsComputedOnlyThere() {
        Computation guarded =
                parse("Y[i] = select(i > 0, sum(k, A[i - 1, k]), -1) + 0 * A[i, 0]", "N K", "A[N,K]", "Y[N]");

        assertThat(run(guarded, "N=3 K=2", Map.of("A", new double[] {1, 2, 3, 4, 5, 6})))
                .containsExactly(-1, 3, 7);
    }

    @Test
    void everyFunctionAndReducerIsTheOneOfItsName() {
        double[] x = {0.5, 2, 3};
        String text = "Y[i] = %s";
        Map<String, Double> expected = Map.ofEntries(
                Map.entry("exp(X[1])", Math.exp(2)),
                Map.entry("log(X[1])", Math.log(2)),
                Map.entry("sqrt(X[1])", Math.sqrt(2)),
                Map.entry("rsqrt(X[1])", 1 / Math.sqrt(2)),
                Map.entry("tanh(X[0])", Math.tanh(0.5)),
                Map.entry("sin(X[0])", Math.sin(0.5)),
                Map.entry("cos(X[0])", Math.cos(0.5)),
                Map.entry("abs(-X[0])", 0.5),
                Map.entry("floor(X[0])", 0.0),
                Map.entry("pow(X[1], X[2])", 8.0),
                Map.entry("min(X[1], X[2])", 2.0),
                Map.entry("max(X[1], X[2])", 3.0),
                Map.entry("sum(k, X[k])", 5.5),
                Map.entry("prod(k, X[k])", 3.0),
                Map.entry("max(k, X[k])", 3.0),
                Map.entry("min(k, X[k])", 0.5),
                Map.entry("sum(k, max(j, X[j]) * X[k])", 16.5),
                Map.entry("select(!(X[0] < 1 || X[0] > 2), 1, 2)", 2.0),
                Map.entry("2 * N - 1", 5.0));

        expected.forEach((value, result) -> {
            Computation one = parse(text.formatted(value) + " + 0 * X[i]", "N", "X[N]", "Y[N]");
            assertThat(run(one, "N=3", Map.of("X", x))[2]).as(value).isCloseTo(result, within(1e-15));
        });
    }

    @Test
    void theReferenceOfALargeMatrixProductTakesSeconds() {
        Computation product = parse("C[i, j] = sum(k, A[i, k] * B[k, j])", "M N K", "A[M,K]", "B[K,N]", "C[M,N]");
        ReferenceProgram program = ReferenceProgram.compile(product, sizes("M=1024 N=1024 K=1024"));
        Map<String, double[]> inputs = Map.of("A", numbers(1 << 20, 1), "B", numbers(1 << 20, 2));

        long start = System.nanoTime();
        program.run(inputs);
        Duration taken = Duration.ofNanos(System.nanoTime() - start);

        assertThat(taken).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void anInputOfTheWrongLengthIsRefused() {
        ReferenceProgram program = ReferenceProgram.compile(parse("Y[i] = X[i]", "N", "X[N]", "Y[N]"), sizes("N=4"));

        assertThatThrownBy(() -> program.run(Map.of("X", new double[3])))
                .hasMessage("the input X has 3 elements, not 4");
        assertThatThrownBy(() -> program.run(Map.of())).hasMessage("the input X is missing");
    }
}
