package dev.tilewright.evolve.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.loop.EvolutionOutcome.Ending;
import dev.tilewright.evolve.loop.EvolutionOutcome.Reason;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Store;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A search that ends before its budget is spent. */
class StoppingTest {

    private static final int ALL = 300;

    private Store store;
    private Memory memory;

    @BeforeEach
    void open(@TempDir Path folder) {
        store = Store.open(folder.resolve("memory.db").toString());
        memory = store.memory(new BitStrings.BitCodec());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Budget all() {
        return Budget.of(ALL, Optional.empty());
    }

    private List<Step> steps() {
        return memory.steps("r").stream().map(BitSearch::undated).toList();
    }

    private EvolutionOutcome run(long seed, Budget budget) {
        return BitSearch.of(seed, ALL).until(budget).run("r", new BitJudge(), memory);
    }

    @ParameterizedTest
    @CsvSource({"1, 20", "2, 40", "3, 60"})
    void patienceEndsASearchAfterSoManyEvaluationsWithoutAGain(long seed, int patience) {
        EvolutionOutcome outcome = run(seed, all().or(Budget.patience(patience)));

        assertThat(outcome.ending())
                .isEqualTo(new Ending(
                        Reason.PATIENCE,
                        "the search ended because %d evaluations in a row found nothing better".formatted(patience)));
        int found = outcome.best().orElseThrow().ordinal();
        assertThat(steps().size() - 1 - found).isGreaterThanOrEqualTo(patience);
        assertThat(outcome.evaluated()).isLessThan(ALL);
    }

    @Test
    void aGoalEndsASearchWithTheFirstBestThatReachesIt() {
        double fitness = Math.log1p(25);
        EvolutionOutcome outcome = run(1, all().or(Budget.goal(fitness, "a worth of 25")));

        assertThat(outcome.ending())
                .isEqualTo(new Ending(Reason.GOAL, "the search ended because the best has reached a worth of 25"));
        Step best = outcome.best().orElseThrow();
        assertThat(best.evaluation().fitness().orElseThrow()).isGreaterThanOrEqualTo(fitness);
        assertThat(best.confirmation()).as("it was compared").isPresent();
        assertThat(steps())
                .as("nothing that was confirmed reached it before")
                .filteredOn(step -> step.confirmation().isPresent() && !step.equals(BitSearch.undated(best)))
                .allMatch(step -> step.standing().fitness().orElse(0) < fitness);
    }

    /** A cheat seems to reach it, and is refuted: then the search goes on. */
    @Test
    void aGoalThatIsOnlySeemedToBeReachedDoesNotEndASearch() {
        EvolutionOutcome outcome = run(1, all().or(Budget.goal(BitStrings.HIGHEST + 0.1, "more than there is")));

        assertThat(outcome.ending()).isEqualTo(Ending.of(Reason.EVALUATIONS));
    }

    @ParameterizedTest
    @CsvSource({"1, 20", "2, 40", "3, 60"})
    void aSearchThatEndedIsRepeatedAndEndsAgain(long seed, int patience) {
        Budget budget = all().or(Budget.patience(patience));
        run(seed, budget);
        List<Step> ended = steps();

        EvolutionOutcome repeated =
                BitSearch.of(seed, ALL).repeated().run("r", Refusing.evaluator(2), Refusing.writes(memory));
        assertThat(repeated.ending()).isEqualTo(Ending.of(Reason.REPEATED));
        BitJudge judge = new BitJudge();
        EvolutionOutcome again = BitSearch.of(seed, ALL).until(budget).run("r", judge, memory);

        assertThat(again.ending().reason()).isEqualTo(Reason.PATIENCE);
        assertThat(judge.evaluated()).isEmpty();
        assertThat(steps()).isEqualTo(ended);
    }

    @ParameterizedTest
    @CsvSource({"1, 20", "2, 40", "3, 60"})
    void aSearchThatEndedGoesOnWithMorePatienceAndKeepsWhatItHas(long seed, int patience) {
        run(seed, all().or(Budget.patience(patience)));
        List<Step> ended = steps();

        EvolutionOutcome outcome = run(seed, all());

        assertThat(outcome.ending().reason()).isEqualTo(Reason.EVALUATIONS);
        assertThat(outcome.evaluated()).isEqualTo(ALL);
        assertThat(steps().subList(0, ended.size()))
                .extracting(Step::asCommitted)
                .isEqualTo(ended.stream().map(Step::asCommitted).toList());
        EvolutionOutcome repeated =
                BitSearch.of(seed, ALL).repeated().run("r", Refusing.evaluator(2), Refusing.writes(memory));
        assertThat(repeated.best().map(BitSearch::undated))
                .isEqualTo(outcome.best().map(BitSearch::undated));
    }

    @Test
    void aRunThatIsResumedWithLessPatienceEndsWithItsRecord() {
        run(2, Budget.of(120, Optional.empty()));
        List<Step> before = steps();

        EvolutionOutcome outcome = run(2, all().or(Budget.patience(5)));

        assertThat(outcome.ending().reason()).isEqualTo(Reason.PATIENCE);
        assertThat(steps().subList(0, before.size()))
                .extracting(Step::asCommitted)
                .isEqualTo(before.stream().map(Step::asCommitted).toList());
    }
}
