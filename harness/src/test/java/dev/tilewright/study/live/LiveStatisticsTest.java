package dev.tilewright.study.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.evolve.loop.EvolutionOutcome.Reason;
import dev.tilewright.study.live.SearchTrace.Best;
import dev.tilewright.study.live.SearchTrace.Reached;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Statistics of curves that are made up. */
class LiveStatisticsTest {

    private static final LiveTask MATMUL = new LiveTask("matmul", "M=64,N=64,K=64", "");
    private static final LiveTask SOFTMAX = new LiveTask("softmax", "M=64,N=64", "");
    private static final int BUDGET = 100;

    private static LiveSetup setup(List<LiveTask> tasks, String... searches) {
        return new LiveSetup("test", "a-processor", "opencl:0", tasks, List.of(searches), BUDGET, Optional.empty(), 1);
    }

    private static SearchTrace trace(LiveTask task, String search, int block, Best... bests) {
        return ended(Reason.EVALUATIONS, BUDGET, task, search, block, bests);
    }

    private static SearchTrace ended(
            Reason reason, int evaluations, LiveTask task, String search, int block, Best... bests) {
        return new SearchTrace(
                new LiveSetup.Cell(task, search, block),
                BUDGET,
                evaluations,
                reason,
                List.of(bests),
                List.of(),
                2_000_000L * evaluations,
                9_000_000_000L);
    }

    /** Returns a search that begins with 8 ms and gets to 1 ms at an evaluation; never, where it is 0. */
    private static SearchTrace arriving(LiveTask task, String search, int block, int evaluation) {
        Best slow = new Best(1, 8e6);
        return evaluation == 0
                ? trace(task, search, block, slow)
                : trace(task, search, block, slow, new Best(evaluation, 1e6));
    }

    private static List<SearchTrace> reaching(LiveTask task, String search, int... evaluations) {
        return IntStream.range(0, evaluations.length)
                .mapToObj(block -> arriving(task, search, block, evaluations[block]))
                .toList();
    }

    @SafeVarargs
    private static LiveResult result(LiveSetup setup, int blocks, List<SearchTrace>... traces) {
        List<SearchTrace> all = new ArrayList<>();
        List.of(traces).forEach(all::addAll);
        return LiveStatistics.of(setup, blocks, all);
    }

    @Test
    void aSearchThatNeedsTwiceTheEvaluationsInEveryBlockHasTheRatioTwoWithoutDoubt() {
        LiveResult result = result(
                setup(List.of(MATMUL), "full", "random"),
                4,
                reaching(MATMUL, "full", 5, 10, 20, 40),
                reaching(MATMUL, "random", 10, 20, 40, 80));

        Effort effort = result.tasks().getFirst().of("random").efforts().getFirst();
        assertThat(effort.evaluations()).hasValue(30);
        assertThat(effort.bound()).isEqualTo(Effort.Bound.NONE);
        assertThat(effort.ratio().value()).isCloseTo(2, within(1e-9));
        assertThat(effort.ratio().low()).as("what blocks did to both cancels").isCloseTo(2, within(1e-9));
        assertThat(effort.ratio().high()).isCloseTo(2, within(1e-9));
    }

    @Test
    void theIntervalOfARatioHoldsItsValueAndIsWideWhereBlocksDisagree() {
        LiveResult result = result(
                setup(List.of(MATMUL), "full", "random"),
                4,
                reaching(MATMUL, "full", 10, 10, 10, 10),
                reaching(MATMUL, "random", 5, 20, 10, 40));

        PairedRatio ratio =
                result.tasks().getFirst().of("random").efforts().getFirst().ratio();
        assertThat(ratio.value()).isCloseTo(Math.sqrt(2), within(1e-9));
        assertThat(ratio.low()).isBetween(0.5, 1.0);
        assertThat(ratio.high()).isBetween(2.0, 4.0);
    }

