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
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
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

    @Test
    void whatThePlainestKernelGivesIsRightWhereTermsAreAlikeAndNoWorseResultIs() {
        Task task = ShippedTasks.named("sum");
        Problem problem = Problem.parse("N=1048576");
        MemorySegment x = Arena.ofAuto().allocate(4L << 20, 64);
        double exact = 0;
        float sum = 0;
        for (int i = 0; i < 1 << 20; i++) {
            x.setAtIndex(ValueLayout.JAVA_FLOAT, i, 0.7f);
            exact += 0.7f;
            sum += 0.7f;
        }
        Inputs inputs = Inputs.of(Map.of("X", x));
        double off = sum - exact;
        assertThat(Math.abs(off) / exact)
                .as("more than the model says of a sum of 2^20 terms")
                .isGreaterThan(3 * 0x1p-24 * 1024);

        assertThat(check(task, problem, inputs, "S", number(sum))).isEmpty();
        assertThat(check(task, problem, inputs, "S", number((float) (exact + 20 * off))))
                .isPresent();
        assertThat(check(task, problem, inputs, "S", number(Float.POSITIVE_INFINITY)))
                .isPresent();
        assertThat(check(task, problem, inputs, "S", number(Float.NaN))).isPresent();
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
