package dev.tilewright.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.evolve.archive.Niche;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.control.Belief;
import dev.tilewright.evolve.loop.Insight;
import dev.tilewright.evolve.loop.Insight.Forecast;
import dev.tilewright.evolve.loop.Insight.Inhabited;
import dev.tilewright.evolve.loop.Insight.Moment;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.kernels.Part;
import dev.tilewright.kernels.TuningPlan;
import dev.tilewright.report.Foresight.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What is shown of what a search believed on its way. */
class InsightSectionsTest {

    private final Findings recorded = Findings.of(RecordedRun.run(), RecordedRun.steps(), RecordedRun.demand());

    private static final Niche WIDE = Niche.of("lanes", 16).and("launches", 3).and("copies", "packed");
    private static final Niche NARROW = Niche.of("lanes", 8).and("launches", 3).and("copies", "none");
    private static final Niche SCALAR = Niche.of("lanes", 1).and("launches", 1).and("copies", "none");

    /** Expects of every child that was right what came, times a factor, and of those that failed something as well. */
    private List<Forecast> forecasts(double factor) {
        List<Forecast> forecasts = new ArrayList<>();
        for (Step step : recorded.steps()) {
            double came = step.evaluation().fitness().orElse(0);
            forecasts.add(new Forecast(step.ordinal(), came - Math.log(factor)));
        }
        return forecasts;
    }

    private static Moment moment(int ordinal, double tune, double wild) {
        return new Moment(
                ordinal,
                new TreeMap<>(Map.of(
                        "operator:tune",
                        new Belief(tune, 0.02, 12),
                        "operator:cross",
                        new Belief(wild, 0, 3),
                        "seldom",
                        new Belief(1, 1, 1))));
    }

    private Findings knowing() {
        return recorded.believing(new Insight(
                forecasts(1.25),
                List.of(moment(19, 0.01, 0.2), moment(119, 0.11, -0.03)),
                List.of(
                        new Inhabited(0, NARROW, 3.0, 7, 2),
                        new Inhabited(1, WIDE, 3.5, 40, 20),
                        new Inhabited(1, SCALAR, 0.5, 1, 0)),
                List.of(60)));
    }

    @Test
    void theSurrogateIsHeldToWhatItExpectedOfThoseThatWereRight() {
        Foresight foresight = Foresight.of(knowing());

        long right = recorded.steps().stream()
                .filter(step -> step.evaluation().fitness().isPresent())
                .count();
        assertThat(foresight.pairs()).hasSize((int) right);
        List<Window> windows = foresight.windows();
        assertThat(windows).hasSizeGreaterThan(2);
        assertThat(windows.stream().mapToInt(Window::children).sum()).isEqualTo((int) right);
        assertThat(windows).allSatisfy(window -> {
            assertThat(window.children()).isBetween(10, 34);
            assertThat(window.correlation()).isEqualTo(1, within(1e-9));
            assertThat(window.off()).isEqualTo(1.25, within(1e-9));
        });
        assertThat(windows.getFirst().first()).isZero();
    }

    @Test
    void whereNothingIsKnownNothingIsShown() {
        assertThat(Foresight.of(recorded).windows()).isEmpty();
        assertThat(BeliefTable.of(recorded).kinds()).isEmpty();
        assertThat(NicheMap.of(recorded).inhabited()).isEmpty();
        assertThat(NicheMap.of(recorded).grid()).isEmpty();
        assertThat(ReportPage.write(recorded, "")).doesNotContain("What the controller believed", "Islands and niches");
        assertThat(ResultFile.write(recorded)).doesNotContain("\"beliefs\"");
        Findings other = recorded.believing(
                new Insight(List.of(new Forecast(5000, 1), new Forecast(-1, 1)), List.of(), List.of(), List.of()));
        assertThat(Foresight.of(other).pairs()).as("of another run").isEmpty();
    }

    @Test
    void whatWasBelievedOfEachChoiceIsShownOverTimeTheBestFirst() {
        BeliefTable table = BeliefTable.of(knowing());

        assertThat(table.evaluations()).containsExactly(20, 120);
        assertThat(table.kinds()).containsOnlyKeys("operator");
        assertThat(table.kinds().get("operator"))
                .containsExactly(
                        new BeliefTable.Row(
                                "tune", List.of(Optional.of(0.01), Optional.of(0.11)), new Belief(0.11, 0.02, 12)),
                        new BeliefTable.Row(
                                "cross", List.of(Optional.of(0.2), Optional.of(-0.03)), new Belief(-0.03, 0, 3)));
    }

    @Test
    void theMapHasTheFittestOfEachNicheAlongTheAxesThatTellMostApart() {
        NicheMap map = NicheMap.of(knowing());

        assertThat(map.inhabited()).extracting(Inhabited::niche).containsExactly(WIDE, NARROW, SCALAR);
        assertThat(map.islands()).isEqualTo(2);
        NicheMap.Grid grid = map.grid().orElseThrow();
        assertThat(grid.down()).isEqualTo("lanes");
        assertThat(grid.across()).isEqualTo("launches");
        assertThat(grid.columns()).containsExactly("1", "3");
        assertThat(grid.rows().keySet()).containsExactly("1", "8", "16");
        assertThat(grid.rows().get("8")).first().isEqualTo(Optional.empty());
        assertThat(grid.rows().get("16").getLast().orElseThrow().candidates()).isEqualTo(40);
    }

    @Test
    void pageAndResultHaveIt() {
        String page = ReportPage.write(knowing(), "");
        assertThat(page)
                .contains(
                        "What the controller believed",
                        "How well the surrogate predicted",
                        "1.25×",
                        "Islands and niches",
                        "on 2 islands",
                        "settled anew 1 time.",
                        "lanes 16, launches 3, copies packed");
        JsonNode result = new ObjectMapper().readTree(ResultFile.write(knowing()));
        assertThat(result.at("/surrogate/0/rank_correlation").asDouble()).isEqualTo(1, within(1e-9));
        assertThat(result.at("/beliefs/operator/tune/mean").asDouble()).isEqualTo(0.11);
        assertThat(result.at("/niches/0/niche/copies").asString()).isEqualTo("packed");
    }

    @Test
    void theCommandOfAReportSaysWhatWasSwitchedOffAndHowArmsWerePaid() {
        Run run = RecordedRun.run();
        TuningPlan plan = TuningPlan.of(run).rewarding(Optional.of("rank")).lacking(List.of(Part.CREDIT, Part.ISLANDS));
        Run other = new Run(
                run.id(), run.workload(), run.hardware(), run.device(), plan.json(), run.version(), run.started());

        assertThat(new KernelSubject().plan(other).command())
                .endsWith("--controller thompson --reward rank --without credit --without islands");
    }
}
