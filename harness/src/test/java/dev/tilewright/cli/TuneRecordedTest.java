package dev.tilewright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A recorded space is a device: what a search on a real one has, a search on it has, and it costs what was recorded. */
class TuneRecordedTest {

    private static final String BLUR = "src/test/resources/dev/tilewright/tuning/recorded/blur.json";

    @TempDir
    Path folder;

    @Test
    void aSearchLeavesWhatASearchOnADeviceLeaves() throws IOException {
        Invocation tuned = tune("--strategy", "random", "--evaluations", "10", "--seed", "1");

        assertThat(tuned.exitCode()).as(tuned.err()).isEqualTo(ExitCode.DONE);
        assertThat(tuned.err()).contains("blur  x=4096,y=2048  on NVIDIA Example 9000 (recorded:", "seed 1");
        assertThat(tuned.out()).contains("best ", "configuration: " + run().resolve("best.json"));
        JsonNode result = json(run().resolve("result.json"));
        assertThat(result.path("task").asString()).isEqualTo("blur");
        assertThat(result.path("problem").toString()).isEqualTo("{\"x\":4096,\"y\":2048}");
        assertThat(result.path("hardware").path("vendor").asString()).isEqualTo("NVIDIA");
        assertThat(result.path("budget").path("evaluations").asInt()).isEqualTo(10);
        JsonNode best = json(run().resolve("best.json"));
        assertThat(best.path("configuration")).isEqualTo(result.path("best").path("configuration"));
        assertThat(Files.readString(run().resolve("report.html")))
                .contains("The best configuration", "Nothing was run");
    }

    @Test
    void theCurveAndTheBudgetAreInRecordedSeconds() throws IOException {
        tune("--strategy", "random", "--time", "3s", "--seed", "1");

        List<String> curve = Files.readAllLines(run().resolve("curve.csv"));
        // Each takes 0.55 s, apart from two that failed: after six, or seven with one of those, 3 s are over.
        assertThat(curve).hasSizeBetween(7, 9);
        double last = Double.parseDouble(curve.getLast().split(",")[1]);
        assertThat(last).isBetween(3.0, 3.55);
        assertThat(json(run().resolve("result.json"))
                        .path("budget")
                        .path("seconds")
                        .asDouble())
                .isEqualTo(last);
    }

