package dev.tilewright.evolve.memory;

import static dev.tilewright.evolve.memory.Words.CPU;
import static dev.tilewright.evolve.memory.Words.GPU;
import static dev.tilewright.evolve.memory.Words.WORKLOAD;
import static dev.tilewright.evolve.memory.Words.candidate;
import static dev.tilewright.evolve.memory.Words.confirmed;
import static dev.tilewright.evolve.memory.Words.ok;
import static dev.tilewright.evolve.memory.Words.recalled;
import static dev.tilewright.evolve.memory.Words.run;
import static dev.tilewright.evolve.memory.Words.settlement;
import static dev.tilewright.evolve.memory.Words.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Genome;
import dev.tilewright.evolve.candidate.Measurement;
import dev.tilewright.evolve.candidate.Settlement;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.memory.Words.Word;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqliteMemoryTest {

    @TempDir
    private Path folder;

    private Store store;
    private Memory memory;

    @BeforeEach
    void open() {
        reopen();
        memory.begin(run("first", CPU));
    }

    private void reopen() {
        store = Store.open(folder.resolve("deeper/memory.db").toString());
        memory = store.memory(Words.CODEC);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Optional<Evaluation> recall(Candidate candidate) {
        return memory.recall(WORKLOAD, CPU, candidate.hash());
    }

    @Test
    void aRunAndItsStepsAreReadAsTheyWereWrittenAfterReopening() {
        Step seed = step(0, candidate(0), ok(1));
        Candidate child = candidate(1, seed.candidate().hash());
        Step faster = confirmed(step(1, child, ok(2)), Verdict.FITTER, 2.1);
        Step wrong =
                step(2, candidate(2, child.hash(), "word 0"), Evaluation.failed(Status.WRONG_RESULT, "C[3] is NaN", 9));
        memory.commit("first", seed);
        memory.commit("first", faster);
        memory.commit("first", wrong);
        store.close();
        reopen();
        assertThat(memory.run("first")).contains(run("first", CPU));
        assertThat(memory.steps("first")).containsExactly(seed, faster, wrong);
        assertThat(memory.counts("first")).isEqualTo(Map.of(Status.OK, 2, Status.WRONG_RESULT, 1));
    }

    @Test
    void aStepCanBeConfirmedAfterOthersWereCommittedAndOnlyOnce() {
        Step seed = step(0, candidate(0), ok(1));
        Step child = step(1, candidate(1), ok(2));
        memory.commit("first", seed);
        memory.commit("first", child);
        memory.commit("first", step(2, candidate(2), ok(1.5)));
        Settlement settlement = settlement(Verdict.FITTER, 2.1, 2);
        memory.confirm("first", child.settled(settlement));
        store.close();
        reopen();

        Step read = memory.steps("first").get(1);
        assertThat(read).isEqualTo(child.settled(settlement));
        assertThat(read.asCommitted()).isEqualTo(child);
        assertThat(best()).isEqualTo(child.candidate());
        assertThatExceptionOfType(MemoryException.class)
                .isThrownBy(() -> memory.confirm("first", child.settled(settlement)))
                .withMessage("run first has no step 1 that waits for a confirmation");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> memory.confirm("first", child))
                .withMessage("step 1 has no confirmation");
    }

    @Test
    void aStepThatIsRefutedLaterIsKnownAsWrong() {
        Step child = step(0, candidate(1), ok(2));
        memory.commit("first", child);
        memory.confirm("first", child.settled(settlement(Verdict.REFUTED, 2.1, 0)));

        assertThat(recall(child.candidate()).orElseThrow().status()).isEqualTo(Status.WRONG_RESULT);
        assertThat(memory.best(WORKLOAD, CPU)).isEmpty();
    }

    @Test
    void anOutcomeIsKnownForItsTaskProblemHardwareAndHashOnly() {
        Candidate candidate = candidate(1);
        memory.commit("first", step(0, candidate, ok(1)));
        assertThat(recall(candidate)).contains(ok(1));
        assertThat(memory.recall(new Workload("other", "N=1024"), CPU, candidate.hash()))
                .isEmpty();
        assertThat(memory.recall(new Workload("words", "N=64"), CPU, candidate.hash()))
                .isEmpty();
        assertThat(memory.recall(WORKLOAD, GPU, candidate.hash())).isEmpty();
        assertThat(recall(candidate(2))).isEmpty();
    }

    /** Sizes are sorted by name, as earlier versions sorted them: M before M1. */
    @ParameterizedTest
    @CsvSource({"'M=8,N=4', 'N=4,M=8', 'M=8,N=4'", "'M1=8,M=4', 'M=4,M1=8', 'M=4,M1=8'", "'', '', ''"})
    void theOrderInWhichSizesAreGivenDoesNotCount(String forth, String back, String key) {
        Run sized = new Run("sized", new Workload("t", forth), CPU, "opencl:0", "{}", "0.1.0", Instant.EPOCH);
        memory.begin(sized);
        memory.commit("sized", step(0, candidate(1), ok(1)));
        assertThat(memory.recall(new Workload("t", back), CPU, candidate(1).hash()))
                .isPresent();
        assertThat(memory.run("sized")).contains(sized);
        assertThat(sized.workload().key()).isEqualTo(key);
    }

    @Test
    void candidatesWithOneHashAreKeptAsTheyAreAndKnownAsOne() {
        Candidate loud = new Candidate(new Word("WORD 1"), candidate(1).lineage());
        memory.commit("first", step(0, candidate(1), ok(1)));
        memory.commit("first", recalled(step(1, loud, ok(1))));
        assertThat(memory.steps("first")).extracting(Step::candidate).containsExactly(candidate(1), loud);
        assertThat(recall(loud)).contains(ok(1));
    }

    @Test
    void aRecalledStepThatIsRefutedIsWrongForEverybody() {
        memory.commit("first", step(0, candidate(1), ok(2)));
        memory.begin(run("second", CPU));
        Step again = recalled(step(0, candidate(1), ok(2)));
        memory.commit("second", again);
        memory.confirm("second", again.settled(settlement(Verdict.REFUTED, 2.1, 0)));
        assertThat(recall(candidate(1)).orElseThrow().status()).isEqualTo(Status.WRONG_RESULT);
        assertThat(memory.best(WORKLOAD, CPU)).isEmpty();
        assertThat(memory.steps("first").getFirst().evaluation())
                .as("what the first run saw")
                .isEqualTo(ok(2));
    }

    @Test
    void runsOfAnotherDomainAreNotSeen() {
        memory.commit("first", step(0, candidate(1), ok(2)));
        Memory other = store.memory(new Codec() {
            @Override
            public String domain() {
                return "other";
            }

            @Override
            public Encoded write(Genome genome) {
                return Words.CODEC.write(genome);
            }

            @Override
            public Genome genome(Encoded encoded) {
                return Words.CODEC.genome(encoded);
            }

            @Override
            public String write(Measurement measurement) {
                return Words.CODEC.write(measurement);
            }

            @Override
            public Measurement evaluation(String json) {
                return Words.CODEC.evaluation(json);
            }

            @Override
            public Measurement comparison(String json) {
                return Words.CODEC.comparison(json);
            }
        });
        assertThat(other.runs()).isEmpty();
        assertThat(other.run("first")).isEmpty();
        assertThat(other.best(WORKLOAD, CPU)).isEmpty();
    }

    @Test
    void aCandidateThatTimedOutIsKnown() {
        Evaluation timeout = Evaluation.failed(Status.TIMEOUT, "no answer in 10 s", 0);
        memory.commit("first", step(0, candidate(1), timeout));
        assertThat(recall(candidate(1))).contains(timeout);
    }

    @Test
    void aRecalledOutcomeDoesNotReplaceTheKnownOne() {
        Candidate candidate = candidate(1);
        memory.commit("first", step(0, candidate, ok(1)));
        Step same = recalled(step(1, candidate, ok(1)));
        Step free = recalled(step(2, candidate, Evaluation.failed(Status.REJECTED, "again", 0)));
        memory.commit("first", same);
        memory.commit("first", free);
        assertThat(recall(candidate)).contains(ok(1));
        assertThat(memory.steps("first").subList(1, 3)).containsExactly(same, free);
    }

    @Test
    void aCandidateThatAConfirmationRefutedIsKnownAsWrongAndNeverBest() {
        Candidate cheat = candidate(1);
        memory.commit("first", step(0, candidate(0), ok(1)));
        memory.commit("first", confirmed(step(1, cheat, ok(10)), Verdict.REFUTED, 10));
        assertThat(recall(cheat).orElseThrow().status()).isEqualTo(Status.WRONG_RESULT);
        assertThat(recall(cheat).orElseThrow().diagnostics()).isEqualTo("refuted by a confirmation: because");
        assertThat(best()).isEqualTo(candidate(0));
    }

    private Candidate best() {
        return memory.best(WORKLOAD, CPU).orElseThrow().step().candidate();
    }

    @Test
    void theBestIsTheLastNewBestOfTheFittestRun() {
        assertThat(memory.best(WORKLOAD, CPU)).isEmpty();
        memory.commit("first", step(0, candidate(0), ok(1)));
        memory.commit("first", step(1, candidate(1), ok(100)));
        assertThat(best()).as("nothing is confirmed: what the run began with").isEqualTo(candidate(0));
        Step early = confirmed(step(2, candidate(2), ok(1.7)), Verdict.FITTER, 1.8);
        Step late = confirmed(step(3, candidate(3), ok(1.8)), Verdict.FITTER, 1.75);
        memory.commit("first", early);
        memory.commit("first", late);
        memory.commit("first", confirmed(step(4, candidate(4), ok(2)), Verdict.NOT_FITTER, 1));
        assertThat(best()).as("the last to beat the one before").isEqualTo(candidate(3));
        memory.begin(run("second", CPU));
        memory.begin(run("elsewhere", GPU));
        memory.commit("second", confirmed(step(0, candidate(5), ok(3)), Verdict.FITTER, 1.85));
        memory.commit("elsewhere", confirmed(step(0, candidate(6), ok(1)), Verdict.FITTER, 1));
        Memory.Best best = memory.best(WORKLOAD, CPU).orElseThrow();
        assertThat(best.step().candidate()).isEqualTo(candidate(5));
        assertThat(best.run()).isEqualTo("second");
        assertThat(best.step().confirmation().orElseThrow().fitness()).hasValue(1.85);
    }

    @Test
    void aLineageIsFollowedIntoEarlierRuns() {
        Candidate seed = candidate(0);
        Candidate child = candidate(1, seed.hash());
        Candidate grandchild = candidate(2, child.hash(), seed.hash());
        memory.commit("first", step(0, seed, ok(1)));
        memory.commit("first", step(1, child, ok(1.5)));
        memory.begin(run("second", CPU));
        memory.commit("second", step(0, grandchild, ok(1.7)));
        assertThat(memory.lineage("second", grandchild.hash()))
                .extracting(Step::candidate)
                .containsExactly(seed, child, grandchild);
        assertThat(memory.lineage("second", "unknown")).isEmpty();
    }

    @Test
    void runsAreListedNewestFirst() {
        memory.begin(run("second", GPU));
        assertThat(memory.runs()).extracting(Run::id).containsExactly("second", "first");
        assertThat(memory.runs().getFirst().hardware()).isEqualTo(GPU);
        assertThat(memory.run("third")).isEmpty();
    }

    @Test
    void nothingIsWrittenTwiceAndNothingWithoutItsRun() {
        memory.commit("first", step(0, candidate(0), ok(1)));
        assertThatExceptionOfType(MemoryException.class)
                .isThrownBy(() -> memory.commit("first", step(0, candidate(1), ok(1))))
                .withMessage("run first has a step 0 already: another process continues it");
        assertThatExceptionOfType(MemoryException.class)
                .isThrownBy(() -> memory.commit("third", step(0, candidate(1), ok(1))))
                .withMessage("no run is called third");
        assertThatExceptionOfType(MemoryException.class)
                .isThrownBy(() -> memory.begin(run("first", CPU)))
                .withMessage("a run is called first already");
        assertThat(recall(candidate(1))).isEmpty();
    }

    @Test
    void whatARunBelievedIsReplacedByWhatItBelievedLast() {
        assertThat(memory.insight("first")).isEmpty();
        memory.keepInsight("first", "{}");
        memory.keepInsight("first", "{\"a\":1}");
        assertThat(memory.insight("first")).contains("{\"a\":1}");
    }

    @Test
    void policiesAndFactsAreKeptPerHardwareAndTheLastCounts() {
        memory.keepPolicy("thompson", "words", CPU, "{}");
        memory.keepPolicy("thompson", "words", CPU, "{\"a\":1}");
        memory.keepFact(CPU, "peaks", "[1]");
        memory.keepFact(CPU, "peaks", "[2]");
        store.close();
        reopen();
        assertThat(memory.policy("thompson", "words", CPU)).contains("{\"a\":1}");
        assertThat(memory.policy("thompson", "words", GPU)).isEmpty();
        assertThat(memory.policy("uniform", "words", CPU)).isEmpty();
        assertThat(memory.fact(CPU, "peaks")).contains("[2]");
        assertThat(memory.fact(GPU, "peaks")).isEmpty();
    }

    @Test
    void longDiagnosticsLoseTheirMiddle() {
        Evaluation loud = Evaluation.failed(Status.BUILD_ERROR, "first" + "x".repeat(100_000) + "last", 0);
        memory.commit("first", step(0, candidate(0), loud));
        assertThat(memory.steps("first").getFirst().evaluation().diagnostics())
                .startsWith("firstxxx")
                .endsWith("xxxlast")
                .contains("84009 characters left out")
                .hasSizeLessThan(16_100);
    }

    @Test
    void twoMemoriesShareOneFile() {
        try (Store second = Store.open("jdbc:sqlite:" + folder.resolve("deeper/memory.db"))) {
            Memory other = second.memory(Words.CODEC);
            other.begin(run("second", CPU));
            Thread writer = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 50; i++) {
                    other.commit("second", step(i, candidate(i), ok(1)));
                }
            });
            for (int i = 0; i < 50; i++) {
                memory.commit("first", step(i, candidate(100 + i), ok(1.5)));
            }
            assertThat(joined(writer)).isTrue();
            assertThat(memory.steps("second")).hasSize(50);
            assertThat(other.steps("first")).hasSize(50);
        }
    }

    private static boolean joined(Thread thread) {
        try {
            return thread.join(Duration.ofSeconds(30));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Keeps the text of the last statement, with a question mark for each parameter. */
    private static final class LastStatement implements SqlLogger {

        private final List<String> statements = new ArrayList<>();

        @Override
        public void logAfterExecution(StatementContext context) {
            statements.add(context.getParsedSql().getSql());
        }
    }

    @Test
    void aCandidateIsRecalledByAnIndexHoweverManyThereAre() {
        memory.commit("first", step(0, candidate(0), ok(1)));
        LastStatement last = new LastStatement();
        store.read(handle -> handle.getConfig(SqlStatements.class).setSqlLogger(last));
        recall(candidate(0));
        String recall = last.statements.getLast();
        List<String> plan = store.read(handle -> {
            var explain = handle.createQuery("EXPLAIN QUERY PLAN " + recall);
            for (int parameter = 0;
                    parameter < recall.chars().filter(c -> c == '?').count();
                    parameter++) {
                explain.bind(parameter, "x");
            }
            return explain.map((row, context) -> row.getString("detail")).list();
        });
        assertThat(plan)
                .contains("SEARCH e USING INDEX evaluation_key (hash=? AND hardware_id=? AND workload_id=?)")
                .noneMatch(detail -> detail.startsWith("SCAN") || detail.contains("TEMP B-TREE"));
    }

    /** Flyway refuses a schema that it has no history of; and it takes ten times as long as the rest of opening. */
    @Test
    void aCurrentFileIsOpenedWithoutFlyway() {
        memory.commit("first", step(0, candidate(0), ok(1)));
        store.write(handle -> handle.execute("DROP TABLE flyway_schema_history"));
        store.close();
        reopen();
        assertThat(memory.steps("first")).containsExactly(step(0, candidate(0), ok(1)));
    }
}
