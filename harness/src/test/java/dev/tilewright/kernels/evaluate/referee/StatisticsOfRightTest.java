package dev.tilewright.kernels.evaluate.referee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.tensor.ErrorModel;
import dev.tilewright.tensor.SpotProgram;
import dev.tilewright.tensor.SpotProgram.Element;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What honest kernels compute passes, and what cheats compute does not, at the sizes that the shipped tasks have. A deviation is the largest
 * distance from the reference as a share of what an element may be off: 1 and less is right.
 */
class StatisticsOfRightTest {

    private static final int SPOTS = 256;

    /** A task at one of its problems, with inputs and the elements that are looked at. */
    private record Bench(Task task, Problem problem, Inputs inputs, String output, List<Element> elements) {

        static Bench of(String name, String problem, InputShape shape, int seed) {
            Task task = ShippedTasks.named(name);
            Problem parsed = Problem.parse(problem);
            TaskDefinition definition = ShippedTasks.definition(task);
            Inputs inputs = Inputs.draw(definition, parsed, seed, shape);
            String output = task.computation().orElseThrow().outputs().getFirst();
            ErrorModel model = ErrorModel.of(
                    task.computation().orElseThrow(), TensorTypes.precisions(task.arguments()), parsed.sizes());
            int count = Math.toIntExact(task.buffers(parsed).getLast().elements());
            int[] wanted = count <= SPOTS
                    ? IntStream.range(0, count).toArray()
                    : new SplittableRandom(seed).ints(SPOTS, 0, count).sorted().toArray();
            List<Element> elements = SpotProgram.compile(model, parsed.sizes(), TensorTypes.forms(task.arguments()))
                    .at(inputs.contents(), Map.of(output, wanted))
                    .get(output);
            return new Bench(task, parsed, inputs, output, elements);
        }

        int size(String name) {
            return Math.toIntExact(ShippedTasks.size(problem, name));
        }

        double deviation(ToDoubleFunction<Element> kernel) {
            double worst = 0;
            for (Element element : elements) {
                worst = Math.max(worst, Math.abs(kernel.applyAsDouble(element) - element.value()) / element.bound());
            }
            return worst;
        }

        double product(Rounding.Dot dot) {
            float[] a = Rounding.floats(inputs.of("A"));
            float[] b = Rounding.floats(inputs.of("B"));
            int n = size("N");
            int k = size("K");
            return deviation(element -> dot.of(a, element.index() / n * k, b, element.index() % n, n, k));
        }
    }

    private static final Map<String, Rounding.Dot> HONEST = Map.of(
            "forward", Rounding::forward,
            "backward", Rounding::backward,
            "pairwise", Rounding::pairwise,
            "blocked", Rounding::blocked,
            "fused", Rounding::fused,
            "compensated", Rounding::compensated,
            "split", Rounding::split);

    @ParameterizedTest
    @ValueSource(strings = {"M=1024,N=1024,K=1024", "M=64,N=96,K=128", "M=61,N=67,K=71"})
    void everyOrderOfAnHonestProductPassesOnEveryFairShape(String problem) {
        Task task = ShippedTasks.named("matmul");
        for (InputShape shape :
                new AdverseInputs(ShippedTasks.definition(task), task.computation()).shapes(Problem.parse(problem))) {
            Bench bench = Bench.of("matmul", problem, shape, 11);
            HONEST.forEach((name, dot) ->
                    assertThat(bench.product(dot)).as("%s, %s", name, shape).isLessThan(0.75));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4096, 1_000_003})
    void everyOrderOfAnHonestSumPasses(int n) {
        requireHonestSums(n);
    }

    @Test
    @Tag("long")
    void everyOrderOfAnHonestSumOfTheTimedLengthPasses() {
        requireHonestSums(1 << 24);
    }

    private static void requireHonestSums(int n) {
        float[] ones = {1};
        for (InputShape shape : List.of(
                InputShape.DECLARED, InputShape.ALL_EQUAL, InputShape.ONE_HUGE, InputShape.ENDS, InputShape.UNEVEN)) {
            Bench bench = Bench.of("sum", "N=" + n, shape, 5);
            float[] x = Rounding.floats(bench.inputs().of("X"));
            HONEST.forEach((name, dot) -> {
                if (!name.equals("split")) {
                    assertThat(bench.deviation(_ -> dot.of(x, 0, ones, 0, 0, n)))
                            .as("%s, %s", name, shape)
                            .isLessThan(0.75);
                }
            });
        }
    }