    @Test
    void aSearchThatDoesNotGetThereCountsWithItsBudgetAndTheRatioIsABound() {
        LiveResult result = result(
                setup(List.of(MATMUL), "full", "random", "map-elites"),
                2,
                reaching(MATMUL, "full", 10, 25),
                reaching(MATMUL, "random", 0, 0),
                reaching(MATMUL, "map-elites", 20, 0));

        Effort never = result.tasks().getFirst().of("random").efforts().getFirst();
        assertThat(never.evaluations()).isEmpty();
        assertThat(never.censored()).isEqualTo(2);
        assertThat(never.bound()).isEqualTo(Effort.Bound.AT_LEAST);
        assertThat(never.ratio().value()).isCloseTo(Math.sqrt(10.0 * 4), within(1e-9));
        Effort once = result.tasks().getFirst().of("map-elites").efforts().getFirst();
        assertThat(once.censored()).isEqualTo(1);
        assertThat(once.evaluations())
                .as("half of the blocks are not enough for a median")
                .isEmpty();
        assertThat(LiveText.evaluations(result.setup(), once)).isEqualTo("> 100");
        assertThat(LiveText.ratio(result, once)).startsWith("≥ 2.83 (");
    }

    @Test
    void whereTheFullSearchDoesNotGetThereTheRatioIsABoundFromAbove() {
        LiveResult result = result(
                setup(List.of(MATMUL), "full", "random"),
                2,
                reaching(MATMUL, "full", 50, 0),
                reaching(MATMUL, "random", 50, 50));

        Effort effort = result.tasks().getFirst().of("random").efforts().getFirst();
        assertThat(effort.bound()).isEqualTo(Effort.Bound.AT_MOST);
        assertThat(effort.referenceCensored()).isEqualTo(1);
        assertThat(effort.ratio().value()).isCloseTo(Math.sqrt(0.5), within(1e-9));
        assertThat(result.tasks().getFirst().of("full").efforts().getFirst().bound())
                .isEqualTo(Effort.Bound.UNKNOWN);
    }

    @Test
    void aSearchThatTheClockEndedIsCensoredAtWhatItEvaluated() {
        Best best = new Best(3, 5e6);
        assertThat(ended(Reason.TIME, 30, MATMUL, "full", 0, best).reached(1e6)).isEqualTo(new Reached(30, true));
        assertThat(ended(Reason.EXHAUSTED, 30, MATMUL, "full", 0, best).reached(1e6))
                .as("it would never get there")
                .isEqualTo(new Reached(BUDGET, true));
        assertThat(ended(Reason.TIME, 30, MATMUL, "full", 0, best).reached(5e6)).isEqualTo(new Reached(3, false));
    }

    @Test
    void aBlockInWhichTheMachineWasSlowIsMeasuredByItself() {
        LiveResult result = result(
                setup(List.of(MATMUL), "full", "random"),
                2,
                List.of(
                        trace(MATMUL, "full", 0, new Best(1, 8e6), new Best(10, 1e6)),
                        trace(MATMUL, "full", 1, new Best(1, 16e6), new Best(10, 2e6))),
                List.of(
                        trace(MATMUL, "random", 0, new Best(1, 8e6), new Best(20, 1e6)),
                        trace(MATMUL, "random", 1, new Best(1, 16e6), new Best(20, 2e6))));

        Effort effort = result.tasks().getFirst().of("random").efforts().getFirst();
        assertThat(effort.censored()).isZero();
        assertThat(effort.ratio().value()).isCloseTo(2, within(1e-9));
    }

    @Test
    void aSearchThatWasMisledReachedWhatItOnceRecommended() {
        SearchTrace misled = trace(MATMUL, "full", 0, new Best(1, 8e6), new Best(10, 1e6), new Best(30, 2e6));
        assertThat(misled.reached(1.1e6)).isEqualTo(new Reached(10, false));
        assertThat(misled.nanos()).isEqualTo(2e6);
    }

    @Test
    void sharesAreOfTheFastestThatAnySearchFound() {
        LiveResult result = result(
                setup(List.of(MATMUL), "full", "random"),
                1,
                List.of(trace(MATMUL, "full", 0, new Best(1, 4e6), new Best(7, 1.09e6), new Best(60, 1.04e6))),
                List.of(trace(MATMUL, "random", 0, new Best(1, 4e6), new Best(99, 1e6))));

        LiveResult.OfTask task = result.tasks().getFirst();
        assertThat(task.bestNanos()).isEqualTo(1e6);
        assertThat(task.of("full").efforts().get(0).evaluations()).hasValue(7);
        assertThat(task.of("full").efforts().get(1).evaluations()).hasValue(60);
        assertThat(task.of("random").time().orElseThrow().value()).isCloseTo(1 / 1.04, within(1e-9));
    }

