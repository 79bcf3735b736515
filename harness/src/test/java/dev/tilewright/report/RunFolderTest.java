package dev.tilewright.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Settlement;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.loop.EvolutionOutcome;
import dev.tilewright.evolve.loop.EvolutionOutcome.Ending;
import dev.tilewright.evolve.loop.EvolutionOutcome.Reason;
import dev.tilewright.kernels.evaluate.KernelComparison;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.kernels.genome.KernelGenome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

class RunFolderTest {

    private final Findings findings = Findings.of(RecordedRun.run(), RecordedRun.steps(), RecordedRun.demand());

    @TempDir
    Path folder;

    @Test
    void everyFileOfARunFolderIsWritten() throws IOException {
        RunFolder.write(folder.resolve("run"), findings, "C = A·B");

        try (var files = Files.list(folder.resolve("run"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("result.json", "curve.csv", "report.html", "best.cl", "launch.json");
        }
        assertThat(folder.resolve("run/best.cl"))
                .content()
                .isEqualTo(KernelGenome.of(RecordedRun.steps().get(97).candidate())
                        .program()
                        .kernel()
                        .source());
    }

    @Test
    void resultGivesBestAndBaselineWithIntervalRatesAndSpeedup() {
        JsonNode result = new ObjectMapper().readTree(ResultFile.write(findings));

        assertThat(result.at("/task").asString()).isEqualTo("matmul");
        assertThat(result.at("/problem/K").asInt()).isEqualTo(1024);
        assertThat(result.at("/seed").asInt()).isEqualTo(1);
        assertThat(result.at("/versions/tilewright").asString()).isEqualTo("0.1.0");
        assertThat(result.at("/hardware/driver").asString()).isEqualTo("pocl-3.1");
        assertThat(result.at("/baseline/name").asString()).isEqualTo("the naive kernel");
        assertThat(result.at("/baseline/median_ns").asDouble()).isEqualTo(612.4e6);
        JsonNode best = result.at("/best");
        assertThat(best.at("/evaluation").asInt()).isEqualTo(98);
        assertThat(best.at("/median_ns").asDouble()).isEqualTo(27.9e6);
        assertThat(best.at("/low_ns").asDouble()).isLessThan(27.9e6);
        assertThat(best.at("/high_ns").asDouble()).isGreaterThan(27.9e6);
        assertThat(best.at("/gflop_per_s").asDouble()).isCloseTo(76.97, within(0.01));
        assertThat(best.at("/gbyte_per_s").asDouble()).isCloseTo(0.451, within(0.001));
        assertThat(best.at("/roofline_fraction").asDouble()).isCloseTo(0.513, within(0.001));
        assertThat(best.at("/speedup_over_baseline").asDouble()).isCloseTo(21.95, within(0.01));
        assertThat(best.at("/verified")).hasSize(3);
    }

    @Test
    void resultCountsEveryEvaluationOnce() {
        JsonNode result = new ObjectMapper().readTree(ResultFile.write(findings));

        int sum = 0;
        for (Status status : Status.values()) {
            assertThat(result.at("/counts").has(status.id())).isTrue();
            sum += result.at("/counts").get(status.id()).asInt();
        }
        assertThat(sum).isEqualTo(120);
        assertThat(result.at("/budget/evaluations").asInt()).isEqualTo(120);
        assertThat(result.at("/budget/evaluations_allowed").asInt()).isEqualTo(120);
        assertThat(result.at("/budget/seconds").asDouble()).isEqualTo(108.0);
    }

    @Test
    void resultSaysWhereTheTimeWentAndWhyTheSearchEnded() {
        EvolutionOutcome outcome = new EvolutionOutcome(
                Optional.empty(),
                Optional.empty(),
                120,
                new Ending(Reason.GOAL, "the search ended because the best has reached 30ms"),
                Duration.ofMillis(2500));

        JsonNode result = new ObjectMapper().readTree(ResultFile.write(findings.endedWith(outcome)));

        double right =
                findings.steps().stream().filter(step -> step.evaluation().ok()).count();
        JsonNode spent = result.at("/time_spent");
        assertThat(spent.at("/building_seconds").asDouble()).isCloseTo(0.12 * right, within(0.01));
        assertThat(spent.at("/first_runs_seconds").asDouble()).isCloseTo(0.08 * right, within(0.01));
        assertThat(spent.at("/verifying_seconds").asDouble()).isCloseTo(0.15 * right, within(0.01));
        assertThat(spent.at("/timing_seconds").asDouble()).isCloseTo(0.25 * right, within(0.01));
        assertThat(spent.at("/waiting_seconds").asDouble()).isCloseTo(0.01 * right, within(0.01));
        assertThat(spent.at("/deciding_seconds").asDouble()).isEqualTo(2.5);
        double all = spent.properties().stream()
                .filter(use -> !use.getKey().equals("deciding_seconds"))
                .mapToDouble(use -> use.getValue().asDouble())
                .sum();
        assertThat(all).as("as long as the run").isCloseTo(108, within(0.01));
        assertThat(result.at("/ended/reason").asString()).isEqualTo("goal");
        assertThat(ReportPage.write(findings.endedWith(outcome), ""))
                .contains("Where the time went", "first runs", "The search ended because the best has reached 30ms.");
    }

    @Test
    void curveHoldsTheConfirmedBestOfEachEvaluation() throws IOException {
        RunFolder.write(folder, findings, "");

        List<String> lines = Files.readAllLines(folder.resolve("curve.csv"));
        assertThat(lines).hasSize(121);
        assertThat(lines.get(0)).isEqualTo("evaluation,seconds,best_median_ns,speedup");
        assertThat(lines.get(1)).isEqualTo("1,0.900,612400000.0,1.0000");
        assertThat(lines.get(5)).isEqualTo("5,4.500,287100000.0,2.1331");
        assertThat(lines.get(120)).isEqualTo("120,108.000,27900000.0,21.9498");
    }

    @Test
    void launchFileGivesTheTimeThatTheReportGives() throws IOException {
        List<Step> steps = new ArrayList<>(RecordedRun.steps());
        Step last = steps.stream()
                .filter(step -> step.ordinal() > 97 && step.evaluation().ok())
                .findFirst()
                .orElseThrow();
        TimeEstimate quiet = new TimeEstimate(9e6, 8.9e6, 9.1e6, 9);
        Confirmation comparison = new KernelComparison(quiet, quiet, 0.5, List.of(), "")
                .confirmation(Confirmation.Verdict.NOT_FITTER, "");
        steps.set(last.ordinal(), last.settled(new Settlement(comparison, 119, 200, 200)));

        RunFolder.write(folder, Findings.of(RecordedRun.run(), steps, RecordedRun.demand()), "");

        JsonNode result = JsonMapper.shared().readTree(Files.readString(folder.resolve("result.json")));
        JsonNode launch = JsonMapper.shared().readTree(Files.readString(folder.resolve("launch.json")));
        assertThat(result.at("/best/median_ns").asDouble()).isEqualTo(9e6);
        assertThat(launch.at("/time_ns/median").asDouble()).isEqualTo(9e6);
    }

    @Test
    void curveEndsWithTheBestThatHadToWaitForItsConfirmation() throws IOException {
        List<Step> steps = new ArrayList<>(RecordedRun.steps());
        Confirmation late = steps.get(11).confirmation().orElseThrow();
        steps.set(11, steps.get(11).asCommitted().settled(new Settlement(late, 119, 200, 200)));

        RunFolder.write(folder, Findings.of(RecordedRun.run(), steps, RecordedRun.demand()), "");

        List<String> lines = Files.readAllLines(folder.resolve("curve.csv"));
        assertThat(lines.get(12)).startsWith("12,").contains(",96200000.0,");
        assertThat(lines.get(120)).as("27.9 ms were confirmed before it").contains(",96200000.0,");
    }

    @Test
    void aRunWithoutACorrectCandidateHasNoBest() throws IOException {
        List<Step> wrong = RecordedRun.steps().stream()
                .filter(step -> step.evaluation().status() != Status.OK)
                .toList();
        Findings none = Findings.of(RecordedRun.run(), wrong, RecordedRun.demand());

        RunFolder.write(folder, none, "");

        assertThat(folder.resolve("best.cl")).doesNotExist();
        assertThat(new ObjectMapper()
                        .readTree(folder.resolve("result.json").toFile())
                        .has("best"))
                .isFalse();
        assertThat(folder.resolve("report.html")).content().contains("No correct kernel");
    }

    private static org.assertj.core.data.Offset<Double> within(double offset) {
        return org.assertj.core.data.Offset.offset(offset);
    }
}
