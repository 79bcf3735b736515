package dev.tilewright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.app.OpenMemory;
import dev.tilewright.confine.Confinement;
import dev.tilewright.device.DeviceFacts;
import dev.tilewright.device.OpenClPresent;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelTarget;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.report.Findings;
import dev.tilewright.report.RecordedRun;
import dev.tilewright.report.RunFolder;
import dev.tilewright.task.TaskCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class CommandsTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"devices", "tasks", "tune", "show", "export", "bench"})
    void everyCommandExplainsItself(String command) {
        Invocation help = Invocation.of(command, "--help");

        assertThat(help.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(help.out()).contains("Usage: tilewright " + command).contains("--verbose");
        assertThat(help.err()).isEmpty();
    }

    @Test
    void withoutACommandThereIsHelpThatNamesAllThatAPersonMayUse() {
        Invocation help = Invocation.of();

        assertThat(help.out())
                .contains("devices", "tasks", "tune", "show", "export", "bench")
                .doesNotContain("warm-up", "time-best", "peaks");
    }

    @Test
    void tasksAreListedWithTheirCounts() {
        Invocation tasks = Invocation.of("tasks", "--format", "json");

        assertThat(tasks.exitCode()).isEqualTo(ExitCode.DONE);
        JsonNode matmul = find(new ObjectMapper().readTree(tasks.out()), "matmul");
        assertThat(matmul.at("/problems/0/operations").asLong()).isEqualTo(2L * 1024 * 1024 * 1024);
        assertThat(matmul.at("/problems/0/bytes").asLong()).isEqualTo(3L * 4 * 1024 * 1024);
        assertThat(matmul.at("/compute").asString()).startsWith("C[i, j] = sum(k");
    }

    @Test
    void theWorkOfAProblemIsCounted() {
        Invocation counted = Invocation.of("work", "matvec", "--problem", "M=64,K=128");

        assertThat(counted.exitCode()).isEqualTo(ExitCode.DONE);
        JsonNode work = new ObjectMapper().readTree(counted.out());
        assertThat(work.at("/problem/K").asLong()).isEqualTo(128);
        assertThat(work.at("/operations").asLong()).isEqualTo(2L * 64 * 128);
        assertThat(work.at("/bytes").asLong()).isEqualTo(4L * (64 * 128 + 128 + 64));
        assertThat(work.at("/bound").asString()).isEqualTo("memory");
    }

    @Tag("long")
    @Test
    @OpenClPresent
    void thePeaksOfADeviceAreMeasured() {
        Invocation measured = Invocation.of("peaks", "--device", "opencl:0");

        assertThat(measured.exitCode()).isEqualTo(ExitCode.DONE);
        JsonNode peaks = new ObjectMapper().readTree(measured.out());
        assertThat(peaks.at("/device").asString()).isEqualTo("opencl:0");
        assertThat(peaks.at("/flop_per_s").asDouble()).isGreaterThan(1e9);
        assertThat(peaks.at("/byte_per_s").asDouble()).isGreaterThan(1e8);
        assertThat(peaks.at("/read_byte_per_s").asDouble()).isGreaterThan(1e8);
    }

    @Test
    void theJvmIsAlwaysAmongTheDevices() {
        Invocation devices = Invocation.of("devices", "--format", "json");

        assertThat(devices.exitCode()).isEqualTo(ExitCode.DONE);
        JsonNode backends = new ObjectMapper().readTree(devices.out());
        assertThat(backends.valueStream().map(backend -> backend.at("/backend").asString()))
                .contains("opencl", "cuda", "jvm");
        assertThat(backends.valueStream()
                        .map(backend -> backend.at("/confinement").asString()))
                .containsOnly(Confinement.strongest().description());
        assertThat(backends.valueStream()
                        .flatMap(backend -> backend.at("/devices").valueStream())
                        .map(device -> device.at("/id").asString()))
                .contains("jvm:0");
    }

    @Tag("long")
    @Test
    @OpenClPresent
    void aKernelOfOnesOwnThatDoesNotCompileIsSaidNotToBeInTheAnswer() throws IOException {
        Path kernel = Files.writeString(folder.resolve("mine.cl"), """
                // tilewright:launch global=[N, M] local=[8, 8]
                __kernel void mine(__global const float* A, __global const float* B, __global float* C, int M, int N, int K) {
                    C[0] = undeclared;
                }
                """);

        Invocation tuned = Invocation.of(
                "tune",
                "matmul",
                "--device",
                "opencl:0",
                "--problem",
                "M=64,N=64,K=64",
                "--evaluations",
                "3",
                "--kernel",
                kernel.toString(),
                "--memory",
                folder.resolve("m.db").toString(),
                "--output",
                folder.resolve("run").toString());

        assertThat(tuned.exitCode()).as(tuned.err()).isEqualTo(ExitCode.NO_CANDIDATE);
        assertThat(tuned.out()).contains("No candidate was right.").doesNotContain("naive");
        assertThat(tuned.err())
                .contains(
                        "mine.cl: the one configuration that was tried gave no right result; it ended with build-error:",
                        "undeclared");
    }

    @Test
    void aRunIsShownWithTheDifferenceOfItsBestFromItsParent() {
        String memory = remember();

        Invocation shown = Invocation.of("show", "latest", "--memory", memory);

        assertThat(shown.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(shown.out())
                .contains("best 27.9 ms", "21.9× as fast as the naive kernel (612 ms)")
                .containsSubsequence("Lineage of the best", "naive", "add vectorize(j, 8)", "add unroll(k, 4)")
                .contains("--- evaluation 59", "+++ evaluation 98")
                .contains("-static const int variant = 58;", "+static const int variant = 97;")
                .containsSubsequence("transformation", "vectorize");
    }

    @Test
    void figuresThatSomebodyElseWroteAreShownAsClaims() throws SQLException {
        String memory = remember();
        assertThat(Invocation.of("show", "latest", "--memory", memory).out()).doesNotContain("only claimed");

        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + memory);
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE evaluation SET fitness = fitness + 1 WHERE fitness IS NOT NULL");
        }

        assertThat(Invocation.of("show", "latest", "--memory", memory).out()).contains("only claimed");
        assertThat(Invocation.of("show", "latest", "--memory", memory, "--format", "json")
                        .out())
                .containsPattern("\"own\"\\s*:\\s*false");
    }

    @Test
    void showSaysWhatTheBestKernelDoesByCount() throws IllegalTransformationException {
        DeviceFacts facts = new DeviceFacts(2, 16, 4096, 1 << 20, 32 << 20, 1L << 34, 1L << 32, true);
        KernelTarget target = new KernelTarget(
                new TaskCatalogue(Path.of("..", "tasks")).find("matmul"), RecordedRun.PROBLEM, Language.OPENCL, facts);
        Schedule tile =
                Schedule.parse(List.of("C: bind(i, group)", "C: vectorize(j, 16)", "C: accumulate(k, i=4, j=2)"));
        Candidate tiled = new Candidate(new GenomeFactory(target, List.of()).scheduled(tile), Lineage.seed("tile"));
        Step first = RecordedRun.steps().getFirst();
        Path file = folder.resolve("memory.db");
        try (OpenMemory memory = OpenMemory.open(file.toString())) {
            memory.memory().begin(RecordedRun.run());
            memory.memory()
                    .commit(
                            RecordedRun.run().id(),
                            new Step(0, tiled, first.evaluation(), false, 0, 1, Optional.empty(), first.committed()));
            memory.memory()
                    .keepFact(
                            RecordedRun.run().hardware(), "device-facts", new ObjectMapper().writeValueAsString(facts));
        }

        Invocation shown = Invocation.of("show", "--memory", file.toString());
        assertThat(shown.out())
                .containsSubsequence(
                        "What the best kernel does, by count",
                        "operations",
                        "2.15 G",
                        "accumulators",
                        "with 6 operands",
                        "The best kernel");
        Invocation json = Invocation.of("show", "--memory", file.toString(), "--format", "json");
        assertThat(new ObjectMapper()
                        .readTree(json.out())
                        .at("/description/launches/0/lanes")
                        .asInt())
                .isEqualTo(16);
    }

    @Test
    void aRunIsFoundByItsIdAndByItsFolder() throws IOException {
        String memory = remember();
        RunFolder.write(
                folder.resolve("run"), Findings.of(RecordedRun.run(), RecordedRun.steps(), RecordedRun.demand()), "");

        for (String named :
                new String[] {RecordedRun.run().id(), folder.resolve("run").toString()}) {
            Invocation shown = Invocation.of("show", named, "--memory", memory, "--format", "json");
            JsonNode json = new ObjectMapper().readTree(shown.out());
            assertThat(json.at("/run").asString()).isEqualTo(RecordedRun.run().id());
            assertThat(json.at("/best/evaluation").asInt()).isEqualTo(98);
            assertThat(json.at("/lineage")).hasSize(6);
            assertThat(json.at("/counts/ok").asInt()).isPositive();
        }
    }

    @Test
    void aRunThatIsNotRememberedIsAnsweredWithThoseThatAre() {
        Invocation shown = Invocation.of("show", "yesterday", "--memory", remember());

        assertThat(shown.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(shown.err()).contains("yesterday", RecordedRun.run().id());
    }

    private String remember() {
        Path file = folder.resolve("memory.db");
        try (OpenMemory memory = OpenMemory.open(file.toString())) {
            memory.memory().begin(RecordedRun.run());
            for (Step step : RecordedRun.steps()) {
                memory.memory().commit(RecordedRun.run().id(), step);
            }
        }
        return file.toString();
    }

    private static JsonNode find(JsonNode tasks, String name) {
        return tasks.valueStream()
                .filter(task -> task.at("/name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
