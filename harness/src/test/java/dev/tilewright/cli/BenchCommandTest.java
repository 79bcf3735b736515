package dev.tilewright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.app.OpenMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The whole command on the JVM, in real processes. */
class BenchCommandTest {

    private static final String KERNEL = """
            // tilewright:entry f
            // tilewright:launch global=[64] local=[1]
            class K {
                public static void f(int group, int g1, int g2, float[] A, float[] B, float[] C, int N) {
                    for (int i = group; i < N; i += 64) {
                        %s
                    }
                }
            }
            """;

    private static final String FAST = KERNEL.formatted("C[i] = A[i] + B[i];");
    private static final String SLOW = KERNEL.formatted(
            "float s = 0; for (int r = 0; r < 20; r++) s += A[(i + r) % N] * 1e-30f; C[i] = A[i] + B[i] + s * 1e-20f;");

    @TempDir
    Path folder;

    private Path kernel;
    private Path suite;
    private Path baseline;
    private Path history;

    @BeforeEach
    void write() throws IOException {
        kernel = Files.writeString(folder.resolve("K.java"), FAST);
        // Unlike the task of that name that comes with Tilewright, small wherever it is verified.
        Path task = Files.writeString(folder.resolve("add.yaml"), """
                name: add
                summary: C = A + B
                sizes: [N]
                arguments:
                  A: {type: float32, shape: [N], init: {uniform: [-1, 1]}}
                  B: {type: float32, shape: [N], init: {uniform: [-1, 1]}}
                  C: {type: float32, shape: [N], role: output}
                compute: C[i] = A[i] + B[i]
                problems: [{N: 4096}]
                verify: [{N: 1000}]
                held-out: [{N: 3001}]
                tolerance: {relative: 1e-5}
                """);
        suite = Files.writeString(folder.resolve("suite.yaml"), """
                device: jvm:0
                cases:
                  add: {task: %s, kernel: K.java}
                """.formatted(task));
        baseline = folder.resolve("baseline.json");
        history = folder.resolve("history.jsonl");
    }

    private Invocation bench(String... options) {
        List<String> args = new ArrayList<>(List.of("bench", suite.toString(), "--history", history.toString()));
        args.addAll(List.of(options));
        return Invocation.of(args.toArray(String[]::new));
    }

    /** As few rounds as time allows keep a kernel. */
    private Invocation save() {
        return bench("--save-baseline", baseline.toString(), "--time", "1s");
    }

    @Test
    @Tag("long")
    void aSlowerKernelIsARegressionTheSameOneIsNotAndAnotherMachineIsRefused() throws IOException {
        assertThat(save().exitCode()).isEqualTo(ExitCode.DONE);

        Invocation same = bench("--baseline", baseline.toString(), "--time", "1s");
        assertThat(same.exitCode()).as(same.out() + same.err()).isEqualTo(ExitCode.DONE);
        assertThat(same.out()).contains("1 same-kernel");

        // So few rounds can never be significant at less; the kernel is many times slower, in both sets of processes.
        Files.writeString(kernel, SLOW);
        Invocation slower = bench(
                "--baseline",
                baseline.toString(),
                "--rounds",
                "3",
                "--most-rounds",
                "6",
                "--significance",
                "0.5",
                "--format",
                "json");
        assertThat(slower.exitCode()).as(slower.out() + slower.err()).isEqualTo(ExitCode.REGRESSION);
        JsonNode add = new ObjectMapper().readTree(slower.out()).at("/cases/0");
        assertThat(add.at("/verdict").asString()).isEqualTo("regressed");
        assertThat(add.at("/compared_with").asString()).isEqualTo("kernel");
        assertThat(add.at("/ratio").asDouble()).isGreaterThan(1.5);
        assertThat(add.at("/baseline_ns")).hasSizeBetween(3, 6);
        assertThat(add.at("/stored_ns")).isNotEmpty();
        assertThat(add.at("/first/ratio").asDouble()).as("the first set").isGreaterThan(1.5);

        Invocation told = Invocation.of("bench", "history", "--history", history.toString());
        assertThat(told.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(told.out()).contains("suite: add", "measured", "same-kernel", "regressed");

        Files.writeString(
                baseline,
                Files.readString(baseline).replaceFirst("\"compute_units\" : \\d+", "\"compute_units\" : 999"));
        refused(ExitCode.USAGE, bench("--baseline", baseline.toString()), "999 compute units", "cannot be compared");
    }

    @Test
    void aKernelThatIsWrongFailsAndIsNotSaved() throws IOException {
        Files.writeString(kernel, KERNEL.formatted("C[i] = A[i] - B[i];"));

        Invocation wrong = save();

        assertThat(wrong.exitCode()).isEqualTo(ExitCode.NO_CANDIDATE);
        assertThat(wrong.out()).contains("wrong-result");
        assertThat(baseline).doesNotExist();
    }

    @Test
    void mistakesAreAnsweredBeforeAnythingIsMeasured() throws IOException {
        refused(ExitCode.USAGE, Invocation.of("bench", "smal"), "did you mean small?");
        refused(
                ExitCode.USAGE,
                Invocation.of("bench", folder.resolve("none.yaml").toString()),
                "no such file");
        refused(ExitCode.USAGE, bench("--baseline", baseline.toString()), "--save-baseline");
        refused(ExitCode.USAGE, bench("--threshold", "3"), "expected 3%");
        refused(ExitCode.USAGE, bench("--rounds", "4", "--save-baseline", baseline.toString()), "at least 7");
        refused(ExitCode.USAGE, bench("--absolute"), "--baseline");
        refused(ExitCode.USAGE, bench("--significance", "2"), "--significance");
        refused(
                ExitCode.USAGE,
                bench("--rounds", "20", "--most-rounds", "10"),
                "--most-rounds must be from --rounds, 20");
        refused(ExitCode.USAGE, bench("--no-history"), "--history and --no-history");
        refused(ExitCode.USAGE, bench("--fail-on", "noise"), "--fail-on");
        refused(ExitCode.USAGE, Invocation.of("bench"), "SUITE");
        for (String option : List.of("--junit", "--markdown", "--jmh")) {
            refused(ExitCode.USAGE, bench(option, folder.resolve("none/file").toString()), option, "cannot be written");
            refused(ExitCode.USAGE, bench(option, folder.toString()), option, "is no file");
        }
        refused(
                ExitCode.USAGE,
                Invocation.of(
                        "bench",
                        suite.toString(),
                        "--history",
                        folder.resolve("none/h").toString()),
                "cannot be written");
        refused(
                ExitCode.USAGE,
                Invocation.of(
                        "bench", "history", "--history", folder.resolve("none").toString()),
                "no history");
        Files.writeString(suite, "device: jvm:0\ncases:\n  add: {task: vector-add, problem: {N: 77}}\n");
        refused(ExitCode.NO_CANDIDATE, bench("--memory", emptyMemory()), "tilewright tune vector-add");
    }

    private String emptyMemory() {
        String file = folder.resolve("memory.db").toString();
        OpenMemory.open(file).close();
        return file;
    }

    private static void refused(int exitCode, Invocation invocation, String... words) {
        assertThat(invocation.exitCode()).as(invocation.err()).isEqualTo(exitCode);
        assertThat(invocation.err()).contains(words);
        assertThat(invocation.out()).isEmpty();
    }
}
