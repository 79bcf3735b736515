package dev.tilewright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.device.OpenClPresent;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.space.Tunable;
import dev.tilewright.tuning.recorded.Recorded;
import dev.tilewright.tuning.recorded.RecordedFile;
import dev.tilewright.tuning.recorded.RecordedSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A kernel of one's own, with what may be tuned in a file of its own, is searched by a strategy. */
class TuneKernelTest {

    private static final String KERNEL = """
            __kernel void twice(__global const float* A, __global float* B, int N) {
                const int begin = get_global_id(0) * EACH;
                for (int i = begin; i < begin + EACH; i++) {
                    B[i] = A[i] * (EACH == 8 ? 3.0f : 2.0f);
                }
            }
            """;

    private static final String SPACE = """
            {"ConfigurationSpace": {
               "TuningParameters": [
                 {"Name": "GROUP", "Type": "int", "Values": "[2**i for i in range(5)]"},
                 {"Name": "EACH", "Type": "int", "Values": [1, 2, 8]}],
               "Conditions": [{"Expression": "GROUP * EACH <= 64 and GROUP // EACH >= 1", "Parameters": ["GROUP", "EACH"]}]},
             "KernelSpecification": {"KernelName": "twice", "Language": "OpenCL", "GlobalSizeType": "CUDA",
               "GlobalSize": {"X": "1024 / GROUP / EACH"}, "LocalSize": {"X": "GROUP"}}}""";

    @TempDir
    Path folder;

    private String memory = "";
    private String task = "";
    private Path kernel = Path.of("");
    private Path space = Path.of("");

    @BeforeEach
    void writeFiles() throws IOException {
        memory = folder.resolve("m.db").toString();
        kernel = Files.writeString(folder.resolve("twice.cl"), KERNEL);
        space = Files.writeString(folder.resolve("twice.t1.json"), SPACE);
        task = Files.writeString(folder.resolve("twice.yaml"), """
                        name: twice
                        summary: B = 2 A
                        sizes: [N]
                        arguments:
                          A: {type: float32, shape: [N], init: {uniform: [-1, 1]}}
                          B: {type: float32, shape: [N], role: output}
                        compute: B[i] = 2 * A[i]
                        problems:
                          - {N: 1024}
                        """).toString();
    }

    @Tag("long")
    @Test
    @OpenClPresent
    void aStrategySearchesTheSpaceOfAT1File() throws IOException {
        Invocation tuned = tune("--strategy", "random", "--seed", "1");

        assertThat(tuned.exitCode()).as(tuned.err()).isEqualTo(ExitCode.DONE);
        assertThat(tuned.err()).contains("the search ended because it found no new candidates to try");
        // Of 15 configurations the condition leaves 10, one of which is wrong.
        JsonNode result = JsonMapper.shared().readTree(Files.readString(folder.resolve("run/result.json")));
        assertThat(result.path("budget").path("evaluations").asInt()).isEqualTo(10);

        RecordedSpace results = exported();
        assertThat(results.kernel()).isEqualTo("twice");
        assertThat(results.problem()).containsExactly(1024L);
        assertThat(results.space().tunables())
                .containsExactly(
                        new Tunable("GROUP", List.of("1", "2", "4", "8", "16")),
                        new Tunable("EACH", List.of("1", "2", "8")));
        assertThat(results.rows()).hasSize(10);
        assertThat(results.rows().stream().map(Recorded::milliseconds).filter(OptionalDouble::isPresent))
                .hasSize(9);
    }

    @Tag("long")
    @Test
    @OpenClPresent
    void whatAKernelDeclaresItselfGoesOutInItsOrderWithAllValues() throws IOException {
        kernel = Files.writeString(folder.resolve("declared.cl"), """
                // tilewright:tunable GROUP 1,2,4,8,16
                // tilewright:tunable EACH 1,2,8
                // tilewright:launch global=[N / EACH] local=[GROUP]
                """ + KERNEL);
        Invocation tuned = Invocation.of(
                "tune",
                task,
                "--device",
                "opencl:0",
                "--kernel",
                kernel.toString(),
                "--evaluations",
                "3",
                "--memory",
                memory,
                "--output",
                folder.resolve("run").toString());
        assertThat(tuned.exitCode()).as(tuned.err()).isEqualTo(ExitCode.DONE);

        assertThat(exported().space().tunables())
                .containsExactly(
                        new Tunable("GROUP", List.of("1", "2", "4", "8", "16")),
                        new Tunable("EACH", List.of("1", "2", "8")));
    }

    private RecordedSpace exported() throws IOException {
        Path out = folder.resolve("out.json");
        Invocation exported = Invocation.of(
                "export",
                task,
                "--device",
                "opencl:0",
                "--format",
                "cache",
                "--output",
                out.toString(),
                "--memory",
                memory);
        assertThat(exported.exitCode()).as(exported.err()).isEqualTo(ExitCode.DONE);
        return RecordedFile.read(out);
    }

