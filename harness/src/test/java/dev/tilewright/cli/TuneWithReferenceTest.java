package dev.tilewright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.device.OpenClPresent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Tasks that have a reference of the user's own in place of an expression, from the task file to what is exported. */
class TuneWithReferenceTest {

    /** A sparse matrix in ELLPACK times a vector, which is no expression: its indices are data. */
    private static final String SPARSE = """
            name: spmv
            summary: a sparse matrix times a vector
            sizes: [N, K]
            arguments:
              Val: {type: float32, shape: [N, K], init: {uniform: [-1, 1]}}
              Col: {type: int32, shape: [N, K], init: {uniform: [0, 63]}}
              X: {type: float32, shape: [N], init: {uniform: [-1, 1]}}
              Y: {type: float32, shape: [N], role: output}
            reference: %s
            problems: [{N: 4096, K: 16}]
            verify: [{N: 64, K: 3}]
            held-out: [{N: 100, K: 5}]
            tolerance: {relative: 1e-5}
            """;

    private static final String SPARSE_CLASS = """
            public class Sparse {
                public static void compute(double[] val, int[] col, double[] x, double[] y, int n, long k) {
                    for (int i = 0; i < n; i++) {
                        y[i] = 0;
                        for (int j = 0; j < k; j++) {
                            y[i] += val[(int) (i * k + j)] * x[col[(int) (i * k + j)]];
                        }
                    }
                }
            }
            """;

    private static final String SPARSE_KERNEL = """
            // tilewright:entry spmv
            // tilewright:tunable ROWS 1,4,16
            // tilewright:launch global=[(N + ROWS - 1) / ROWS] local=[1]
            class Kernel {
                public static void spmv(int g, int g1, int g2, float[] val, int[] col, float[] x, float[] y, int n, int k) {
                    for (int i = g * ROWS; i < Math.min(n, (g + 1) * ROWS); i++) {
                        float sum = 0;
                        for (int j = 0; j < k; j++) {
                            sum += val[i * k + j] * x[col[i * k + j]];
                        }
                        y[i] = sum;
                    }
                }
            }
            """;

    /** In place, so that every run must begin with the same contents. */
    private static final String SCALE = """
            name: scale
            summary: in place, X = X / P
            sizes: [M, N]
            arguments:
              P: {type: float32, shape: [M], init: {uniform: [2, 4]}}
              X: {type: float32, shape: [M, N], role: inout, init: {uniform: [-1, 1]}}
            reference: scale.cl
            problems: [{M: 64, N: 128}]
            verify: [{M: 3, N: 5}]
            tolerance: {relative: 1e-6}
            """;

    private static final String SCALE_KERNEL = """
            // tilewright:launch global=[N, M] local=[1, 1]
            __kernel void scale(__global const float *P, __global float *X, int M, int N)
            {
                int j = get_global_id(0), i = get_global_id(1);
                X[i * N + j] = X[i * N + j] / P[i];
            }
            """;

    private static final String SCALE_CANDIDATE = """
            // tilewright:tunable WG 32,64
            // tilewright:launch global=[(N + WG - 1) / WG * WG, M] local=[WG, 1]
            __kernel void scale(__global const float *P, __global float *X, int M, int N)
            {
                int j = get_global_id(0), i = get_global_id(1);
                if (j < N) X[i * N + j] = %s;
            }
            """;

    /** One for all, since peaks are measured once for a memory. */
    @TempDir
    static Path remembered;

    @TempDir
    Path folder;

    @Tag("long")
    @Test
    void aJavaClassIsTheReferenceOfKernelsThatAreGiven() throws IOException {
        Path task = sparse("Sparse");
        write("Sparse.java", SPARSE_CLASS);
        Path kernel = write("mine.java", SPARSE_KERNEL);

        Invocation tuned = tune(task, "jvm:0", "--evaluations", "2", "--kernel", kernel.toString());

        assertThat(tuned.exitCode()).as(tuned.err()).isEqualTo(ExitCode.DONE);
        assertThat(tuned.out()).contains("verified against: Sparse.java, in double precision");
        JsonNode result = result();
        assertThat(result.at("/reference").asString()).isEqualTo("Sparse.java, in double precision");
        assertThat(result.at("/best/verified").toString()).contains("N=4096,K=16", "N=64,K=3");
        assertThat(result.at("/best/max_relative_error").asDouble()).isBetween(1e-9, 1e-5);
        assertThat(result.at("/counts/ok").asInt()).isEqualTo(2);

        Invocation resumed = Invocation.of(
                "tune", "--resume", "latest", "--evaluations", "3", "--memory", memory(), "--output", output());
        assertThat(resumed.exitCode()).as(resumed.err()).isEqualTo(ExitCode.DONE);
        assertThat(result().at("/counts/ok").asInt()).isEqualTo(3);

        Invocation exported = Invocation.of(
                "export",
                task.toString(),
                "--device",
                "jvm:0",
                "--memory",
                memory(),
                "--output",
                folder.resolve("exported").toString());
        assertThat(exported.exitCode()).as(exported.err()).isEqualTo(ExitCode.DONE);
        assertThat(folder.resolve("exported/best.java")).content().contains("void spmv(");
    }

