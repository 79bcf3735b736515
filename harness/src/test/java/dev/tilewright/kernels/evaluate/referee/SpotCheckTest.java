package dev.tilewright.kernels.evaluate.referee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.kernel.ElementType;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpotCheckTest {

    private static final Problem PROBLEM = Problem.parse("M=61,N=67,K=71");

    private static Optional<String> check(
            Task task, Problem problem, Inputs inputs, String output, MemorySegment result) {
        SpotCheck check = SpotCheck.of(
                TaskDefinition.of(task, task.problems()), task.computation().orElseThrow(), problem);
        return check.wrong(
                inputs.contents(), Map.of(output, result), InputShape.DECLARED, new SplittableRandom(1), 256);
    }

    private static MemorySegment product(Inputs inputs) {
        float[] a = Rounding.floats(inputs.of("A"));
        float[] b = Rounding.floats(inputs.of("B"));
        MemorySegment c = Arena.ofAuto().allocate(61 * 67 * 4, 64);
        for (int e = 0; e < 61 * 67; e++) {
            c.setAtIndex(ValueLayout.JAVA_FLOAT, e, Rounding.forward(a, e / 67 * 71, b, e % 67, 67, 71));
        }
        return c;
    }

    @Test
    void anHonestProductIsRightAndAWrongRowIsFoundWithItsPlace() {
        Task task = ShippedTasks.named("matmul");
        Inputs inputs = Inputs.draw(ShippedTasks.definition(task), PROBLEM, 3);
        MemorySegment c = product(inputs);
        assertThat(check(task, PROBLEM, inputs, "C", c)).isEmpty();
        for (int j = 0; j < 67; j++) {
            c.setAtIndex(ValueLayout.JAVA_FLOAT, 20 * 67 + j, 5);
        }
        assertThat(check(task, PROBLEM, inputs, "C", c).orElseThrow())
                .startsWith("C[20, ")
                .contains("] is 5.0 and should be ")
                .contains(", give or take ")
                .endsWith(" on M=61,N=67,K=71");
    }

    /** The running sum of equal terms, and how far it is off. */
    private record Running(MemorySegment terms, double exact, float sum) {

        static Running of(float term, int count) {
            MemorySegment terms = Arena.ofAuto().allocate((long) count * Float.BYTES, 64);
            float sum = 0;
            for (int i = 0; i < count; i++) {
                terms.setAtIndex(ValueLayout.JAVA_FLOAT, i, term);
                sum += term;
            }
            return new Running(terms, (double) term * count, sum);
        }

        double off() {
            return sum - exact;
        }
    }

    private static Optional<String> sum(Running running, float result) {
        long count = running.terms().byteSize() / Float.BYTES;
        return check(
                ShippedTasks.named("sum"),
                Problem.parse("N=" + count),
                Inputs.of(Map.of("X", running.terms())),
                "S",
                number(result));
    }

    @Test
    void whatThePlainestKernelGivesIsRightWhereTermsAreAlikeAndNoWorseResultIs() {
        Running worst = IntStream.range(0, 500)
                .mapToObj(i -> Running.of(0.5f + i * 0.001f, 4096))
                .max(Comparator.comparingDouble(running -> Math.abs(running.off() / running.exact())))
                .orElseThrow();
        assertThat(Math.abs(worst.off() / worst.exact()))
                .as("more than the model says of 4096 terms")
                .isBetween(2 * 64 * 0x1p-24, 3e-4);

        assertThat(sum(worst, worst.sum())).isEmpty();
        assertThat(sum(worst, (float) (worst.exact() - worst.off()))).isEmpty();
        assertThat(sum(worst, (float) (worst.exact() + 5 * worst.off()))).isPresent();
        assertThat(sum(worst, Float.POSITIVE_INFINITY)).isPresent();
        assertThat(sum(worst, Float.NaN)).isPresent();
    }

    @Test
    void whatThePlainestKernelMakesOfMillionsOfTermsIsNoMeasure() {
        Running running = Running.of(0.7f, 1 << 22);
        assertThat(Math.abs(running.off() / running.exact())).isGreaterThan(1e-3);
        assertThat(sum(running, running.sum())).isPresent();
    }

    private static MemorySegment number(float value) {
        MemorySegment memory = Arena.ofAuto().allocate(Float.BYTES, Float.BYTES);
        memory.set(ValueLayout.JAVA_FLOAT, 0, value);
        return memory;
    }

    @Test
    void unwrittenElementsAreWrong() {
        Task task = ShippedTasks.named("matmul");
        Inputs inputs = Inputs.draw(ShippedTasks.definition(task), PROBLEM, 3);
        MemorySegment c = product(inputs);
        assertThat(Elements.notFinite(c, ElementType.FLOAT32)).isEmpty();
        c.setAtIndex(ValueLayout.JAVA_FLOAT, 77, Float.NaN);
        assertThat(Elements.notFinite(c, ElementType.FLOAT32)).contains(77L);
        c.setAtIndex(ValueLayout.JAVA_FLOAT, 77, Float.NEGATIVE_INFINITY);
        assertThat(Elements.notFinite(c, ElementType.FLOAT32)).contains(77L);
    }

    @Test
    void wholeNumbersThatAreOffByOneAreWrongHoweverLargeTheyAre(@TempDir Path folder) throws IOException {
        Task task = TaskReader.read(Files.writeString(folder.resolve("shift.yaml"), """
                name: shift
                summary: Y = X + 1
                sizes: [N]
                arguments:
                  X: {type: int32, shape: [N], init: {uniform: [-1000000000, 1000000000]}}
                  Y: {type: int32, shape: [N], role: output}
                compute: Y[i] = X[i] + 1
                problems: [{N: 300}]
                tolerance: {relative: 1e-4}
                """));
        Problem problem = task.problems().getFirst();
        for (InputShape shape : Inputs.shapes(TaskDefinition.of(task, task.problems()), problem)) {
            Inputs inputs = Inputs.draw(TaskDefinition.of(task, task.problems()), problem, 3, shape);
            MemorySegment y = Arena.ofAuto().allocate(1200, 64);
            for (int i = 0; i < 300; i++) {
                y.setAtIndex(ValueLayout.JAVA_INT, i, inputs.of("X").getAtIndex(ValueLayout.JAVA_INT, i) + 1);
            }
            assertThat(check(task, problem, inputs, "Y", y)).isEmpty();
            for (int i = 0; i < 300; i++) {
                y.setAtIndex(ValueLayout.JAVA_INT, i, inputs.of("X").getAtIndex(ValueLayout.JAVA_INT, i) + 2);
            }
            assertThat(check(task, problem, inputs, "Y", y)).isPresent();
        }
    }
}
