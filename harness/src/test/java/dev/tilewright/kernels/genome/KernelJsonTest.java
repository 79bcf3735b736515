package dev.tilewright.kernels.genome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.KernelArgument;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import dev.tilewright.kernels.CandidateForm;
import dev.tilewright.kernels.KernelCodec;
import dev.tilewright.kernels.evaluate.KernelComparison;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.kernels.evaluate.TimeSpent;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.space.Configuration;
import dev.tilewright.space.PythonExpression;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelJsonTest {

    private static final KernelCodec CODEC = new KernelCodec();

    private static void isReadAsItWasWritten(KernelGenome genome) {
        KernelGenome read = (KernelGenome) CODEC.genome(CODEC.write(genome));
        assertThat(read).isEqualTo(genome);
        assertThat(read.programs().sequencedKeySet())
                .containsExactlyElementsOf(genome.programs().sequencedKeySet());
        assertThat(read.hash()).isEqualTo(genome.hash());
    }

    @Test
    void aScheduledKernelIsReadAsItWasWritten() {
        isReadAsItWasWritten(KernelGenome.of(Examples.candidate(3, "abc", "def")));
    }

    @Test
    void aTunedKernelIsReadAsItWasWritten() {
        KernelGenome example = KernelGenome.of(Examples.candidate(0));
        Configuration configuration = new Configuration(new TreeMap<>(Map.of("TILE", "16", "MODE", "fast")));
        isReadAsItWasWritten(
                Examples.tuned("tiled \"8\".cl@1a2b3c4d", configuration, example.problem(), example.programs()));
    }

    @Test
    void aWrittenKernelIsReadAsItWasWritten() {
        KernelGenome example = KernelGenome.of(Examples.candidate(0));
        String source = "// tilewright:tunable T 1, 2\n\u0001 ünïcode";
        isReadAsItWasWritten(new GenomeForm(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(source),
                        Optional.of(Configuration.none().with("T", "2")))
                .genome(example.rendering()));
    }

    /** A kernel that somebody wrote keeps what it leaves open in its source, which is read anew. */
    @Test
    void aWrittenKernelIsRemadeWithItsConditionsInPythonAndItsDecimals() throws UnmakeableException {
        Task task = TaskReader.read(Path.of("../tasks/matmul.yaml"));
        Problem problem = new Problem(new LinkedHashMap<>(Map.of("M", 64L, "N", 64L, "K", 64L)));
        DeviceFacts facts = new DeviceFacts(2, 8, 256, 32 << 10, 32 << 20, 1L << 32, 1L << 30, true);
        GenomeFactory factory = new GenomeFactory(new KernelTarget(task, problem, Language.OPENCL, facts), List.of());
        String source = """
                // tilewright:tunable SCALE 0.5,1e-05
                // tilewright:constraint python: 1 / SCALE == 2
                // tilewright:launch global=[N, M] local=[1, 1]
                __kernel void mine(__global float *A, __global float *B, __global float *C, int M, int N, int K) {}
                """;
        WrittenKernel written = factory.written(source, Configuration.none().with("SCALE", "0.5"));

        String json = KernelJson.write(GenomeForm.of(written));
        KernelGenome read = KernelJson.read(json, GenomeForm.class).genome(factory);

        assertThat(read.configuration()).hasToString("SCALE=0.5");
        assertThat(read.program().kernel().buildOptions()).contains("-DSCALE=0.5");
        assertThat(read.tunable().orElseThrow().constraints())
                .containsExactly(PythonExpression.parse("1 / SCALE == 2"));
        assertThat(read.tunable().orElseThrow()).isEqualTo(written.tunable().orElseThrow());
    }

    @Test
    void aCandidateOfAWisdomFileIsReadAsItWasWritten() {
        Candidate candidate = Examples.candidate(3, "abc", "def");
        Candidate read = KernelJson.read(KernelJson.write(CandidateForm.of(candidate)), CandidateForm.class)
                .candidate();
        assertThat(read.genome()).isEqualTo(candidate.genome());
        assertThat(read.lineage().parents()).containsExactly("abc", "def");
        assertThat(read.lineage().decision().orElseThrow().move()).hasToString("transform:vectorize");
    }

    @Test
    void aCandidateThatAnEarlierVersionWroteIsStillRead() {
        String old = KernelJson.write(CandidateForm.of(Examples.candidate(3, "abc")))
                .replace("\"decision\":", "\"directive\":");
        assertThat(old).contains("\"directive\":\"transform:vectorize\"");
        assertThat(KernelJson.read(old, CandidateForm.class)
                        .candidate()
                        .lineage()
                        .decision()
                        .orElseThrow()
                        .transformation())
                .contains("vectorize");
    }

    @ParameterizedTest
    @CsvSource({
        "INT32, -2147483648",
        "INT32, 0",
        "FLOAT32, 0.1",
        "FLOAT32, -0.0",
        "FLOAT64, 1e300",
        "FLOAT64, 4.9e-324",
        "FLOAT64, 3",
        "FLOAT32, NaN",
        "FLOAT32, -Infinity"
    })
    void aScalarIsReadAsItWasWrittenToTheLastBit(ElementType type, double value) {
        KernelProgram program = Examples.scaleThenAdd(64, "");
        KernelProgram changed = new KernelProgram(
                program.kernel(),
                program.buffers(),
                List.of(new Launch(
                        "scale",
                        List.of(64L, 2L),
                        List.of(16L, 1L),
                        List.of(new KernelArgument.ScalarArgument("x", type, value)))));
        assertThat(KernelJson.read(KernelJson.write(changed), KernelProgram.class))
                .isEqualTo(changed);
    }

    @Test
    void launchesAreWrittenAsInLaunchJson() {
        assertThat(KernelJson.tree(Examples.scaleThenAdd(64, ""))
                        .get("launches")
                        .toString())
                .isEqualTo("""
                        [{"entry":"scale","global_size":[64],"local_size":[16],"arguments":[{"buffer":"A"},{"buffer":"T"},\
                        {"scalar":"N","type":"int32","value":64},{"scalar":"alpha","type":"float32","value":0.5}]},\
                        {"entry":"add","global_size":[64],"local_size":[16],"arguments":[{"buffer":"T"},{"buffer":"B"},\
                        {"buffer":"C"},{"local_bytes":64}]}]""");
    }

    @ParameterizedTest
    @EnumSource(Status.class)
    void whatWasMeasuredIsReadAsItWasWritten(Status status) {
        TimeEstimate time = new TimeEstimate(1234.5, 1200, Double.POSITIVE_INFINITY, 7);
        boolean ok = status == Status.OK;
        KernelMeasurement measured = new KernelMeasurement(
                        ok ? Optional.of(time) : Optional.empty(),
                        ok ? Optional.of(time) : Optional.empty(),
                        status == Status.WRONG_RESULT ? OptionalDouble.of(Double.NaN) : OptionalDouble.empty(),
                        List.of(Examples.vectors(64)),
                        1,
                        Long.MAX_VALUE)
                .spending(new TimeSpent(1, 2, 3, 4, Long.MAX_VALUE));
        assertThat(CODEC.evaluation(CODEC.write(measured))).isEqualTo(measured);
    }

    @Test
    void aMeasurementThatMemoryMigratedIsRead() {
        String migrated = """
                {"device_time_ns":{"median":2500.0,"low":2475.0,"high":2525.0,"samples":20},"max_relative_error":"1.0E-7",\
                "verified":[{"N":1024},{"N":64}],"build_ns":70000000,"run_ns":3000000}""";
        KernelMeasurement measured = (KernelMeasurement) CODEC.evaluation(migrated);
        assertThat(measured.deviceTime()).contains(new TimeEstimate(2500, 2475, 2525, 20));
        assertThat(measured.hostTime()).isEmpty();
        assertThat(measured.spent()).isEmpty();
        assertThat(measured.maxRelativeError()).hasValue(1e-7);
        assertThat(measured.verified()).containsExactly(Examples.vectors(1024), Examples.vectors(64));
    }

    @Test
    void aComparisonIsReadAsItWasWritten() {
        TimeEstimate time = new TimeEstimate(5, 4, 6, 30);
        KernelComparison comparison = new KernelComparison(
                        time, time, Double.NaN, List.of(Examples.vectors(64)), "jmh.json")
                .spending(new TimeSpent(1, 2, 3, 4, 5));
        assertThat(CODEC.comparison(CODEC.write(comparison))).isEqualTo(comparison);
    }

    @Test
    void aComparisonThatAnEarlierVersionWroteIsRead() {
        String old = """
                {"verdict":"faster","incumbent_ns":{"median":5.0,"low":4.0,"high":6.0,"samples":30},\
                "challenger_ns":{"median":2.0,"low":1.0,"high":3.0,"samples":30},"p_value":0.001,"verified":[{"N":64}],\
                "report":"confirm-1.json","reason":"faster"}""";
        KernelComparison comparison = (KernelComparison) CODEC.comparison(old);
        assertThat(comparison.challenger().medianNanos()).isEqualTo(2.0);
        assertThat(comparison.pValue()).isEqualTo(0.001);
        assertThat(comparison.spent()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"problem\":{\"N\":\"x\"}}", "{\"problem\":{\"N\":1},\"programs\":[{}]}"})
    void whatIsNoCandidateIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KernelJson.read(text, CandidateForm.class).candidate());
    }

    @Test
    void aSizeOf64BitsSurvivesBeingWritten() {
        KernelArgument wide = new KernelArgument.WideArgument("N", (1L << 62) + 1);
        String json = KernelJson.write(wide);

        assertThat(json).isEqualTo("{\"scalar\":\"N\",\"type\":\"int64\",\"value\":4611686018427387905}");
        assertThat(KernelJson.read(json, KernelArgument.class)).isEqualTo(wide);
    }
}
