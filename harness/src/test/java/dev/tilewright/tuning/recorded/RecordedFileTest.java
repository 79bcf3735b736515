package dev.tilewright.tuning.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.space.Point;
import dev.tilewright.space.Tunable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other tuners recorded is read as it is, and what is wrong with a file is said in one line. */
class RecordedFileTest {

    private static final Path BLUR = Path.of("src/test/resources/dev/tilewright/tuning/recorded/blur.json");

    @TempDir
    Path folder;

    @Test
    void aCacheFileSaysWhatWasMeasuredAndWhatItCost() throws IOException {
        RecordedSpace blur = RecordedFile.read(BLUR);

        assertThat(blur.kernel()).isEqualTo("blur");
        assertThat(blur.device()).isEqualTo("NVIDIA Example 9000");
        assertThat(blur.problem()).containsExactly(4096L, 2048L);
        assertThat(blur.rows()).hasSize(22);
        assertThat(blur.optimum()).isEqualTo(2.0);
        Recorded best = blur.row(Point.of(2, 1, 1));
        assertThat(best.milliseconds()).hasValue(2.0);
        assertThat(best.samples()).containsExactly(2.04, 1.99, 1.98, 1.99);
        assertThat(best.costs().seconds()).isEqualTo(0.55);
        assertThat(best.evaluation().fitness()).hasValue(-Math.log(0.002));
        assertThat(best.evaluation().nanos()).isEqualTo(550_000_000);
    }

    @Test
    void aFailureIsToldByItsKindAndCostsWhatItCost() throws IOException {
        RecordedSpace blur = RecordedFile.read(BLUR);

        Recorded unbuilt = blur.row(Point.of(0, 2, 1));
        assertThat(unbuilt.status()).isEqualTo(Status.BUILD_ERROR);
        assertThat(unbuilt.evaluation().diagnostics()).isEqualTo("CompilationFailedConfig");
        assertThat(unbuilt.evaluation().nanos()).isEqualTo(250_000_000);
        assertThat(blur.row(Point.of(3, 1, 1)).status()).isEqualTo(Status.LAUNCH_ERROR);
    }

    @Test
    void aFileThatIsCompressedIsReadAlike() throws IOException {
        Path zipped = Files.write(folder.resolve("blur.json.gz"), zipped(Files.readAllBytes(BLUR)));

        assertThat(RecordedFile.read(zipped).rows())
                .isEqualTo(RecordedFile.read(BLUR).rows());
    }

    @Test
    void aFileThatIsCutOffIsSaidToBe() throws IOException {
        byte[] whole = Files.readAllBytes(BLUR);
        byte[] zipped = zipped(whole);
        Path half = Files.write(folder.resolve("half.json"), Arrays.copyOf(whole, whole.length / 2));
        Path halfZipped = Files.write(folder.resolve("half.json.gz"), Arrays.copyOf(zipped, zipped.length / 2));

        refused(half, "it is no JSON, or cut off in line");
        refused(halfZipped, "it is cut off or damaged: its compressed data end too early");
        refused(Files.writeString(folder.resolve("empty.json"), ""), "it is no JSON object");
    }

    @Test
    void aCacheFileThatKernelTunerLeftOpenIsReadAsFarAsItGoes() throws IOException {
        String whole = Files.readString(BLUR).stripTrailing();
        String open = whole.substring(0, whole.lastIndexOf("}", whole.lastIndexOf("}") - 1))
                        .stripTrailing() + ",\n";

        assertThat(RecordedFile.read(Files.writeString(folder.resolve("open.json"), open))
                        .rows())
                .isEqualTo(RecordedFile.read(BLUR).rows());
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        refused(written("{}"), "it is neither a cache file of Kernel Tuner, which has 'cache', nor a T4 file");
        refused(written("{\"cache\": {}}"), "it has no 'tune_params'");
        refused(cache("", ""), "its cache has no configuration");
        refused(cache("\"a\": {\"time\": 1}", ""), "cache['a'] has no value for A");
        refused(
                cache("\"3\": {\"A\": 3, \"time\": 1}", ""),
                "cache['3']: A is '3', which is none of its values in tune_params");
    }

