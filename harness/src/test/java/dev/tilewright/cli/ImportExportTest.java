package dev.tilewright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.tuning.recorded.Recorded;
import dev.tilewright.tuning.recorded.RecordedFile;
import dev.tilewright.tuning.recorded.RecordedSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What other tuners measured comes in, and what is known goes out, so that nobody is kept. */
class ImportExportTest {

    private static final String BLUR = "src/test/resources/dev/tilewright/tuning/recorded/blur.json";

    @TempDir
    Path folder;

    private String memory = "";

    @BeforeEach
    void nameAMemory() {
        memory = folder.resolve("m.db").toString();
    }

    @Test
    void whatCameInAsACacheFileGoesOutAsItWas() throws IOException {
        Invocation imported = Invocation.of("import", BLUR, "--memory", memory);
        assertThat(imported.exitCode()).as(imported.err()).isEqualTo(ExitCode.DONE);
        assertThat(imported.out())
                .isEqualTo("blur x=4096,y=2048 on NVIDIA Example 9000: 22 configurations, 22 of them new\n");

        Path out = folder.resolve("out.json");
        Invocation exported = Invocation.of(
                "export", "--run", "latest", "--format", "cache", "--output", out.toString(), "--memory", memory);

        assertThat(exported.exitCode()).as(exported.err()).isEqualTo(ExitCode.DONE);
        assertThat(exported.out()).contains("22 configurations on NVIDIA Example 9000, 20 of them with a time");
        RecordedSpace before = RecordedFile.read(Path.of(BLUR));
        RecordedSpace after = RecordedFile.read(out);
        assertThat(after.rows()).isEqualTo(before.rows());
        assertThat(after.space().tunables()).isEqualTo(before.space().tunables());
        assertThat(List.of(after.kernel(), after.device(), after.problem()))
                .isEqualTo(List.of(before.kernel(), before.device(), before.problem()));
    }

    @Test
    void aCacheFileThatGoesOutIsOneThatKernelTunerCanGoOnWith() throws IOException {
        Path out = exported("cache", "out.json");

        String text = Files.readString(out);
        // Kernel Tuner takes these three characters away and appends its rows.
        assertThat(text).endsWith("}\n}");
        JsonNode root = JsonMapper.shared().readTree(text);
        assertThat(root.propertyNames())
                .containsExactly(
                        "device_name",
                        "kernel_name",
                        "problem_size",
                        "tune_params_keys",
                        "tune_params",
                        "objective",
                        "cache");
        assertThat(root.path("tune_params").toString())
                .isEqualTo("{\"block_size_x\":[16,32,64,128],\"block_size_y\":[1,2,4],\"use_padding\":[0,1]}");
        assertThat(root.path("cache").path("64,2,1").toString())
                .isEqualTo(
                        "{\"block_size_x\":64,\"block_size_y\":2,\"use_padding\":1,\"time\":2.0,\"times\":[2.04,1.99,1.98,1.99],\"compile_time\":500.0,\"verification_time\":10.0,\"benchmark_time\":40.0,\"strategy_time\":0,\"framework_time\":0}");
        assertThat(root.path("cache").path("16,4,1").path("time").asString()).isEqualTo("CompilationFailedConfig");
        assertThat(root.path("cache").path("128,2,1").path("time").asString()).isEqualTo("RuntimeFailedConfig");
    }

    @Test
    void resultsInT4SayTheSame() throws IOException {
        Path out = exported("t4", "out.json.gz");

        RecordedSpace before = RecordedFile.read(Path.of(BLUR));
        RecordedSpace after = RecordedFile.read(out);
        assertThat(after.space().tunables()).isEqualTo(before.space().tunables());
        for (Recorded row : before.rows()) {
            Recorded same = after.row(row.point());
            assertThat(same.milliseconds()).isEqualTo(row.milliseconds());
            assertThat(same.samples()).isEqualTo(row.samples());
            assertThat(same.costs()).isEqualTo(row.costs());
            assertThat(same.status()).isEqualTo(row.status());
        }
    }

