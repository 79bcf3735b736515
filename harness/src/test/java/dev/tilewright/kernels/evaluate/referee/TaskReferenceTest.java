package dev.tilewright.kernels.evaluate.referee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.device.OpenClPresent;
import dev.tilewright.device.runner.Room;
import dev.tilewright.kernels.evaluate.TimeLimits;
import dev.tilewright.kernels.evaluate.measure.CacheState;
import dev.tilewright.task.Problem;
import dev.tilewright.task.ProblemParser;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskReader;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** References of the user's own give what results are held against, and what is wrong with one is told in words. */
class TaskReferenceTest {

    private static final String TASK = """
            name: parts
            summary: X is halved in place, Y are its signs, Z its double
            sizes: [N]
            arguments:
              X: {type: float32, shape: [N], role: inout, init: {uniform: [1, 2]}}
              Y: {type: int32, shape: [N], role: output}
              Z: {type: float64, shape: [N], role: output}
            reference: %s
            problems: [{N: 20}]
            tolerance: {relative: 1e-6}
            """;

    private static final String CLASS = """
            public class Parts {
                public static void compute(double[] x, int[] y, double[] z, int n) {
                    for (int i = 0; i < n; i++) {
                        z[i] = 2 * x[i];
                        y[i] = 1;
                        x[i] = x[i] / 2;
                    }
                }
            }
            """;

    private static final String KERNEL = """
            // tilewright:launch global=[N] local=[1]
            __kernel void parts(__global float *x, __global int *y, __global double *z, int n)
            {
                int i = get_global_id(0);
                z[i] = 2 * x[i];
                y[i] = 1;
                x[i] = x[i] / 2;
            }
            """;

    @TempDir
    Path folder;

    @Test
    void aClassComputesInDoublePrecisionFromCopies() throws IOException {
        assertThatPartsAreRight(draw(CLASS), 0);
    }

    @Test
    @OpenClPresent
    void aKernelLeavesInputsAsTheyWere() throws Exception {
        try (Workbench bench = bench("opencl:0", "parts.cl", KERNEL)) {
            assertThatPartsAreRight(bench.draw(bench.problem()), 1e-7);
        }
    }

    private static void assertThatPartsAreRight(InputSet set, double error) {
        MemorySegment x = set.inputs().of("X");
        assertThat(set.expected()).containsOnlyKeys("X", "Y", "Z");
        for (int i = 0; i < 20; i++) {
            double value = x.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            assertThat(value).isBetween(1.0, 2.0);
            assertThat(values(set, "X")[i]).isCloseTo(value / 2, within(error));
            assertThat(values(set, "Y")[i]).isOne();
            assertThat(values(set, "Z")[i]).isCloseTo(2 * value, within(error));
        }
    }

    private static double[] values(InputSet set, String output) {
        Expected expected = set.expected().get(output);
        assertThat(expected).isNotNull();
        return expected.values();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            class Parts     | class Other          | has no class Parts, as its file is called; it has Other
            void compute    | void calculate       | must have one method static void compute(double[] X, int[] Y, double[] Z, int N), and has none called compute
            double[] x      | float[] x            | and has static void compute(float[], int[], double[], int)
            int n           | short n              | and has static void compute(double[], int[], double[], short)
            public static   | public               | and has void compute(double[], int[], double[], int)
            y[i] = 1;       | y[i] = one;          | does not compile: line 5: error
            y[i] = 1;       | y[i] = 1 / (n - n);  | throws java.lang.ArithmeticException: / by zero in line 5 on N=20
            y[i] = 1;       | y[n] = 1;            | throws java.lang.ArrayIndexOutOfBoundsException: Index 20 out of bounds for length 20 in line 5
            y[i] = 1;       | y[0] = 1;            | gives NaN for, or does not write, Y[1] on N=20
            z[i] = 2 * x[i] | z[0] = 2 * x[i]      | gives NaN for, or does not write, Z[1] on N=20
            z[i] = 2        | z[i] = 0.0 / 0       | gives NaN for, or does not write, Z[0] on N=20
            z[i] = 2        | z[i] = 1 / 0.0       | gives an infinite number for Z[0] on N=20
            """)
    void whatIsWrongWithAClassIsTold(String right, String mistaken, String message) {
        assertThatThrownBy(() -> draw(CLASS.replace(right, mistaken)))
                .isInstanceOf(ReferenceException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @OpenClPresent
    @CsvSource(delimiter = '|', textBlock = """
            y[i] = 1;       | y[i] = one;          | does not compile:
            y[i] = 1;       | y[i + 1] = 1;        | is not right: something was written just outside of Y on N=20
            y[i] = 1;       | if (i > 0) y[i] = 1; | gives NaN for, or does not write, Y[0] on N=20
            z[i] = 2        | z[i] = NAN           | gives NaN for, or does not write, Z[0] on N=20
            local=[1]       | local=[N, 1]         | must have the same number of dimensions
            """)
    void whatIsWrongWithAKernelIsTold(String right, String mistaken, String message) {
        assertThatThrownBy(() -> bench("opencl:0", "parts.cl", KERNEL.replace(right, mistaken)))
                .hasMessageContaining(message);
    }

    /** Draws inputs and computes their reference by a class. */
    private InputSet draw(String source) throws IOException {
        Task task = task("Parts.java", source);
        TaskDefinition definition = TaskDefinition.of(task, task.problems());
        Problem problem = ProblemParser.parse(task, "N=20");
        return InputSet.draw(
                definition, new JavaReference(definition, "Parts.java", source), problem, 42, InputShape.DECLARED);
    }

    private Task task(String file, String source) throws IOException {
        Files.writeString(folder.resolve(file), source);
        return TaskReader.read(Files.writeString(folder.resolve("parts.yaml"), TASK.formatted(file)));
    }

    private Workbench bench(String device, String file, String source) throws IOException, InterruptedException {
        Task task = task(file, source);
        return new Workbench(
                new Message.Open(
                        device,
                        TaskDefinition.of(task, task.problems()),
                        ProblemParser.parse(task, "N=20"),
                        List.of(),
                        CacheState.WARM,
                        Optional.empty(),
                        TimeLimits.DEFAULT,
                        1 << 30,
                        new Room(256 << 20, 256 << 20)),
                phase -> {});
    }
}
