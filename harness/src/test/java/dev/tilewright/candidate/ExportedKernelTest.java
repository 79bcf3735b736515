package dev.tilewright.candidate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tilewright.device.OpenClPresent;
import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.task.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        Evaluation evaluation = new Evaluation(
                Status.OK,
                Optional.of(new TimeEstimate(1500, 1400, 1600.5, 20)),
                Optional.empty(),
                OptionalDouble.of(1e-7),
                List.of(Examples.vectors(1024)),
                "",
                Evaluation.Cost.NONE);
        TimeEstimate time = new TimeEstimate(1500, 1400, 1600, 30);
        Confirmation confirmation = new Confirmation(
                Confirmation.Verdict.FASTER,
                time,
                time,
                0.01,
                List.of(Examples.vectors(1024), Examples.vectors(64), Examples.vectors(256)),
                "",
                "");
        new LaunchFile("scale-add", candidate(), CPU, evaluation, Optional.of(confirmation), 3).writeTo(folder);
    }

    /** For 64 elements the example has another source than for 1024; here it has the same one for 256. */
    private static Candidate candidate() {
        Candidate example = Examples.candidate(7, "parent");
        KernelProgram smaller = Examples.scaleThenAdd(256, "");
        LinkedHashMap<Problem, KernelProgram> programs = new LinkedHashMap<>(example.programs());
        programs.put(
                Examples.vectors(256),
                new KernelProgram(example.program().kernel(), smaller.buffers(), smaller.launches()));
        return new Candidate(example.problem(), programs, example.origin(), example.lineage());
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
        assertThat(file.get("schedule").toString()).isEqualTo("[\"split(i, 16)\",\"variant(7)\"]");
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
        Evaluation failed = Evaluation.failed(Status.TIMEOUT, "", Evaluation.Cost.NONE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LaunchFile("scale-add", Examples.candidate(7), CPU, failed, Optional.empty(), 0))
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
