package dev.tilewright.kernels.evaluate.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Computation;
import dev.tilewright.tensor.TensorParser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeastWorkTest {

    private static final Map<String, Long> SIZES = Map.of("M", 64L, "N", 128L, "K", 100L);

    @Test
    void aMatrixProductNeedsItsOperationsAndItsTensors() {
        LeastWork work = of("C[i, j] = sum(k, A[i, k] * B[k, j])", "A M,K", "B K,N", "C M,N");

        assertThat(work.operations()).isEqualTo(2.0 * 64 * 128 * 100);
        assertThat(work.bytes()).isEqualTo(4.0 * (64 * 100 + 100 * 128 + 64 * 128));
    }

    @Test
    void whatStrassenSavesIsTakenOff() {
        LeastWork work = of(
                "C[i, j] = sum(k, A[i, k] * B[k, j])",
                Map.of("M", 1024L, "N", 256L, "K", 512L),
                "A M,K",
                "B K,N",
                "C M,N");

        assertThat(work.operations()).isCloseTo(2.0 * 1024 * 256 * 512 * 49 / 64, within(1.0));
    }

    @Test
    void aBatchAndAWindowAreToldFromInnerDimensions() {
        assertThat(of("C[b, i] = sum(k, A[b, i, k] * B[b, k])", "A M,N,K", "B M,K", "C M,N")
                        .operations())
                .as("each batch a product of its own")
                .isEqualTo(2.0 * 64 * 128 * 100);
        assertThat(of("C[f, y] = sum(c, r, X[c, y + r] * W[f, c, r])", "X K,N+2", "W M,K,3", "C M,N")
                        .operations())
                .as("one multiplication for each output of a convolution and channel")
                .isEqualTo(2.0 * 64 * 128 * 100);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Y[i, j] = sum(k, A[i, k]) + B[0, j]                              | A M,K | B K,N | Y M,N
            Y[i, j] = sum(k, A[i, k] * A[i, k]) * B[0, j]                    | A M,K | B K,N | Y M,N
            Y[i, j] = sum(k, A[i, k] * B[0, j])                              | A M,K | B K,N | Y M,N
            Y[i, j] = sum(k, A[i, k] * B[k, j]) + sum(k, A[i, k] * B[k, 0])  | A M,K | B K,N | Y M,N
            Y[i, j] = sum(k, exp(A[i, k] * B[k, j]))                         | A M,K | B K,N | Y M,N
            T[i, j] = sum(k, A[i, k] * B[k, j]); Y[i] = sum(j, T[i, j])      | A M,K | B K,N | Y M
            """)
    void whatAlgebraMaySaveDoesNotCount(String compute, String a, String b, String y) {
        assertThat(of(compute, a, b, y).operations()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Y[i] = X[2 * i]                               | X 2*M    | Y M   | 128
            Y[i] = X[i] + X[i + 1]                        | X M+1    | Y M   | 128
            Y[i] = X[i, i]                                | X M,M    | Y M   | 128
            Y[i, j] = X[i + j]                            | X M+N    | Y M,N | 8320
            Y[i] = select(i > 3, X[i], 0)                 | X M      | Y M   | 64
            T[i] = X[i]; Y[i] = 1                         | X M      | Y M   | 64
            """)
    void ofInputsCountsWhatIsCertainToBeRead(String compute, String x, String y, double elements) {
        assertThat(of(compute, x, y).bytes()).isEqualTo(4 * elements);
    }

    private static LeastWork of(String compute, String... tensors) {
        return of(compute, SIZES, tensors);
    }

    /** The last tensor is the output. */
    private static LeastWork of(String compute, Map<String, Long> sizes, String... tensors) {
        SequencedMap<String, List<Affine>> shapes = new LinkedHashMap<>();
        List<String> names = new ArrayList<>(List.of("M", "N", "K"));
        for (String tensor : tensors) {
            String[] parts = tensor.strip().split(" ", 2);
            shapes.put(
                    parts[0],
                    Arrays.stream(parts[1].split(","))
                            .map(dimension -> TensorParser.affine(dimension, names))
                            .toList());
        }
        String output = shapes.lastEntry().getKey();
        Computation computation = TensorParser.parse(compute, names, shapes, List.of(output));
        return LeastWork.of(computation, sizes, name -> Float.BYTES);
    }
}