    @Test
    void aSpaceThatWasSearchedWholeEndsTheSearchWithItsOptimum() {
        Invocation tuned = tune("--strategy", "random", "--seed", "3");

        assertThat(tuned.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(tuned.err()).contains("the search ended because it found no new candidates to try");
        assertThat(tuned.out()).contains("best 2.00 ms");
        assertThat(show("--format", "json").path("counts").toString())
                .contains("\"ok\":20", "\"build-error\":1", "\"launch-error\":1");
    }

    @Test
    void theSameSeedTakesTheSameStepsAlsoWhenItIsResumed() throws IOException {
        tune("--strategy", "random", "--evaluations", "12", "--seed", "5");
        List<String> whole = Files.readAllLines(run().resolve("curve.csv"));
        Path memory = folder.resolve("second.db");
        Path output = folder.resolve("second");
        Invocation begun = Invocation.of(
                "tune",
                "--device",
                "recorded:" + BLUR,
                "--strategy",
                "random",
                "--evaluations",
                "4",
                "--seed",
                "5",
                "--memory",
                memory.toString(),
                "--output",
                output.toString());
        assertThat(begun.exitCode()).isEqualTo(ExitCode.DONE);

        Invocation resumed = Invocation.of(
                "tune",
                "--resume",
                "latest",
                "--evaluations",
                "12",
                "--memory",
                memory.toString(),
                "--output",
                output.toString());

        assertThat(resumed.exitCode()).as(resumed.err()).isEqualTo(ExitCode.DONE);
        assertThat(Files.readAllLines(output.resolve("curve.csv"))).isEqualTo(whole);
    }

    @Test
    void aSecondSearchBeginsWithTheBestOfTheFirstAndTriesWhatIsNew() {
        tune("--strategy", "random", "--evaluations", "15", "--seed", "1");

        tune("--strategy", "random", "--seed", "2");

        JsonNode second = show("--format", "json");
        assertThat(second.path("recalled").asInt()).isEqualTo(1);
        assertThat(second.path("budget").path("evaluations").asInt()).isEqualTo(7);
        assertThat(second.path("best").path("median_ns").asDouble()).isCloseTo(2e6, within());
    }

    @Test
    void aStrategyStartsFromWhatWasRecordedOnAnotherDevice() throws IOException {
        Path other = Files.writeString(
                folder.resolve("other.json"),
                Files.readString(Path.of(BLUR))
                        .replace("Example 9000", "Example 7000")
                        .replaceAll("\"time\": (\\d)", "\"time\": 1$1"));

        Invocation tuned = tune("--evaluations", "1", "--seed", "1", "--known", other.toString());

        assertThat(tuned.exitCode()).as(tuned.err()).isEqualTo(ExitCode.DONE);
        assertThat(tuned.out()).contains("best 2.00 ms");
        assertThat(show("--format", "json").path("recalled").asInt()).isZero();
    }

    @Test
    void anotherRecordingOfADeviceOfThatNameIsNotAnsweredFromMemory() throws IOException {
        Path slower = Files.writeString(
                folder.resolve("slower.json"),
                Files.readString(Path.of(BLUR)).replaceAll("\"time\": (\\d)", "\"time\": 1$1"));
        tune("--strategy", "random", "--seed", "1");

        Invocation tuned = tuneOn(slower, "--strategy", "random");

        assertThat(tuned.exitCode()).as(tuned.err()).isEqualTo(ExitCode.DONE);
        assertThat(tuned.out()).contains("best 12.0 ms");
    }

    @Test
    void recordedTimeThatWasSpentIsNotSpentAgain() {
        tune("--strategy", "random", "--time", "3s", "--seed", "1");
        int before = show("--format", "json").path("counts").path("ok").asInt();

        Invocation resumed = resume();

        assertThat(resumed.exitCode()).as(resumed.err()).isEqualTo(ExitCode.DONE);
        assertThat(show("--format", "json").path("counts").path("ok").asInt()).isEqualTo(before);
    }

    @Test
    void aSpaceThatIsKnownWholeIsAnsweredFromMemoryAndTakesNoTime() throws IOException {
        tune("--strategy", "random", "--seed", "1");

        Invocation again = tune("--strategy", "random", "--seed", "2");

        assertThat(again.exitCode()).as(again.err()).isEqualTo(ExitCode.DONE);
        assertThat(again.out()).contains("best 2.00 ms");
        assertThat(Files.readAllLines(run().resolve("curve.csv")))
                .last()
                .asString()
                .startsWith("1,0.000,2000000.0,");
        assertThat(json(run().resolve("result.json"))
                        .path("budget")
                        .path("evaluations")
                        .asInt())
                .isZero();
    }

    @Test
    void configurationsEvolveUnderAControllerWhereGeneratorsAreNamed() {
        Invocation tuned = tune("--generators", "tune,cross", "--controller", "thompson", "--seed", "1");

        assertThat(tuned.exitCode()).as(tuned.err()).isEqualTo(ExitCode.DONE);
        assertThat(tuned.out()).contains("best 2.00 ms");
        JsonNode shown = show("--format", "json");
        List<String> operators = new ArrayList<>();
        shown.path("operators").forEach(each -> operators.add(each.path("name").asString()));
        assertThat(operators).containsExactlyInAnyOrder("tune", "cross");
    }

    @Test
    void aDefinitionKeepsTheSearchToAPartOfTheRecording() throws IOException {
        Path definition = Files.writeString(folder.resolve("blur.t1.json"), """
                {"ConfigurationSpace": {"TuningParameters": [
                   {"Name": "block_size_x", "Type": "int", "Values": [16, 32]},
                   {"Name": "block_size_y", "Type": "int", "Values": [1, 2, 4]},
                   {"Name": "use_padding", "Type": "int", "Values": [0, 1]}],
                 "Conditions": [{"Expression": "block_size_x * block_size_y >= 64", "Parameters": ["block_size_x", "block_size_y"]}]}}""");

        Invocation tuned = tune("--strategy", "random", "--seed", "1", "--space", definition.toString());

        assertThat(tuned.exitCode()).as(tuned.err()).isEqualTo(ExitCode.DONE);
        // 16 × 4, 32 × 2 and 32 × 4, with padding and without.
        assertThat(show("--format", "json").path("budget").path("evaluations").asInt())
                .isEqualTo(6);
        assertThat(tuned.out()).contains("best 3.00 ms");
    }

    @Test
    void aRunIsShownWithItsConfiguration() {
        tune("--strategy", "random", "--seed", "1");

        Invocation shown =
                Invocation.of("show", "--memory", folder.resolve("m.db").toString());

        assertThat(shown.exitCode()).as(shown.err()).isEqualTo(ExitCode.DONE);
        assertThat(shown.out())
                .contains(
                        "blur  x=4096,y=2048 on NVIDIA Example 9000",
                        "The best configuration\nblock_size_x=64\nblock_size_y=2\nuse_padding=1\n",
                        "20 ok, 1 build-error, 1 launch-error");
    }

    @Test
    void mistakesAreAnsweredInOneLineWithExitCodeTwo() throws IOException {
        Path half = Files.writeString(
                folder.resolve("half.json"), Files.readString(Path.of(BLUR)).substring(0, 900));

        refused(Invocation.of("tune", "--device", "recorded:" + half), "half.json: it is no JSON, or cut off");
        refused(Invocation.of("tune", "--device", "recorded:nowhere.json"), "there is no recorded file nowhere.json");
        refused(Invocation.of("tune", "matmul", "--device", "recorded:" + BLUR), "a recorded device knows one kernel");
        refused(
                Invocation.of("tune", "matmul", "--strategy", "random"),
                "--strategy searches the configurations of one");
        refused(tune("--strategy", "randon"), "no strategy is called randon (did you mean random?)");
        refused(tune("--strategy", "random", "--generators", "tune"), "--strategy chooses every configuration itself");
        refused(tune("--known", BLUR, "--generators", "tune"), "--known is for a strategy to start from");
        Path other = Files.writeString(
                folder.resolve("other.json"), Files.readString(Path.of(BLUR)).replace("use_padding", "use_shared"));
        refused(tune("--known", other.toString()), "no configuration in common");
        refused(tune("--known", BLUR), "has the same times as");
        refused(tune("--known", "nowhere.json"), "there is no recorded file nowhere.json");
        refused(tune("--known", half.toString()), "half.json: it is no JSON, or cut off");
        refused(
                Invocation.of("tune", "matmul", "--known", BLUR),
                "--known is of the configurations of one kernel or of a recording");
        refused(tune("--generators", "transform"), "no generator is called transform");
        refused(tune("--space", BLUR), "blur.json: ConfigurationSpace is missing");
    }

    private static void refused(Invocation invocation, String message) {
        assertThat(invocation.exitCode()).as(invocation.err()).isEqualTo(ExitCode.USAGE);
        assertThat(invocation.err()).contains(message);
        assertThat(invocation.err().strip().lines()).hasSize(1);
        assertThat(invocation.out()).isEmpty();
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.data.Offset.offset(1e-3);
    }

    private Path run() {
        return folder.resolve("run");
    }

    private Invocation tune(String... more) {
        return tuneOn(Path.of(BLUR), more);
    }

    private Invocation tuneOn(Path recording, String... more) {
        return invoked(List.of("tune", "--device", "recorded:" + recording), more);
    }

    private Invocation resume() {
        return invoked(List.of("tune", "--resume", "latest"));
    }

    private Invocation invoked(List<String> command, String... more) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of("--memory", folder.resolve("m.db").toString(), "--output", run().toString()));
        all.addAll(List.of(more));
        return Invocation.of(all.toArray(String[]::new));
    }

    private JsonNode show(String... more) {
        List<String> all = new ArrayList<>(
                List.of("show", "--memory", folder.resolve("m.db").toString()));
        all.addAll(List.of(more));
        return JsonMapper.shared()
                .readTree(Invocation.of(all.toArray(String[]::new)).out());
    }

    private static JsonNode json(Path file) throws IOException {
        return JsonMapper.shared().readTree(Files.readString(file));
    }
}
