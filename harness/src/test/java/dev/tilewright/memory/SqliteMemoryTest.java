package dev.tilewright.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tilewright.kernels.genome.Examples;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.task.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteMemoryTest {

    static final Hardware CPU = new Hardware("opencl", "GenuineIntel", "Xeon(R) @ 2.5 GHz", "skylake", "PoCL 3.1");
    private static final Hardware GPU = new Hardware("opencl", "NVIDIA", "H100", "sm_90", "550.1");
    private static final Problem VECTORS = Examples.vectors(1024);

    @TempDir
    private Path folder;

    private Memory memory;

    @BeforeEach
    void open() {
        reopen();
        memory.begin(newRun("first", CPU));
    }

    private void reopen() {
        memory = Memories.open(folder.resolve("deeper/memory.db").toString());
    }

    @AfterEach
    void close() {
        memory.close();
    }

    static Run newRun(String id, Hardware hardware) {
        return new Run(
                id,
                "scale-add",
                VECTORS,
                hardware,
                "opencl:0",
                "{\"seed\": 1}",
                "0.1.0",
                Instant.parse("2026-01-02T03:04:05.123456789Z"));
    }

    static Evaluation ok(double nanos) {
        return new Evaluation(
                Status.OK,
                Optional.of(new TimeEstimate(nanos, nanos * 0.99, nanos * 1.01, 20)),
                Optional.of(new TimeEstimate(nanos + 50, nanos, nanos + 100, 20)),
                OptionalDouble.of(1e-7),
                List.of(VECTORS, Examples.vectors(64)),
                "",
                new Evaluation.Cost(70_000_000, 3_000_000, 75_000_000));
    }

    static Step step(int ordinal, Candidate candidate, Evaluation evaluation) {
        return new Step(
                ordinal,
                candidate,
                evaluation,
                false,
                0.25,
                Optional.empty(),
                Instant.parse("2026-01-02T03:04:06Z").plusMillis(ordinal));
    }

    private static Step confirmed(Step step, Confirmation.Verdict verdict, double challengerNanos) {
        Confirmation confirmation = new Confirmation(
                verdict,
                new TimeEstimate(2 * challengerNanos, challengerNanos, 3 * challengerNanos, 30),
                new TimeEstimate(challengerNanos, challengerNanos, challengerNanos, 30),
                Double.NaN,
                List.of(VECTORS),
                "confirm-3.json",
                "because");
        return new Step(
                step.ordinal(),
                step.candidate(),
                step.evaluation(),
                step.recalled(),
                step.reward(),
                Optional.of(confirmation),
                step.committed());
    }

    private static Step recalled(Step step) {
        return new Step(
                step.ordinal(), step.candidate(), step.evaluation(), true, 0, step.confirmation(), step.committed());
    }

    private Optional<Evaluation> recall(Candidate candidate) {
        return memory.recall("scale-add", VECTORS, CPU, candidate.hash());
    }

    @Test
    void aRunAndItsStepsAreReadAsTheyWereWrittenAfterReopening() {
        Step seed = step(0, Examples.candidate(0), ok(5000));
        Candidate child = Examples.candidate(1, seed.candidate().hash());
        Step faster = confirmed(step(1, child, ok(2500)), Confirmation.Verdict.FASTER, 2400);
        Step wrong = step(
                2,
                Examples.candidate(2, child.hash()),
                new Evaluation(
                        Status.WRONG_RESULT,
                        Optional.empty(),
                        Optional.empty(),
                        OptionalDouble.of(Double.NaN),
                        List.of(),
                        "C[3] is NaN",
                        Evaluation.Cost.NONE));
        memory.commit("first", seed);
        memory.commit("first", faster);
        memory.commit("first", wrong);
        memory.close();
        reopen();
        assertThat(memory.run("first")).contains(newRun("first", CPU));
        assertThat(memory.steps("first")).containsExactly(seed, faster, wrong);
        assertThat(memory.counts("first")).isEqualTo(Map.of(Status.OK, 2, Status.WRONG_RESULT, 1));
    }

    @Test
    void aStepCanBeConfirmedAfterOthersWereCommittedAndOnlyOnce() {
        Step seed = step(0, Examples.candidate(0), ok(5000));
        Step child = step(1, Examples.candidate(1), ok(2500));
        memory.commit("first", seed);
        memory.commit("first", child);
        memory.commit("first", step(2, Examples.candidate(2), ok(4000)));
        Confirmation confirmation = confirmed(child, Confirmation.Verdict.FASTER, 2400)
                .confirmation()
                .orElseThrow();
        memory.confirm("first", child.confirmed(confirmation, 2));
        memory.close();
        reopen();

        Step read = memory.steps("first").get(1);
        assertThat(read).isEqualTo(child.confirmed(confirmation, 2));
        assertThat(read.asCommitted()).isEqualTo(child);
        assertThat(memory.best("scale-add", VECTORS, CPU).orElseThrow().candidate())
                .isEqualTo(child.candidate());
        assertThatThrownBy(() -> memory.confirm("first", child.confirmed(confirmation, 2)))
                .isInstanceOf(MemoryException.class)
                .hasMessageContaining("no step 1 that waits");
    }

    @Test
    void aStepThatIsRefutedLaterIsKnownAsWrong() {
        Step child = step(0, Examples.candidate(1), ok(2500));
        memory.commit("first", child);
        Confirmation refuted = confirmed(child, Confirmation.Verdict.REFUTED, 2400)
                .confirmation()
                .orElseThrow();
        memory.confirm("first", child.confirmed(refuted, 0));

        assertThat(recall(child.candidate()).orElseThrow().status()).isEqualTo(Status.WRONG_RESULT);
        assertThat(memory.best("scale-add", VECTORS, CPU)).isEmpty();
    }

    @Test
    void anOutcomeIsKnownForItsTaskProblemHardwareAndHashOnly() {
        Candidate candidate = Examples.candidate(1);
        memory.commit("first", step(0, candidate, ok(5000)));
        assertThat(recall(candidate)).contains(ok(5000));
        assertThat(memory.recall("other-task", VECTORS, CPU, candidate.hash())).isEmpty();
        assertThat(memory.recall("scale-add", Examples.vectors(64), CPU, candidate.hash()))
                .isEmpty();
        assertThat(memory.recall("scale-add", VECTORS, GPU, candidate.hash())).isEmpty();
        assertThat(recall(Examples.candidate(2))).isEmpty();
    }

    @Test
    void theOrderInWhichSizesAreGivenDoesNotCount() {
        LinkedHashMap<String, Long> forth = new LinkedHashMap<>();
        forth.put("M", 8L);
        forth.put("N", 4L);
        LinkedHashMap<String, Long> back = new LinkedHashMap<>();
        back.put("N", 4L);
        back.put("M", 8L);
        Run run = new Run("sized", "t", new Problem(forth), CPU, "opencl:0", "{}", "0.1.0", Instant.EPOCH);
        memory.begin(run);
        memory.commit("sized", step(0, Examples.candidate(1), ok(5000)));
        assertThat(memory.recall(
                        "t", new Problem(back), CPU, Examples.candidate(1).hash()))
                .isPresent();
        assertThat(memory.run("sized").orElseThrow().problem().toString()).isEqualTo("M=8,N=4");
    }

    @Test
    void aCandidateThatTimedOutIsKnown() {
        Evaluation timeout = Evaluation.failed(Status.TIMEOUT, "no answer in 10 s", Evaluation.Cost.NONE);
        memory.commit("first", step(0, Examples.candidate(1), timeout));
        assertThat(recall(Examples.candidate(1))).contains(timeout);
    }

    @Test
    void aRecalledOutcomeDoesNotReplaceTheKnownOne() {
        Candidate candidate = Examples.candidate(1);
        memory.commit("first", step(0, candidate, ok(5000)));
        Step same = recalled(step(1, candidate, ok(5000)));
        Step free = recalled(step(2, candidate, Evaluation.failed(Status.REJECTED, "again", Evaluation.Cost.NONE)));
        memory.commit("first", same);
        memory.commit("first", free);
        assertThat(recall(candidate)).contains(ok(5000));
        assertThat(memory.steps("first").subList(1, 3)).containsExactly(same, free);
    }

    @Test
    void aCandidateThatAConfirmationRefutedIsKnownAsWrongAndNeverBest() {
        Candidate cheat = Examples.candidate(1);
        memory.commit("first", step(0, Examples.candidate(0), ok(5000)));
        memory.commit("first", confirmed(step(1, cheat, ok(10)), Confirmation.Verdict.REFUTED, 10));
        assertThat(recall(cheat).orElseThrow().status()).isEqualTo(Status.WRONG_RESULT);
        assertThat(recall(cheat).orElseThrow().diagnostics()).isEqualTo("refuted by a confirmation: because");
        assertThat(best()).isEqualTo(Examples.candidate(0));
    }

    private Candidate best() {
        return memory.best("scale-add", VECTORS, CPU).orElseThrow().candidate();
    }

    @Test
    void theBestIsTheLastNewBestOfTheFastestRun() {
        assertThat(memory.best("scale-add", VECTORS, CPU)).isEmpty();
        memory.commit("first", step(0, Examples.candidate(0), ok(5000)));
        memory.commit("first", step(1, Examples.candidate(1), ok(100)));
        assertThat(best()).as("nothing is confirmed: what the run began with").isEqualTo(Examples.candidate(0));
        Step early = confirmed(step(2, Examples.candidate(2), ok(3000)), Confirmation.Verdict.FASTER, 2900);
        Step late = confirmed(step(3, Examples.candidate(3), ok(2900)), Confirmation.Verdict.FASTER, 2950);
        memory.commit("first", early);
        memory.commit("first", late);
        memory.commit("first", confirmed(step(4, Examples.candidate(4), ok(2)), Confirmation.Verdict.NOT_FASTER, 1));
        assertThat(best()).as("the last to beat the one before").isEqualTo(Examples.candidate(3));
        memory.begin(newRun("second", CPU));
        memory.begin(newRun("elsewhere", GPU));
        memory.commit("second", confirmed(step(0, Examples.candidate(5), ok(3)), Confirmation.Verdict.FASTER, 2800));
        memory.commit("elsewhere", confirmed(step(0, Examples.candidate(6), ok(1)), Confirmation.Verdict.FASTER, 1));
        Memory.Best best = memory.best("scale-add", VECTORS, CPU).orElseThrow();
        assertThat(best.candidate()).isEqualTo(Examples.candidate(5));
        assertThat(best.run()).isEqualTo("second");
        assertThat(best.confirmation().orElseThrow().challenger().medianNanos()).isEqualTo(2800);
    }

    @Test
    void aLineageIsFollowedIntoEarlierRuns() {
        Candidate seed = Examples.candidate(0);
        Candidate child = Examples.candidate(1, seed.hash());
        Candidate grandchild = Examples.candidate(2, child.hash(), seed.hash());
        memory.commit("first", step(0, seed, ok(5000)));
        memory.commit("first", step(1, child, ok(4000)));
        memory.begin(newRun("second", CPU));
        memory.commit("second", step(0, grandchild, ok(3000)));
        assertThat(memory.lineage("second", grandchild.hash()))
                .extracting(Step::candidate)
                .containsExactly(seed, child, grandchild);
        assertThat(memory.lineage("second", "unknown")).isEmpty();
    }

    @Test
    void runsAreListedNewestFirst() {
        memory.begin(newRun("second", GPU));
        assertThat(memory.runs()).extracting(Run::id).containsExactly("second", "first");
        assertThat(memory.runs().getFirst().hardware()).isEqualTo(GPU);
        assertThat(memory.run("third")).isEmpty();
    }

    @Test
    void nothingIsWrittenTwiceAndNothingWithoutItsRun() {
        memory.commit("first", step(0, Examples.candidate(0), ok(5000)));
        assertThatExceptionOfType(MemoryException.class)
                .isThrownBy(() -> memory.commit("first", step(0, Examples.candidate(1), ok(1))))
                .withMessage("run first has a step 0 already");
        assertThatExceptionOfType(MemoryException.class)
                .isThrownBy(() -> memory.commit("third", step(0, Examples.candidate(1), ok(1))))
                .withMessage("no run is called third");
        assertThatExceptionOfType(MemoryException.class)
                .isThrownBy(() -> memory.begin(newRun("first", CPU)))
                .withMessage("a run is called first already");
        assertThat(recall(Examples.candidate(1))).isEmpty();
    }

    @Test
    void policiesAndFactsAreKeptPerHardwareAndTheLastCounts() {
        memory.keepPolicy("thompson", "scale-add", CPU, "{}");
        memory.keepPolicy("thompson", "scale-add", CPU, "{\"a\":1}");
        memory.keepFact(CPU, "peaks", "[1]");
        memory.keepFact(CPU, "peaks", "[2]");
        memory.close();
        reopen();
        assertThat(memory.policy("thompson", "scale-add", CPU)).contains("{\"a\":1}");
        assertThat(memory.policy("thompson", "scale-add", GPU)).isEmpty();
        assertThat(memory.policy("uniform", "scale-add", CPU)).isEmpty();
        assertThat(memory.fact(CPU, "peaks")).contains("[2]");
        assertThat(memory.fact(GPU, "peaks")).isEmpty();
    }

    @Test
    void longDiagnosticsLoseTheirMiddle() {
        Evaluation loud =
                Evaluation.failed(Status.BUILD_ERROR, "first" + "x".repeat(100_000) + "last", Evaluation.Cost.NONE);
        memory.commit("first", step(0, Examples.candidate(0), loud));
        assertThat(memory.steps("first").getFirst().evaluation().diagnostics())
                .startsWith("firstxxx")
                .endsWith("xxxlast")
                .contains("84009 characters left out")
                .hasSizeLessThan(16_100);
    }

    @Test
    void twoMemoriesShareOneFile() {
        try (Memory other = Memories.open("jdbc:sqlite:" + folder.resolve("deeper/memory.db"))) {
            other.begin(newRun("second", CPU));
            Thread writer = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 50; i++) {
                    other.commit("second", step(i, Examples.candidate(i), ok(5000)));
                }
            });
            for (int i = 0; i < 50; i++) {
                memory.commit("first", step(i, Examples.candidate(100 + i), ok(4000)));
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

    @Test
    void recallTakesLessThanAMillisecondAndOpeningLessThan150() {
        for (int i = 0; i < 500; i++) {
            memory.commit("first", step(i, Examples.candidate(i), ok(5000)));
        }
        String hash = Examples.candidate(123).hash();
        for (int i = 0; i < 500; i++) {
            memory.recall("scale-add", VECTORS, CPU, hash);
        }
        long[] nanos = new long[101];
        for (int i = 0; i < nanos.length; i++) {
            long start = System.nanoTime();
            assertThat(memory.recall("scale-add", VECTORS, CPU, hash)).isPresent();
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        memory.close();
        long start = System.nanoTime();
        reopen();
        long opening = System.nanoTime() - start;
        assertThat(nanos[50]).as("median of recalls, ns").isLessThan(1_000_000);
        assertThat(opening).as("opening, ns").isLessThan(150_000_000);
    }
}
