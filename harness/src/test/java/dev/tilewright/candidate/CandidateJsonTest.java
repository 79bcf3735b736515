package dev.tilewright.candidate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.KernelArgument;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Launch;
import dev.tilewright.space.Configuration;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CandidateJsonTest {

    private static JsonNode throughText(JsonNode node) {
        return JsonMapper.shared().readTree(node.toString());
    }

    @Test
    void aCandidateByScheduleIsReadAsItWasWritten() {
        Candidate candidate = Examples.candidate(3, "abc", "def");
        Candidate read = CandidateJson.read(throughText(CandidateJson.write(candidate)));
        assertThat(read).isEqualTo(candidate);
        assertThat(read.programs().sequencedKeySet())
                .containsExactlyElementsOf(candidate.programs().sequencedKeySet());
        assertThat(read.hash()).isEqualTo(candidate.hash());
    }

    @Test
    void aTunedCandidateAndASeedAreReadAsTheyWereWritten() {
        Candidate example = Examples.candidate(0);
        Candidate candidate = new Candidate(
                example.problem(),
                example.programs(),
                new Candidate.Origin.Tuned(
                        "tiled \"8\".cl", new Configuration(new TreeMap<>(Map.of("TILE", "16", "MODE", "fast")))),
                Candidate.Lineage.seed("the user's own: tiled.cl\nwith ünïcode \u0001"));
        assertThat(CandidateJson.read(throughText(CandidateJson.write(candidate))))
                .isEqualTo(candidate);
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
        assertThat(ProgramJson.read(throughText(ProgramJson.write(changed)))).isEqualTo(changed);
    }

    @Test
    void launchesAreWrittenAsInLaunchJson() {
        assertThat(ProgramJson.write(Examples.scaleThenAdd(64, ""))
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
    void anEvaluationOfEveryStatusIsReadAsItWasWritten(Status status) {
        TimeEstimate time = new TimeEstimate(1234.5, 1200, Double.POSITIVE_INFINITY, 7);
        boolean ok = status == Status.OK;
        Evaluation evaluation = new Evaluation(
                status,
                ok ? Optional.of(time) : Optional.empty(),
                ok ? Optional.of(time) : Optional.empty(),
                status == Status.WRONG_RESULT ? OptionalDouble.of(Double.NaN) : OptionalDouble.empty(),
                List.of(Examples.vectors(64)),
                "said \"no\"\n",
                new Evaluation.Cost(1, 2, Long.MAX_VALUE));
        assertThat(OutcomeJson.evaluation(throughText(OutcomeJson.write(evaluation))))
                .isEqualTo(evaluation);
    }

    @ParameterizedTest
    @EnumSource(Confirmation.Verdict.class)
    void aConfirmationOfEveryVerdictIsReadAsItWasWritten(Confirmation.Verdict verdict) {
        TimeEstimate time = new TimeEstimate(5, 4, 6, 30);
        Confirmation confirmation =
                new Confirmation(verdict, time, time, Double.NaN, List.of(Examples.vectors(64)), "jmh.json", "because");
        assertThat(OutcomeJson.confirmation(throughText(OutcomeJson.write(confirmation))))
                .isEqualTo(confirmation);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"problem\":{\"N\":\"x\"}}", "{\"problem\":{\"N\":1},\"programs\":[{}]}"})
    void whatIsNoCandidateIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CandidateJson.read(JsonMapper.shared().readTree(text)));
    }
}