    @Test
    void whatIsKnownAlreadyIsNotTakenInTwice() {
        Invocation.of("import", BLUR, "--memory", memory);

        assertThat(Invocation.of("import", BLUR, "--memory", memory).out())
                .endsWith("22 configurations, 0 of them new\n");
    }

    @Test
    void aSearchOnARecordingStartsFromWhatWasImported() throws IOException {
        JsonNode half = JsonMapper.shared().readTree(Files.readString(Path.of(BLUR)));
        List<String> keys = new ArrayList<>(half.path("cache").propertyNames());
        keys.stream()
                .skip(12)
                .forEach(key -> ((tools.jackson.databind.node.ObjectNode) half.path("cache")).remove(key));
        Path file = Files.writeString(folder.resolve("half.json"), half.toString());
        Invocation.of("import", file.toString(), "--memory", memory);

        Path run = folder.resolve("run");
        Invocation tuned = Invocation.of(
                "tune",
                "--device",
                "recorded:" + BLUR,
                "--evaluations",
                "1",
                "--seed",
                "1",
                "--memory",
                memory,
                "--output",
                run.toString());

        assertThat(tuned.exitCode()).as(tuned.err()).isEqualTo(ExitCode.DONE);
        JsonNode result = JsonMapper.shared().readTree(Files.readString(run.resolve("result.json")));
        assertThat(result.path("recalled").asInt()).isZero();
        assertThat(result.path("baseline").path("median_ns").asDouble())
                .as("the best of the half, which is another recording, is tried first")
                .isCloseTo(3e6, org.assertj.core.data.Offset.offset(1e-3));
    }

    @Test
    void anImportIsShownAndHasNothingToResume() {
        Invocation.of("import", BLUR, "--memory", memory);

        assertThat(Invocation.of("show", "--memory", memory).out())
                .contains("best 2.00 ms", "block_size_x=64", "20 ok, 1 build-error, 1 launch-error");
        Invocation resumed = Invocation.of("tune", "--resume", "latest", "--memory", memory);
        assertThat(resumed.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(resumed.err()).contains("is an import of", "which has nothing to resume");
    }

    @Test
    void mistakesAreAnsweredInOneLine() {
        refused(Invocation.of("import", "nowhere.json", "--memory", memory), "there is no recorded file nowhere.json");
        refused(
                Invocation.of("import", BLUR, "--device", "jvm", "--memory", memory),
                "--device and --problem say more of a task: add --task TASK");
        Invocation.of("import", BLUR, "--memory", memory);
        refused(
                Invocation.of("export", "--run", "latest", "--output", folder.toString(), "--memory", memory),
                "add --format t4 or --format cache");
        refused(
                Invocation.of("export", "--format", "t4", "--output", folder.toString(), "--memory", memory),
                "no task is given");
        refused(Invocation.of("tune", "--device", "recorded:"), "--device recorded: names no file; give recorded:FILE");
    }

    @Test
    void aFolderIsNeverReplacedByAFile() throws IOException {
        Invocation.of("import", BLUR, "--memory", memory);
        Path empty = Files.createDirectory(folder.resolve("empty"));
        refused(exported(empty), "is no file; name one in a folder that is there");
        assertThat(empty).isEmptyDirectory();
        refused(exported(folder.resolve("none/out.json")), "cannot be written: there is no folder");
    }

    private Invocation exported(Path out) {
        return Invocation.of(
                "export", "--run", "latest", "--format", "t4", "--output", out.toString(), "--memory", memory);
    }

    private Path exported(String format, String name) {
        Invocation.of("import", BLUR, "--memory", memory);
        Path out = folder.resolve(name);
        Invocation exported = Invocation.of(
                "export",
                "--device",
                "recorded:" + BLUR,
                "--format",
                format,
                "--output",
                out.toString(),
                "--memory",
                memory);
        assertThat(exported.exitCode()).as(exported.err()).isEqualTo(ExitCode.DONE);
        return out;
    }

    private static void refused(Invocation invocation, String message) {
        assertThat(invocation.exitCode()).as(invocation.err()).isEqualTo(ExitCode.USAGE);
        assertThat(invocation.err()).contains(message);
        assertThat(invocation.err().strip().lines()).hasSize(1);
    }
}