    @Test
    void aCurveIsTheGeometricMeanOfTheBlocksAndFallsWhereABestWasEvaluated() {
        LiveResult result = result(
                setup(List.of(MATMUL), "full"),
                2,
                List.of(
                        trace(MATMUL, "full", 0, new Best(2, 8e6), new Best(10, 1e6)),
                        trace(MATMUL, "full", 1, new Best(1, 2e6))));

        double[] curve = result.tasks().getFirst().of("full").curve().middle();
        assertThat(curve).hasSize(BUDGET);
        assertThat(curve[0]).as("before the first that was right").isCloseTo(4, within(1e-9));
        assertThat(curve[8]).isCloseTo(4, within(1e-9));
        assertThat(curve[9]).isCloseTo(Math.sqrt(2), within(1e-9));
        assertThat(result.tasks().getFirst().of("full").ownMicros()).isEqualTo(2000);
    }

    @Test
    void tasksCountAlikeInTheMeanHoweverDifferentTheirNumbers() {
        LiveResult result = result(
                setup(List.of(MATMUL, SOFTMAX), "full", "random"),
                1,
                reaching(MATMUL, "full", 2),
                reaching(MATMUL, "random", 8),
                reaching(SOFTMAX, "full", 50),
                reaching(SOFTMAX, "random", 50));

        LiveResult.Mean mean = result.means().getLast();
        assertThat(mean.search()).isEqualTo("random");
        assertThat(mean.efforts().getFirst().ratio().value()).isCloseTo(2, within(1e-9));
        assertThat(mean.time().orElseThrow().value()).isCloseTo(1, within(1e-9));
    }

    @Test
    void withoutTheFullSearchTheFirstIsWhatOthersAreComparedWith() {
        assertThat(setup(List.of(MATMUL), "random", "map-elites").reference()).isEqualTo("random");
        assertThat(setup(List.of(MATMUL), "random", "full").reference()).isEqualTo("full");
    }

    @Test
    void aSearchThatFoundNothingRightHasNoRatioOfTimesAndNoCurveOnThePage() {
        LiveResult result = result(
                setup(List.of(MATMUL), "full", "random"),
                1,
                reaching(MATMUL, "full", 5),
                List.of(trace(MATMUL, "random", 0)));

        assertThat(result.tasks().getFirst().of("random").time()).isEmpty();
        assertThat(LivePage.write(result, "tilewright study --task <matmul>"))
                .contains("random", "&lt;matmul&gt;", "a-processor")
                .doesNotContain("<polyline", "Infinity", "NaN");
        assertThat(LiveJson.of(result).toString()).doesNotContain("Infinity", "NaN");
    }

    @Test
    void thePageHasACurveForEverySearch() {
        LiveResult result = result(
                setup(List.of(MATMUL), "full", "random"),
                2,
                reaching(MATMUL, "full", 5, 6),
                reaching(MATMUL, "random", 50, 60));

        assertThat(LivePage.write(result, "tilewright study"))
                .contains("matmul M=64,N=64,K=64", "1.000 ms", "part of the budget of 100 evaluations")
                .containsPattern("class=\"line c0\".*class=\"line c1\"")
                .doesNotContain("NaN");
    }

    @Test
    void everySearchHasItsTurnInEveryBlockInAnOrderThatFollowsFromTheSeed() {
        LiveSetup setup = setup(List.of(MATMUL, SOFTMAX), "full", "random", "map-elites");
        assertThat(setup.cells(0)).hasSize(6).doesNotHaveDuplicates().isEqualTo(setup.cells(0));
        assertThat(IntStream.range(0, 8)
                        .mapToObj(block -> setup.cells(block).stream()
                                .map(cell -> cell.task().task() + cell.search())
                                .toList()))
                .as("orders of blocks")
                .doesNotHaveDuplicates();
        assertThat(setup.seed(0)).isNotEqualTo(setup.seed(1)).isNotNegative();
    }

    @Test
    void aStudyThatLacksASearchHasNoResult() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> result(setup(List.of(MATMUL), "full"), 2, reaching(MATMUL, "full", 5)))
                .withMessageContaining("block=1");
    }
}
