package dev.tilewright.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tilewright.device.OpenClPresent;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Settlement;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernels.evaluate.KernelComparison;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.kernels.genome.Examples;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.task.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs an exported kernel as a stranger would: from {@code best.cl} and {@code launch.json}, with OpenCL's own calls. */
class ExportedKernelTest {

    private static final Hardware CPU = new Hardware("opencl", "GenuineIntel", "Xeon", "skylake", "PoCL 3.1");

    @TempDir
    private Path folder;

    @BeforeEach
    void export() throws IOException {
        Evaluation evaluation = new KernelMeasurement(
                        Optional.of(new TimeEstimate(1500, 1400, 1600.5, 20)),
                        Optional.empty(),
                        OptionalDouble.of(1e-7),
                        List.of(Examples.vectors(1024)),
                        0,
                        0)
                .evaluation(Status.OK, "", 0);
        TimeEstimate time = new TimeEstimate(1500, 1400, 1600, 30);
        Confirmation confirmation = new KernelComparison(
                        time,
                        time,
                        0.01,
                        List.of(Examples.vectors(1024), Examples.vectors(64), Examples.vectors(256)),
                        "")
                .confirmation(Confirmation.Verdict.FITTER, "");
        Step step = step(candidate(), evaluation).settled(new Settlement(confirmation, 0, 1, 1));
        new LaunchFile("scale-add", step, CPU, KernelMeasurement.deviceTime(step), 3).writeTo(folder);
    }

    private static Step step(Candidate candidate, Evaluation evaluation) {
        return new Step(0, candidate, evaluation, false, 0, 1, Optional.empty(), Instant.EPOCH);
    }

    /** For 64 elements the example has another source than for 1024; here it has the same one for 256. */
    private static Candidate candidate() {
        Candidate example = Examples.candidate(7, "parent");
        KernelGenome genome = KernelGenome.of(example);
        KernelProgram smaller = Examples.scaleThenAdd(256, "");
        LinkedHashMap<Problem, KernelProgram> programs = new LinkedHashMap<>(genome.programs());
        programs.put(
                Examples.vectors(256),
                new KernelProgram(genome.program().kernel(), smaller.buffers(), smaller.launches()));
        return new Candidate(Examples.scheduled(genome.schedule(), genome.problem(), programs), example.lineage());
    }

    private JsonNode launchFile() throws IOException {
        return JsonMapper.shared().readTree(Files.readString(folder.resolve("launch.json")));
    }

    @Test
    void theFileSaysWhereTheKernelIsFromAndHowItDid() throws IOException {
        JsonNode file = launchFile();
        assertThat(file.propertyNames())
                .containsExactly(
                        "task",
                        "language",
                        "source",
                        "build_options",
                        "buffers",
                        "launches",
                        "problem",
                        "configuration",
                        "schedule",
                        "hardware",
                        "time_ns",
                        "verified");
        assertThat(file.get("task").stringValue()).isEqualTo("scale-add");
        assertThat(file.get("source").stringValue()).isEqualTo("best.cl");
        assertThat(file.get("buffers").get(3).toString())
                .isEqualTo("{\"name\":\"T\",\"type\":\"float32\",\"shape\":[1024],\"role\":\"scratch\"}");
        assertThat(file.get("problem").toString()).isEqualTo("{\"N\":1024}");
        assertThat(file.get("schedule").toString()).isEqualTo("[\"C: split(i, 16)\",\"C: unroll(i, 9)\"]");
        assertThat(file.get("hardware").get("model").stringValue()).isEqualTo("Xeon");
        assertThat(file.get("time_ns").toString())
                .isEqualTo("{\"median\":1500.0,\"low\":1400.0,\"high\":1600.5,\"samples\":20}");
        assertThat(file.get("verified").toString())
                .isEqualTo("{\"problems\":[{\"N\":1024},{\"N\":256}],\"max_relative_error\":1.0E-7,\"seeds\":3}");
    }

    @Test
    void onlyProblemsThatThisVeryKernelWasRightOnCountAsVerified() throws IOException {
        assertThat(launchFile().get("verified").get("problems").toString()).isEqualTo("[{\"N\":1024},{\"N\":256}]");
    }

    @Test
    void aCandidateThatFailedIsNotExported() {
        Evaluation failed = Evaluation.failed(Status.TIMEOUT, "", 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new LaunchFile("scale-add", step(Examples.candidate(7), failed), CPU, Optional.empty(), 0))
                .withMessage("only a candidate that is ok can be exported, not one that is timeout");
    }

    @Test
    @OpenClPresent
    void theTwoFilesAreEnoughToRunTheKernel() throws IOException {
        float[] a = new float[1024];
        float[] b = new float[1024];
        for (int i = 0; i < a.length; i++) {
            a[i] = i * 0.25f - 100;
            b[i] = 1000 - i;
        }
        float[] c = ForeignHost.run(folder, Map.of("A", a, "B", b), "C");
        for (int i = 0; i < c.length; i++) {
            assertThat(c[i]).as("C[%d]", i).isEqualTo(0.5f * a[i] + b[i]);
        }
    }
}