    @Test
    void twoRowsOfOneConfigurationAreRefused() throws IOException {
        refused(
                cache("\"1\": {\"A\": 2, \"time\": 1}, \"2\": {\"A\": 2, \"time\": 3}", ""),
                "cache['2'] has the configuration of another row");
    }

    @Test
    void aRowWithoutATimeHasFailedAndAFileMayLackWhatIsNotNeeded() throws IOException {
        RecordedSpace space = RecordedFile.read(cache(
                "\"1\": {\"A\": 1}, \"2\": {\"A\": 2, \"time\": 1e20}, \"4\": {\"A\": 4, \"time\": 3}",
                "\"problem_size\": 512,"));

        assertThat(space.device()).isEmpty();
        assertThat(space.problem()).containsExactly(512L);
        assertThat(space.rows().stream().map(Recorded::milliseconds))
                .containsExactly(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.of(3));
        assertThat(space.rows().getFirst().failure()).isEqualTo("there is no time");
        assertThat(space.rows().getFirst().status()).isEqualTo(Status.WRONG_RESULT);
    }

    @Test
    void resultsInT4AreReadWithTheValuesThatOccur() throws IOException {
        RecordedSpace space = RecordedFile.read(written("""
                {"schema_version": "1.0.0", "metadata": {"timeunit": "microseconds"}, "results": [
                  {"configuration": {"TILE": 32, "UNROLL": true}, "invalidity": "correct", "objectives": ["time"],
                   "times": {"compilation": 5e5, "validation": 1e4, "runtimes": [2000, 2200]},
                   "measurements": [{"name": "time", "value": 2100, "unit": ""}]},
                  {"configuration": {"TILE": 8, "UNROLL": true}, "invalidity": "runtime", "objectives": ["time"],
                   "times": {"compilation": 5e5}, "measurements": [{"name": "time", "value": "RuntimeFailedConfig"}]}]}"""));

        assertThat(space.space().tunables())
                .containsExactly(new Tunable("TILE", List.of("8", "32")), new Tunable("UNROLL", List.of("1")));
        Recorded right = space.row(Point.of(1, 0));
        assertThat(right.milliseconds()).hasValue(2.1);
        assertThat(right.samples()).isEqualTo(List.of(2.0, 2.2));
        assertThat(right.costs()).isEqualTo(new Recorded.Costs(500, 10, 4.2));
        assertThat(space.row(Point.of(0, 0)).status()).isEqualTo(Status.LAUNCH_ERROR);
    }

    @Test
    void ofResultsInT4TimeCountsWhateverElseWasTheObjective() throws IOException {
        String rates = """
                {"schema_version": "1.0.0", "metadata": {"timeunit": "milliseconds"}, "results": [
                  {"configuration": {"TILE": 8}, "invalidity": "correct", "objectives": ["GFLOP/s"], "times": {},
                   "measurements": [{"name": "GFLOP/s", "value": 850, "unit": ""}%s]}]}""";

        assertThat(RecordedFile.read(
                                written(rates.formatted(", {\"name\": \"time\", \"value\": 2.5, \"unit\": \"ms\"}")))
                        .optimum())
                .isEqualTo(2.5);
        refused(written(rates.formatted("")), "none of its results has a measurement called 'time'");
    }

    private Path cache(String rows, String more) throws IOException {
        return written("{%s \"tune_params_keys\": [\"A\"], \"tune_params\": {\"A\": [1, 2, 4]}, \"cache\": {%s}}"
                .formatted(more, rows));
    }

    private Path written(String json) throws IOException {
        return Files.writeString(folder.resolve("recorded.json"), json, StandardCharsets.UTF_8);
    }

    private static void refused(Path file, String message) {
        assertThatThrownBy(() -> RecordedFile.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    private static byte[] zipped(byte[] bytes) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(bytes);
        }
        return zipped.toByteArray();
    }
}