    @Tag("long")
    @Test
    @OpenClPresent
    void whatAnotherTunerMeasuredIsMeasuredAgainWhereItIsFastestAndLeftOutElsewhere() throws IOException {
        Path cache = cache(1024, """
                  "1,1": {"GROUP": 1, "EACH": 1, "time": 9.0}, "2,1": {"GROUP": 2, "EACH": 1, "time": 8.0},
                  "4,1": {"GROUP": 4, "EACH": 1, "time": 3.0}, "8,1": {"GROUP": 8, "EACH": 1, "time": 2.0},
                  "16,1": {"GROUP": 16, "EACH": 1, "time": 1.0},
                  "2,2": {"GROUP": 2, "EACH": 2, "time": "RuntimeFailedConfig"}""");
        Invocation imported =
                Invocation.of("import", cache.toString(), "--task", task, "--device", "opencl:0", "--memory", memory);
        assertThat(imported.exitCode()).as(imported.err()).isEqualTo(ExitCode.DONE);
        assertThat(imported.err()).contains("was measured on another; it is taken for");

        Invocation tuned = tune("--strategy", "random", "--seed", "1");

        assertThat(tuned.exitCode()).as(tuned.err()).isEqualTo(ExitCode.DONE);
        List<String> changes = changes();
        // The first configuration, the three fastest, and the four of which nothing is known.
        assertThat(changes).hasSize(8);
        assertThat(changes.subList(0, 4))
                .containsExactly(
                        "twice.cl",
                        "known from elsewhere: EACH=1,GROUP=16",
                        "known from elsewhere: EACH=1,GROUP=8",
                        "known from elsewhere: EACH=1,GROUP=4");
        assertThat(changes.subList(4, 8)).allMatch(change -> change.startsWith("random: EACH="));
    }

    @Tag("long")
    @Test
    @OpenClPresent
    void whatWasMeasuredOnAnotherDeviceIsTriedFirst() throws IOException {
        Path known = cache(4096, """
                  "1,1": {"GROUP": 1, "EACH": 1, "time": 9.0}, "2,1": {"GROUP": 2, "EACH": 1, "time": 8.0},
                  "8,2": {"GROUP": 8, "EACH": 2, "time": 1.0}, "8,1": {"GROUP": 8, "EACH": 1, "time": 2.0}""");
        Invocation tuned = tune("--strategy", "adaptive", "--seed", "1", "--known", known.toString());

        assertThat(tuned.exitCode()).as(tuned.err()).isEqualTo(ExitCode.DONE);
        assertThat(changes().subList(1, 3)).containsExactly("adaptive: EACH=2,GROUP=8", "adaptive: EACH=1,GROUP=8");
    }

    /** Writes what Kernel Tuner measured of the kernel on another device. */
    private Path cache(int problem, String rows) throws IOException {
        return Files.writeString(folder.resolve("cache.json"), """
                {"device_name": "another", "kernel_name": "twice", "problem_size": [%d],
                 "tune_params_keys": ["GROUP", "EACH"], "tune_params": {"GROUP": [1, 2, 4, 8, 16], "EACH": [1, 2, 8]},
                 "cache": {%s}}""".formatted(problem, rows));
    }

    private List<String> changes() {
        try (var store = dev.tilewright.app.OpenMemory.openToRead(memory)) {
            String run = store.memory().runs().getFirst().id();
            return store.memory().steps(run).stream()
                    .filter(Step::isDecided)
                    .map(step -> step.candidate().lineage().change())
                    .toList();
        }
    }

    @Test
    @OpenClPresent
    void aSpaceThatCannotBeIsRefusedInOneLine() throws IOException {
        refused(SPACE.replace("GROUP // EACH >= 1", "GROUP + 'a' == 1"), "twice.cl: ", "+");
        refused(SPACE.replace("GROUP // EACH", "system(GROUP)"), "twice.t1.json: Conditions[0]", "system");
        refused(SPACE.substring(0, 200), "twice.t1.json: line");
        refused(SPACE.replace("<= 64 and", "<= 0 and"), "allow no configuration");
        refused(SPACE.replace("\"GlobalSize\"", "\"Global\""), "nothing says how the kernel is launched");
        refused(
                SPACE.replace("\"Values\": [1, 2, 8]", "\"Values\": []"),
                "TuningParameters[1] 'EACH': tunable EACH has no values");
    }

    private void refused(String definition, String... messages) throws IOException {
        Files.writeString(space, definition);
        Invocation tuned = tune();
        assertThat(tuned.exitCode()).as(tuned.err()).isEqualTo(ExitCode.USAGE);
        assertThat(tuned.err()).contains(messages);
        assertThat(tuned.err().strip().lines()).hasSize(1);
    }

    private Invocation tune(String... more) {
        List<String> all = new ArrayList<>(List.of(
                "tune",
                task,
                "--device",
                "opencl:0",
                "--kernel",
                kernel.toString(),
                "--space",
                space.toString(),
                "--evaluations",
                "30",
                "--memory",
                memory,
                "--output",
                folder.resolve("run").toString()));
        all.addAll(List.of(more));
        return Invocation.of(all.toArray(String[]::new));
    }
}