    @Test
    void halfPrecisionInInputsOrAccumulatorsIsCaughtInTheProductThatIsTimed() {
        Bench bench = Bench.of("matmul", "M=1024,N=1024,K=1024", InputShape.DECLARED, 3);
        assertThat(bench.product(Rounding::halfInputs)).isGreaterThan(4);
        assertThat(bench.product(Rounding::tensorFloats)).isGreaterThan(4);
        assertThat(bench.product(Rounding::brainFloats)).isGreaterThan(30);
        assertThat(bench.product(Rounding::halfAccumulator)).isGreaterThan(20);
        Bench narrow = Bench.of("matmul", "M=1024,N=1024,K=1024", InputShape.NARROW, 4);
        assertThat(narrow.product(Rounding::halfInputs)).isGreaterThan(20);
    }

    @Test
    void aProductThatSaturatesOrLeavesOutAPairIsCaught() {
        Bench equal = Bench.of("matmul", "M=1024,N=1024,K=1024", InputShape.ALL_EQUAL, 2);
        assertThat(equal.product(Rounding::shortened)).isGreaterThan(100);
        Bench ends = Bench.of("matmul", "M=1024,N=1024,K=1024", InputShape.NARROW, 4);
        assertThat(ends.product(Rounding::saturating)).isGreaterThan(100);
        assertThat(Bench.of("matmul", "M=1024,N=1024,K=1024", InputShape.DECLARED, 2)
                        .product(Rounding::shortened))
                .isGreaterThan(50);
    }

    @Test
    void aSumThatReadsOneElementInFourIsCaughtByWhereMagnitudesLie() {
        for (InputShape shape : List.of(InputShape.ONE_HUGE, InputShape.UNEVEN)) {
            Bench bench = Bench.of("sum", "N=16777216", shape, 9);
            float[] x = Rounding.floats(bench.inputs().of("X"));
            assertThat(bench.deviation(_ -> sampled(x, 0, 4))).as("strided").isGreaterThan(20);
            assertThat(bench.deviation(_ -> 4 * sum(x, 0, x.length / 4)))
                    .as("the first quarter")
                    .isGreaterThan(20);
        }
    }

    private static float sampled(float[] x, int from, int step) {
        double sum = 0;
        for (int i = from; i < x.length; i += step) {
            sum += x[i];
        }
        return (float) (sum * step);
    }

    private static float sum(float[] x, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += x[i];
        }
        return (float) sum;
    }

    @Test
    void aSumThatReadsNothingIsCaughtByEveryShapeButTheDeclaredOne() {
        for (InputShape shape :
                List.of(InputShape.ONE_HUGE, InputShape.UNEVEN, InputShape.ALL_EQUAL, InputShape.ZEROS)) {
            Bench bench = Bench.of("sum", "N=16777216", shape, 9);
            assertThat(bench.deviation(_ -> 0.5f * 16777216)).as(shape.name()).isGreaterThan(100);
        }
    }

    @Test
    void softmaxWithoutTheMaximumIsCaughtWhereExponentialsOverflow() {
        Bench bench = Bench.of("softmax", "M=64,N=128", InputShape.HUGE, 6);
        float[] x = Rounding.floats(bench.inputs().of("X"));
        assertThat(bench.deviation(element -> softmax(x, element.index(), 128, false)))
                .isNaN();
        assertThat(bench.deviation(element -> softmax(x, element.index(), 128, true)))
                .isLessThan(0.75);
        Bench declared = Bench.of("softmax", "M=4096,N=4096", InputShape.DECLARED, 6);
        float[] many = Rounding.floats(declared.inputs().of("X"));
        assertThat(declared.deviation(element -> softmax(many, element.index(), 4096, true)))
                .isLessThan(0.75);
    }

    private static float softmax(float[] x, int index, int n, boolean shifted) {
        int row = index / n * n;
        float highest = 0;
        for (int j = 0; shifted && j < n; j++) {
            highest = j == 0 ? x[row] : Math.max(highest, x[row + j]);
        }
        float total = 0;
        for (int j = 0; j < n; j++) {
            total += (float) Math.exp(x[row + j] - highest);
        }
        return (float) Math.exp(x[index] - highest) / total;
    }

    /** Takes the maximum and the sum in one pass, and rescales the sum whenever the maximum grows (Milakov and Gimelshein, 2018). */
    @ParameterizedTest
    @ValueSource(strings = {"DECLARED", "SORTED", "HUGE", "NEGATIVE"})
    void softmaxInOnePassPasses(InputShape shape) {
        Bench bench = Bench.of("softmax", "M=4096,N=4096", shape, 7);
        float[] x = Rounding.floats(bench.inputs().of("X"));
        assertThat(bench.deviation(element -> {
                    int row = element.index() / 4096 * 4096;
                    float highest = Float.NEGATIVE_INFINITY;
                    float total = 0;
                    for (int j = row; j < row + 4096; j++) {
                        float next = Math.max(highest, x[j]);
                        total = total * (float) Math.exp(highest - next) + (float) Math.exp(x[j] - next);
                        highest = next;
                    }
                    return (float) Math.exp(x[element.index()] - highest) / total;
                }))
                .isLessThan(0.75);
    }
}
