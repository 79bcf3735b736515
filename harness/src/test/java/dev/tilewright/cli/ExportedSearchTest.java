package dev.tilewright.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.app.Home;
import dev.tilewright.device.Backends;
import dev.tilewright.device.Device;
import dev.tilewright.device.OpenClPresent;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.ForeignHost;
import dev.tilewright.kernels.LaunchFile;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelTarget;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.task.Problem;
import dev.tilewright.task.ProblemParser;
import dev.tilewright.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a search finds and schedules make computes the same in a program that has nothing of Tilewright but the exported files. */
@OpenClPresent
class ExportedSearchTest {

    @TempDir
    Path folder;

    @Tag("long")
    @Test
    void whatASearchFoundRunsElsewhere() throws IOException {
        String memory = folder.resolve("memory.db").toString();
        String problem = "M=64,N=48,K=80";
        Invocation tuned = Invocation.of(
                "tune",
                "matmul",
                "--device",
                "opencl:0",
                "--problem",
                problem,
                "--evaluations",
                "4",
                "--seed",
                "1",
                "--memory",
                memory,
                "--output",
                folder.resolve("run").toString());
        assertThat(tuned.exitCode()).as(tuned.err()).isEqualTo(ExitCode.DONE);
        Path exported = folder.resolve("exported");

        Invocation export = Invocation.of(
                "export",
                "matmul",
                "--device",
                "opencl:0",
                "--problem",
                problem,
                "--memory",
                memory,
                "--output",
                exported.toString());

        assertThat(export.exitCode()).as(export.err()).isEqualTo(ExitCode.DONE);
        assertThatItMultiplies(exported, 64, 48, 80);
        assertThat(exported.resolve("best.cl"))
                .hasSameTextualContentAs(folder.resolve("run").resolve("best.cl"));
    }

    @Test
    void aProgramThatPacksItsOperandsRunsElsewhere() throws Exception {
        JsonNode file = export(
                "matmul",
                "M=64,N=48,K=80",
                "C: bind(j, group)",
                "C: bind(i, group)",
                "C: vectorize(j, 8)",
                "C: accumulate(k, i=4, j=2)",
                "C: pack(A, i, 4)",
                "C: pack(B, j, 16)",
                "B_panels: vectorize(j1, 8)");

        assertThat(file.get("launches")).hasSize(3);
        assertThatBuffers(file).contains("A_panels scratch", "B_panels scratch");
        assertThatItMultiplies(folder, 64, 48, 80);
    }

    @Test
    void aMatrixProductThatIsSplitAlongItsInnerDimensionRunsElsewhere() throws Exception {
        JsonNode file = export(
                "matmul",
                "M=16,N=24,K=1000",
                "C: split-reduction(k, 64)",
                "C_parts: bind(i, group)",
                "C_parts: vectorize(j, 8)",
                "C_parts: accumulate(k)");

        assertThat(file.get("launches")).as("parts, the rest, and their sum").hasSize(3);
        assertThatBuffers(file).contains("C_parts scratch", "C_rest scratch");
        assertThatItMultiplies(folder, 16, 24, 1000);
    }

    @Test
    void aProgramThatStagesInLocalMemoryRunsElsewhere() throws Exception {
        export(
                "matmul",
                "M=64,N=64,K=64",
                "C: split(i, 16)",
                "C: bind(i, group)",
                "C: bind(i1, item)",
                "C: split(j, 16)",
                "C: bind(j, group)",
                "C: bind(j1, item)",
                "C: split(k, 16)",
                "C: accumulate(k)",
                "C: stage(A, k)",
                "C: stage(B, k)");

        assertThatItMultiplies(folder, 64, 64, 64);
    }

    @Test
    void aSumInThreeLaunchesRunsElsewhere() throws Exception {
        export(
                "sum",
                "N=4099",
                "S: split-reduction(i, 512)",
                "S_parts: accumulate(i)",
                "S_parts: vectorize(i, 16)",
                "S: accumulate(p)");
        float[] x = random(4099, 3);
        double right = 0;
        for (float value : x) {
            right += value;
        }

        float[] s = ForeignHost.run(folder, Map.of("X", x), "S");

        assertThat(s).hasSize(1);
        assertThat((double) s[0]).isCloseTo(right, within(1e-2));
    }

    private JsonNode export(String name, String sizes, String... steps)
            throws IOException, IllegalTransformationException {
        Task task = Home.find().tasks().find(name);
        Problem problem = ProblemParser.parse(task, sizes);
        Device device = Backends.load().device("opencl:0");
        GenomeFactory factory =
                new GenomeFactory(new KernelTarget(task, problem, Language.OPENCL, device.facts()), List.of());
        Candidate candidate = new Candidate(factory.scheduled(Schedule.parse(List.of(steps))), Lineage.seed("by hand"));
        Evaluation evaluation = new KernelMeasurement(
                        Optional.of(new TimeEstimate(1500, 1400, 1600, 20)),
                        Optional.empty(),
                        OptionalDouble.of(1e-7),
                        List.of(problem),
                        0,
                        0)
                .evaluation(Status.OK, "", 0);
        Step step = new Step(0, candidate, evaluation, false, 0, 1, Optional.empty(), Instant.EPOCH);
        new LaunchFile(name, step, device.hardware(), Optional.empty(), 1).writeTo(folder);
        return JsonMapper.shared().readTree(Files.readString(folder.resolve(LaunchFile.NAME)));
    }

    private static ListAssert<String> assertThatBuffers(JsonNode file) {
        return assertThat(file.get("buffers")
                .valueStream()
                .map(buffer -> buffer.get("name").stringValue() + " "
                        + buffer.get("role").stringValue())
                .toList());
    }

    private static void assertThatItMultiplies(Path folder, int m, int n, int k) throws IOException {
        float[] a = random(m * k, 1);
        float[] b = random(k * n, 2);
        float[] c = ForeignHost.run(folder, Map.of("A", a, "B", b), "C");
        assertThat(c).hasSize(m * n);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double right = 0;
                for (int inner = 0; inner < k; inner++) {
                    right += (double) a[i * k + inner] * b[inner * n + j];
                }
                // Sums of at most 1000 products below 1 stay below 100; a rounding of those is below 4e-6.
                assertThat(Math.abs(c[i * n + j] - right))
                        .as("C[%d, %d] = %s, and should be %s", i, j, c[i * n + j], right)
                        .isLessThan(1e-4);
            }
        }
    }

    private static float[] random(int elements, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[elements];
        for (int i = 0; i < elements; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }
}