    @Test
    void aKernelThatDiffersFromTheJavaClassIsWrong() throws IOException {
        Path task = sparse("Sparse.java");
        write("Sparse.java", SPARSE_CLASS);
        Path kernel = write("mine.java", SPARSE_KERNEL.replace("float sum = 0;", "float sum = 0.01f;"));

        Invocation tuned = tune(task, "jvm:0", "--evaluations", "2", "--kernel", kernel.toString());

        assertThat(tuned.exitCode()).as(tuned.err()).isEqualTo(ExitCode.NO_CANDIDATE);
        assertThat(result().at("/counts/wrong-result").asInt()).isPositive();
        assertThat(result().at("/counts/ok").asInt()).isZero();
    }

    @Tag("long")
    @Test
    void aKernelInJavaIsTheReferenceOfTheKernelsOfATaskFile() throws IOException {
        write("trusted.java", SPARSE_KERNEL);
        write("mine.java", SPARSE_KERNEL.replace("float sum = 0;", "float sum = 0; // mine"));
        Path task = write(
                "spmv.yaml",
                SPARSE.formatted("trusted.java").replace("name: spmv", "name: spmv-trusted")
                        + "kernels:\n  - {source: mine.java, entry: spmv}\n");

        Invocation tuned = tune(task, "jvm:0", "--evaluations", "1");

        assertThat(tuned.exitCode()).as(tuned.err()).isEqualTo(ExitCode.DONE);
        assertThat(result().at("/reference").asString())
                .isEqualTo("trusted.java, a kernel that is trusted as it is, in the precision in which it computes");
        assertThat(result().at("/best/kernel").asString()).isEqualTo("mine.java");
        assertThat(result().at("/best/max_relative_error").asDouble()).isZero();
    }

    @Tag("long")
    @Test
    @OpenClPresent
    void aKernelThatChangesATensorInPlaceIsHeldAgainstAnother() throws IOException {
        write("scale.cl", SCALE_KERNEL);
        Path task = write("scale.yaml", SCALE);
        Path kernel = write("mine.cl", SCALE_CANDIDATE.formatted("X[i * N + j] / P[i]"));

        Invocation tuned = tune(task, "opencl:0", "--evaluations", "2", "--kernel", kernel.toString());

        assertThat(tuned.exitCode()).as(tuned.err()).isEqualTo(ExitCode.DONE);
        assertThat(result().at("/counts/ok").asInt()).isEqualTo(2);
        assertThat(result().at("/best/verified").toString()).contains("M=64,N=128", "M=3,N=5");
    }

    @Tag("long")
    @Test
    @OpenClPresent
    void aKernelThatDoesNotChangeWhatItShouldIsWrong() throws IOException {
        write("scale.cl", SCALE_KERNEL);
        Path task = write("scale.yaml", SCALE);
        Path kernel = write("mine.cl", SCALE_CANDIDATE.formatted("X[i * N + j]"));

        assertThat(tune(task, "opencl:0", "--evaluations", "2", "--kernel", kernel.toString())
                        .exitCode())
                .isEqualTo(ExitCode.NO_CANDIDATE);
        assertThat(result().at("/counts/ok").asInt()).isZero();
    }

    @Test
    void aTaskWithoutAnExpressionAndWithoutAKernelIsRefused() throws IOException {
        write("Sparse.java", SPARSE_CLASS);

        refused(tune(sparse("Sparse"), "jvm:0"), "no kernel can be made for it", "java", "--kernel FILE");
        assertThat(folder.resolve("run/result.json")).doesNotExist();
    }

    @Test
    @OpenClPresent
    void aReferenceThatTheDeviceDoesNotRunIsRefused() throws IOException {
        write("scale.cl", SCALE_KERNEL);
        Path kernel = write("mine.java", "// tilewright:entry f\n// tilewright:launch global=[M] local=[1]\n");

        refused(
                tune(write("scale.yaml", SCALE), "jvm:0", "--evaluations", "2", "--kernel", kernel.toString()),
                "scale.cl is written in opencl",
                "jvm:0 runs java");
    }

    @Test
    void aClassThatThrowsIsTheFaultOfTheTask() throws IOException {
        write("Sparse.java", SPARSE_CLASS.replace("y[i] = 0;", "y[i] = n / (int) (k - k);"));
        Path kernel = write("mine.java", SPARSE_KERNEL);

        refused(
                tune(sparse("Sparse"), "jvm:0", "--evaluations", "2", "--kernel", kernel.toString()),
                "Sparse.java throws java.lang.ArithmeticException: / by zero in line 4 on N=4096,K=16");
    }

    private static void refused(Invocation invocation, String... words) {
        assertThat(invocation.exitCode()).as(invocation.err()).isEqualTo(ExitCode.USAGE);
        assertThat(invocation.err()).contains(words).doesNotContain("should not have happened");
        assertThat(invocation.out()).isEmpty();
    }

    private Invocation tune(Path task, String device, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "tune",
                task.toString(),
                "--device",
                device,
                "--seed",
                "1",
                "--memory",
                memory(),
                "--output",
                output()));
        arguments.addAll(List.of(more));
        return Invocation.of(arguments.toArray(String[]::new));
    }

    private JsonNode result() {
        return new ObjectMapper().readTree(folder.resolve("run/result.json").toFile());
    }

    private String memory() {
        return remembered.resolve("memory.db").toString();
    }

    private String output() {
        return folder.resolve("run").toString();
    }

    private Path sparse(String reference) throws IOException {
        return write("spmv.yaml", SPARSE.formatted(reference));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
