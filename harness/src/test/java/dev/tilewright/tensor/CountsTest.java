package dev.tilewright.tensor;

import static dev.tilewright.tensor.Computations.parse;
import static dev.tilewright.tensor.Computations.sizes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Operations as they are written, and the bytes that no kernel can do without. */
class CountsTest {

    @Test
    void aMatrixProductHasTwoOperationsForEachProduct() {
        Counts counts = Counts.of(
                parse("C[i, j] = sum(k, A[i, k] * B[k, j])", "M N K", "A[M,K]", "B[K,N]", "C[M,N]"),
                sizes("M=4 N=5 K=6"));

        assertThat(counts.operations()).isEqualTo(2 * 4 * 5 * 6);
        assertThat(counts.bytes(_ -> 4)).isEqualTo(4 * (4 * 6 + 6 * 5 + 4 * 5));
        assertThat(counts.intensity(_ -> 4)).isCloseTo(240.0 / 296, within(1e-12));
    }

    @Test
    void intermediatesAndUnusedInputsDoNotCountAsTraffic() {
        Counts counts = Counts.of(
                parse("T[i] = exp(X[i]) - 1\nY[i] = T[i] / T[0]", "N", "X[N]", "Unused[N]", "Y[N]"), sizes("N=10"));

        assertThat(counts.elements().toString()).isEqualTo("{X=10, Y=10}");
        assertThat(counts.operations()).isEqualTo(30);
    }

    @Test
    void aSelectCostsItsDearerBranch() {
        Counts counts =
                Counts.of(parse("Y[i] = select(i > 2, X[i] * X[i] + 1, -X[i])", "N", "X[N]", "Y[N]"), sizes("N=10"));

        assertThat(counts.operations()).isEqualTo(20);
    }
}
