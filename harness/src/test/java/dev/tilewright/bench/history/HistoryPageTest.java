package dev.tilewright.bench.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.bench.Cases;
import dev.tilewright.bench.history.HistoryEntry.Case;
import dev.tilewright.evolve.memory.Hardware;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HistoryPageTest {

    /** A case on {@code model} with {@code driver}, taking so long, on that day of November. */
    private static HistoryEntry run(int day, String model, String driver, double nanos, String verdict) {
        return new HistoryEntry(
                1,
                "2026-11-%02dT10:00:00Z".formatted(day),
                "suite",
                "1.0",
                Optional.of("abcdef0123456789"),
                List.of(new Case(
                        "one",
                        "matmul",
                        "M=8",
                        "opencl:0",
                        new Hardware("opencl", "v", model, "a", driver),
                        2,
                        "hash",
                        verdict,
                        Optional.of(Cases.time(nanos)),
                        Optional.empty())));
    }

    private static final List<HistoryEntry> RUNS = List.of(
            run(1, "One <b>", "3.1", 1e6, "unchanged"),
            run(2, "Two", "3.1", 2e6, "unchanged"),
            run(3, "One <b>", "3.1", 1.01e6, "unchanged"),
            run(4, "One <b>", "5.0", 1.3e6, "regressed"));

    private static Series series() {
        return Series.of(RUNS, Optional.empty(), Optional.empty()).getFirst();
    }

    @Test
    void casesAreSortedBySuiteAndNameAndCanBePicked() {
        List<HistoryEntry> runs = new ArrayList<>(RUNS);
        runs.add(HistoryEntry.of(Cases.outcome(List.of(Cases.result("two", 1, false)))));

        assertThat(Series.of(runs, Optional.empty(), Optional.empty()))
                .extracting(Series::name)
                .containsExactly("one", "two");
        assertThat(Series.of(runs, Optional.of("suite"), Optional.of("two")))
                .extracting(Series::name)
                .containsExactly("two");
        assertThat(Series.of(runs, Optional.of("other"), Optional.empty())).isEmpty();
    }

    @Test
    void aDriverHasChangedOnlyAgainstTheSameMachinesLastRun() {
        Series series = series();

        assertThat(series.machines())
                .containsExactly("One <b> (opencl, 2 compute units)", "Two (opencl, 2 compute units)");
        assertThat(series.points()).extracting(series::driverChanged).containsExactly(false, false, false, true);
    }

    @Test
    void thePageHasALineForEachMachineARingWhereItWasSlowerAndADriversLine() {
        String page = HistoryPage.write(List.of(series()));

        assertThat(page)
                .contains("suite: one", "class=\"line c0\"", "class=\"line c1\"", "3.1, then 5.0")
                .contains("commit abcdef012345", "One &lt;b&gt;")
                .doesNotContain("One <b>", "http://", "https://", "<script");
        assertThat(page.split("class=\"slower c0\"", -1)).hasSize(2);
        assertThat(page.split("class=\"driver\"", -1)).hasSize(2);
    }

    @Test
    void oneRunAloneHasAChartToo() {
        String page = HistoryPage.write(Series.of(RUNS.subList(0, 1), Optional.empty(), Optional.empty()));

        assertThat(page).contains("<circle").doesNotContain("NaN", "Infinity");
    }

    @Test
    void ticksAreRoundAndWithin() {
        Span span = new Span(0.93, 1.34);

        assertThat(span.ticks(5)).first().satisfies(tick -> assertThat(tick).isCloseTo(1.0, within(1e-9)));
        assertThat(span.ticks(5)).allSatisfy(tick -> assertThat(tick).isBetween(0.93, 1.34));
    }
}
