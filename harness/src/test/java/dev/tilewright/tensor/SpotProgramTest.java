package dev.tilewright.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.tensor.SpotProgram.Element;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpotProgramTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            C[i, j] = sum(k, A[i, k] * B[k, j])                                                   | M N K | M=7 N=40 K=9  | A[M,K] B[K,N] C[M,N]
            C[i, j] = sum(k, A[i, k] * B[k, j]) + max(k, B[k, j])                                 | M N K | M=7 N=40 K=150 | A[M,K] B[K,N] C[M,N]
            H[i] = max(j, X[i, j]); T[i] = sum(j, exp(X[i, j] - H[i])); Y[i, j] = exp(X[i, j] - H[i]) / T[i] | M N | M=5 N=67 | X[M,N] Y[M,N]
            S[0] = sum(i, X[i])                                                                   | N     | N=1000        | X[N] S[1]
            M[0] = max(i, X[i]); Y[i] = exp(X[i] - M[0]) / sum(j, exp(X[j] - M[0]))               | N     | N=100         | X[N] Y[N]
            I[i, j] = rsqrt((P[j] - P[i]) * (P[j] - P[i]) + 0.1); Y[i] = sum(j, I[i, j] * (P[j] - P[i])) | N | N=61       | P[N] Y[N]
            Y[i] = select(i > 0, X[i - 1], 0) + select(X[i] > 0.5, prod(k, Z[k]), min(k, Z[k]))   | N K   | N=50 K=4      | X[N] Z[K] Y[N]
            Y[i] = floor(3 * X[i]) + pow(abs(X[i]), 1.5) + log(abs(X[i]) + 1) + sin(X[i]) + tanh(X[i]) | N | N=40      | X[N] Y[N]
            """)
    void elementsAreThoseOfTheWholeReferenceAndSoAreTheirBounds(
            String text, String names, String bindings, String tensors) {
        Computation computation = Computations.parse(text.replace(';', '\n'), names, tensors.split(" "));
        Map<String, Long> sizes = Computations.sizes(bindings);
        Map<String, Precision> precisions = new HashMap<>();
        Map<String, double[]> inputs = new HashMap<>();
        for (String tensor : tensors.split(" ")) {
            precisions.put(tensor.substring(0, tensor.indexOf('[')), Precision.SINGLE);
        }
        ErrorModel model = ErrorModel.of(computation, precisions, sizes);
        for (String input : computation.inputs()) {
            long elements = 1;
            for (Affine dimension : computation.shapes().get(input)) {
                elements *= dimension.evaluate(sizes);
            }
            inputs.put(input, Computations.numbers((int) elements, input.hashCode()));
        }
        Map<String, double[]> whole =
                ReferenceProgram.compile(model.computation(), sizes).run(inputs);
        String output = computation.outputs().getFirst();
        double[] values = whole.get(output);
        int[] wanted = values.length < 20
                ? IntStream.range(0, values.length).toArray()
                : new SplittableRandom(1).ints(20, 0, values.length).toArray();

        List<Element> elements = SpotProgram.compile(model, sizes, Map.of())
                .at(inputs, Map.of(output, wanted))
                .get(output);

        ErrorModel.ErrorBound bound = model.outputs().get(output);
        assertThat(elements).hasSize(wanted.length);
        assertThat(elements.stream().mapToInt(Element::index).toArray()).isEqualTo(wanted);
        for (Element element : elements) {
            double value = values[element.index()];
            double rest = bound.rest().isEmpty() ? 0 : whole.get(bound.rest())[element.index()];
            assertThat(element.value()).isCloseTo(value, within(1e-12 * Math.max(1, Math.abs(value))));
            assertThat(element.bound()).isCloseTo(bound.of(value, rest), within(1e-9 * element.bound() + 1e-13));
            assertThat(element.bound()).isPositive().isLessThan(1e-2 * Math.max(1, Math.abs(value)) + 1);
        }
    }
}
