package dev.tilewright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.tuning.recorded.RecordedFile;
import dev.tilewright.tuning.recorded.RecordedSpace;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StudyCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path space;

    @BeforeEach
    void record() throws Exception {
        StringBuilder cache = new StringBuilder();
        for (int x = 1; x <= 64; x *= 2) {
            for (int y = 1; y <= 64; y *= 2) {
                double time = 1 + Math.abs(x - 16) / 8.0 + Math.abs(y - 4) / 4.0 + x * y * 0.001;
                cache.append(cache.isEmpty() ? "" : ",")
                        .append(
                                "\"%d,%d\": {\"X\": %d, \"Y\": %d, \"time\": %s, \"compile_time\": 100, \"verification_time\": 0, \"benchmark_time\": 50}"
                                        .formatted(x, y, x, y, x * y > 1024 ? "\"RuntimeFailedConfig\"" : time));
            }
        }
        space = folder.resolve("A100.json");
        Files.writeString(space, """
                {"device_name": "A100", "kernel_name": "test", "problem_size": [64], "tune_params_keys": ["X", "Y"],
                 "tune_params": {"X": [1, 2, 4, 8, 16, 32, 64], "Y": [1, 2, 4, 8, 16, 32, 64]}, "cache": {%s}}
                """.formatted(cache));
    }

    private int study(String... options) {
        String[] command = new String[options.length + 1];
        command[0] = "study";
        System.arraycopy(options, 0, command, 1, options.length);
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), command);
    }

    @Test
    void tracesTellEveryEvaluationOfEveryRepeat() throws Exception {
        Path traces = folder.resolve("traces.jsonl");
        Path page = folder.resolve("study.html");
        assertThat(study(
                        "--space",
                        space.toString(),
                        "--strategy",
                        "adaptive",
                        "random",
                        "--repeats",
                        "2",
                        "--traces",
                        traces.toString(),
                        "--page",
                        page.toString()))
                .isZero();
        assertThat(out.toString()).contains("A100", "adaptive", "random", "mean score");
        List<String> lines = Files.readAllLines(traces);
        assertThat(lines).hasSize(4);
        JsonNode first = JsonMapper.shared().readTree(lines.getFirst());
        assertThat(first.path("space").asString()).isEqualTo(space.toString());
        assertThat(first.path("strategy").asString()).isEqualTo("adaptive");
        JsonNode evaluation = first.path("evaluations").get(0);
        assertThat(evaluation.path("configuration").path("X").isInt()).isTrue();
        assertThat(evaluation.path("cost_s").asDouble()).isEqualTo(0.15);
        assertThat(Files.readString(page)).contains("<svg", "adaptive");
    }

    @Test
    void aCopyOfTheSpaceIsNotKnown() throws Exception {
        Path copy = Files.copy(space, folder.resolve("copy.json"));
        String[] plain = {"--space", space.toString(), "--strategy", "adaptive", "--repeats", "2"};
        String[] known = {
            "--space", space.toString(), "--strategy", "adaptive", "--repeats", "2", "--known", copy.toString()
        };
        assertThat(study(plain)).isZero();
        assertThat(study(known)).isZero();
        List<String> scores = err.toString().lines().toList();
        assertThat(scores).hasSize(2);
        assertThat(scores.getLast()).isEqualTo(scores.getFirst());
    }

    @Test
    void aCopyIsNotKnownEitherWhereMostHasFailed() throws Exception {
        RecordedSpace failing = RecordedFile.read(Files.writeString(
                space,
                Files.readString(space)
                        .replaceAll("\"time\": ([3-9]|[1-9][0-9]+)[.][0-9]+", "\"time\": \"RuntimeFailedConfig\"")));
        assertThat(failing.rows())
                .filteredOn(row -> row.milliseconds().isEmpty())
                .hasSizeGreaterThan(25);
        assertThat(failing.isLike(RecordedFile.read(Files.copy(space, folder.resolve("copy.json")))))
                .isTrue();
    }

    @Test
    void aDefinitionRestrictsWhatIsSearched() throws Exception {
        Path definition = folder.resolve("small.t1.json");
        Files.writeString(definition, """
                {"ConfigurationSpace": {"TuningParameters": [
                  {"Name": "X", "Type": "int", "Values": "[1, 2, 4, 8, 16, 32]"},
                  {"Name": "Y", "Type": "int", "Values": "[1, 2, 4, 8, 16, 32]"},
                  {"Name": "Z", "Type": "int", "Values": "[7]"}],
                 "Conditions": [{"Expression": "X / Y >= 1", "Parameters": ["X", "Y"]}]}}
                """);
        assertThat(study(
                        "--space",
                        space.toString(),
                        "--definition",
                        definition.toString(),
                        "--strategy",
                        "random",
                        "--repeats",
                        "1",
                        "--format",
                        "json"))
                .isZero();
        JsonNode json = JsonMapper.shared().readTree(out.toString());
        assertThat(json.path("spaces").get(0).path("configurations").asInt()).isEqualTo(21);
    }

    @Test
    void aMistakeIsOneLineAndExitCode2() throws Exception {
        assertThat(study("--space", space.toString(), "--strategy", "magic")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("no strategy is called magic; there are random, hill-climb");
        Path cut = folder.resolve("cut.json");
        Files.writeString(cut, Files.readString(space).substring(0, 500));
        assertThat(study("--space", cut.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("cut.json");
        Path free = folder.resolve("free.json");
        Files.writeString(free, Files.readString(space).replaceAll("_time\": \\d+", "_time\": 0"));
        err.getBuffer().setLength(0);
        assertThat(study("--space", space.toString(), free.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .as("not a line of progress before it")
                .startsWith("tilewright: free: it does not say what evaluations cost")
                .hasLineCount(1);
        assertThat(study("--space", space.toString(), "--traces", space.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("would be written over another file of the same command");
        assertThat(study()).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("no space is given");
    }

    private void assertRefused(String message, String... options) {
        err.getBuffer().setLength(0);
        assertThat(study(options)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).startsWith("tilewright: ").contains(message).hasLineCount(1);
    }

    @Test
    void aStudyIsOnLiveTasksOrOnRecordedSpaces() {
        String output = folder.resolve("study").toString();
        assertRefused("--task and --space exclude each other", "--task", "matmul", "--space", space.toString());
        assertRefused("--strategy, --known, --threads", "--task", "matmul", "--strategy", "adaptive");
        assertRefused("of a study on recorded spaces", "--task", "matmul", "--threads", "1", "--output", output);
        assertRefused("name one with --task TASK", "--space", space.toString(), "--search", "full");
        assertRefused("name one with --task TASK", "--resume");
    }

    @Test
    void aMistakeInAStudyOnLiveTasksIsToldBeforeADeviceIsLookedFor() {
        String output = folder.resolve("study").toString();
        assertRefused("give the folder that keeps it with --output DIR", "--task", "matmul");
        assertRefused("did you mean matmul?", "--task", "matmull", "--output", output);
        assertRefused("did you mean random?", "--task", "matmul", "--search", "randon", "--output", output);
        assertRefused("did you mean credit?", "--task", "matmul", "--without", "credits", "--output", output);
        assertRefused("must be positive, not 0", "--task", "matmul", "--evaluations", "0", "--output", output);
        assertRefused("--repeats must be positive, not 0", "--task", "matmul", "--repeats", "0", "--output", output);
        assertRefused("twice", "--task", "matmul", "--task", "matmul", "--output", output);
        assertRefused("runs no kernels", "--task", "matmul", "--device", "recorded:" + space, "--output", output);
        assertThat(Path.of(output)).doesNotExist();
    }

    @Test
    void aProblemIsThatOfTheTaskBeforeIt() {
        err.getBuffer().setLength(0);
        assertThat(study("--problem", "M=16,N=16,K=16", "--output", "x")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--task");
        assertRefused(
                "size",
                "--task",
                "matmul",
                "--problem",
                "M=16,N=16,K=16",
                "--task",
                "softmax",
                "--problem",
                "Q=3",
                "--output",
                folder.resolve("study").toString());
    }

    @Test
    @Tag("long")
    void aStudyOnALiveTaskEndsWithATableAndIsNotRunAgain() throws Exception {
        Path output = folder.resolve("study");
        List<String> command = List.of(
                "--task",
                "matmul",
                "--problem",
                "M=16,N=16,K=16",
                "--device",
                "jvm:0",
                "--repeats",
                "1",
                "--evaluations",
                "4",
                "--search",
                "full",
                "--search",
                "random",
                "--output",
                output.toString());

        assertThat(study(command.toArray(String[]::new))).isZero();
        assertThat(out.toString()).contains("matmul M=16,N=16,K=16", "random", "× full", "study.html");
        JsonNode result = JsonMapper.shared().readTree(Files.readString(output.resolve("result.json")));
        assertThat(result.path("hardware").asString()).startsWith("jvm-");
        err.getBuffer().setLength(0);

        List<String> again = new ArrayList<>(command);
        again.add("--resume");
        assertThat(study(again.toArray(String[]::new))).isZero();
        assertThat(err.toString()).doesNotContain("block 1");
    }
}
