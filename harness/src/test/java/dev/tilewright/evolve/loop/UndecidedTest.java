package dev.tilewright.evolve.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.loop.EvolutionOutcome.Reason;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Store;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the harness fails at is nobody's fault: it is told, tried again, and neither paid for nor remembered. */
class UndecidedTest {

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

    private List<Step> undecided(String run) {
        return memory.steps(run).stream().filter(step -> !step.isDecided()).toList();
    }

    private EvolutionOutcome run(BitSearch search, String run, SerialEvaluator.Judge judge) {
        try (Evaluator evaluator = new SerialEvaluator(judge)) {
            return search.run(run, evaluator, memory);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatIsUndecidedIsTriedAgainLaterAndDecidedThen(long seed) {
        FaultyHarness harness = new FaultyHarness(new BitJudge(), 0.1, seed);
        EvolutionOutcome outcome = run(BitSearch.of(seed, 120), "r", harness);

        assertThat(outcome.ending().reason()).isEqualTo(Reason.EVALUATIONS);
        assertThat(outcome.evaluated()).as("a try again costs nothing").isEqualTo(120);
        assertThat(outcome.best().orElseThrow().evaluation().fitness()).hasValue(BitStrings.HIGHEST);
        List<Step> steps = memory.steps("r");
        assertThat(undecided("r")).hasSizeGreaterThan(5).allSatisfy(step -> {
            assertThat(step.reward()).isZero();
            assertThat(steps.stream()
                                    .filter(other -> other.candidate()
                                            .hash()
                                            .equals(step.candidate().hash()))
                                    .anyMatch(other -> other.isDecided() && other.ordinal() > step.ordinal())
                            || tries(steps, step) == Retries.TRIES)
                    .isTrue();
        });
        assertThat(steps)
                .filteredOn(Step::isDecided)
                .extracting(step -> step.candidate().hash())
                .doesNotHaveDuplicates();
    }

    private static long tries(List<Step> steps, Step step) {
        return steps.stream()
                .filter(other ->
                        other.candidate().hash().equals(step.candidate().hash()))
                .count();
    }

    @Test
    void whatIsUndecidedIsNotRemembered() {
        FaultyHarness harness = new FaultyHarness(new BitJudge(), 0.2, 1);
        run(BitSearch.of(1, 60), "r", harness);
        assertThat(undecided("r"))
                .isNotEmpty()
                .allSatisfy(step -> assertThat(memory.recall(
                                        BitSearch.WORKLOAD,
                                        BitSearch.HARDWARE,
                                        step.candidate().hash())
                                .map(Evaluation::status))
                        .isNotEqualTo(java.util.Optional.of(Status.UNDECIDED)));
        assertThat(memory.counts("r"))
                .containsEntry(Status.UNDECIDED, undecided("r").size());
    }

    @Test
    void noArmLearnsFromWhatIsUndecided() {
        Recorder controller = new Recorder();
        run(BitSearch.of(1, 150).learning(controller), "r", new FaultyHarness(new BitJudge(), 0.2, 1));
        long paid = memory.steps("r").stream()
                .filter(Step::isDecided)
                .filter(step -> !step.candidate().lineage().decision().isEmpty())
                .mapToLong(step -> step.candidate()
                        .lineage()
                        .decision()
                        .orElseThrow()
                        .arms()
                        .size())
                .sum();
        assertThat(undecided("r")).hasSizeGreaterThan(10);
        assertThat(controller.told(Recorder.Learned.class)).hasSizeGreaterThanOrEqualTo((int) paid);
        assertThat(controller.told(Recorder.Learned.class).stream()
                        .filter(told -> told.reward() == 0 && !told.arm().kind().equals(Decision.PARENTS))
                        .count())
                .isEqualTo(memory.steps("r").stream()
                        .filter(Step::isDecided)
                        .filter(step -> step.reward() == 0)
                        .mapToLong(step -> step.candidate().lineage().decision().stream()
                                .mapToLong(decision -> decision.arms().size())
                                .sum())
                        .sum());
    }

    /** Fails at the first comparison of each string. */
    private static SerialEvaluator.Judge comparingTwice(BitJudge judge, List<String> first) {
        return new SerialEvaluator.Judge() {
            @Override
            public Evaluation evaluate(Candidate candidate, OptionalDouble incumbent) {
                return judge.evaluate(candidate, incumbent);
            }

            @Override
            public Confirmation compare(Candidate incumbent, double fitness, Candidate challenger) {
                if (first.contains(challenger.hash())) {
                    return judge.compare(incumbent, fitness, challenger);
                }
                first.add(challenger.hash());
                return Confirmation.undecided("the clock is busy");
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void anUndecidedComparisonKeepsTheContenderAndIsMadeAgain() {
        List<String> first = new ArrayList<>();
        List<Confirmation> told = new ArrayList<>();
        try (Evaluator evaluator = new SerialEvaluator(comparingTwice(new BitJudge(), first))) {
            EvolutionOutcome outcome = BitSearch.of(1, 120)
                    .evolution("r", evaluator, memory)
                    .run(new EvolutionListener() {
                        @Override
                        public void onStep(Progress progress) {}

                        @Override
                        public void onConfirmation(Progress progress) {
                            told.add(progress.step().confirmation().orElseThrow());
                        }
                    });
            assertThat(outcome.best().orElseThrow().evaluation().fitness()).hasValue(BitStrings.HIGHEST);
        }
        assertThat(told).filteredOn(Confirmation::isUndecided).hasSize(first.size());
        assertThat(first).isNotEmpty().doesNotHaveDuplicates();
        Map<String, Step> steps = memory.steps("r").stream()
                .collect(Collectors.toMap(step -> step.candidate().hash(), step -> step));
        assertThat(first).anyMatch(hash -> steps.get(hash).is(Verdict.FITTER));
    }

    @Test
    void whatStaysUndecidedIsGivenUpAndHeldAgainstNobody() {
        List<String> compared = new ArrayList<>();
        SerialEvaluator.Judge judge = new SerialEvaluator.Judge() {
            private final BitJudge right = new BitJudge();

            @Override
            public Evaluation evaluate(Candidate candidate, OptionalDouble incumbent) {
                return right.evaluate(candidate, incumbent);
            }

            @Override
            public Confirmation compare(Candidate incumbent, double fitness, Candidate challenger) {
                compared.add(challenger.hash());
                return Confirmation.undecided("the clock is busy");
            }

            @Override
            public void close() {}
        };
        EvolutionOutcome outcome = run(BitSearch.of(1, 40), "r", judge);
        assertThat(outcome.best()).isEqualTo(outcome.baseline());
        assertThat(compared.stream()
                        .collect(Collectors.groupingBy(hash -> hash, Collectors.counting()))
                        .values())
                .isNotEmpty()
                .allMatch(times -> times <= Retries.TRIES);
        assertThat(memory.steps("r"))
                .filteredOn(step -> step.is(Verdict.UNDECIDED))
                .isNotEmpty()
                .allMatch(step -> step.standing().ok());
    }

    @Test
    void aMachineThatDecidesNothingEndsTheSearchSoon() {
        int[] asked = new int[1];
        BitJudge right = new BitJudge();
        SerialEvaluator.Judge failing = new SerialEvaluator.Judge() {
            @Override
            public Evaluation evaluate(Candidate candidate, OptionalDouble incumbent) {
                return ++asked[0] > 20 ? Evaluation.undecided("no memory", 1) : right.evaluate(candidate, incumbent);
            }

            @Override
            public Confirmation compare(Candidate incumbent, double fitness, Candidate challenger) {
                return Confirmation.undecided("no memory");
            }

            @Override
            public void close() {}
        };
        EvolutionOutcome outcome = run(BitSearch.of(1, 120), "r", failing);
        assertThat(outcome.ending().reason()).isEqualTo(Reason.UNDECIDED);
        assertThat(outcome.ending().explanation())
                .matches(
                        "the search ended because the last 1[2-5] evaluations and comparisons decided nothing: no memory");
        assertThat(asked[0]).isLessThan(20 + 15);

        EvolutionOutcome resumed = run(BitSearch.of(1, 120), "r", new BitJudge());
        assertThat(resumed.ending().reason()).isEqualTo(Reason.EVALUATIONS);
        assertThat(resumed.best().orElseThrow().evaluation().fitness()).hasValue(BitStrings.HIGHEST);
    }

    /** Whatever ends it, and however much of it is undecided, a run is repeated from its record, and goes on from there. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void aRunWithUndecidedOutcomesIsRepeatedExactlyHoweverItIsStopped(long seed) {
        Random random = new Random(seed);
        BitSearch search = BitSearch.of(seed, 100).on(2);
        int evaluations = 20;
        for (int go = 0; go < 6; go++) {
            int stop = random.nextInt(60);
            boolean stops = random.nextBoolean();
            FaultyHarness harness = new FaultyHarness(new BitJudge(), 0.25, random.nextLong());
            Evolution[] running = new Evolution[1];
            running[0] = search.until(Budget.of(evaluations, java.util.Optional.empty()))
                    .evolution("r", new RandomEvaluator(harness, random.nextLong(), 4), memory);
            running[0].run(progress -> {
                if (stops && progress.step().ordinal() == stop) {
                    running[0].stop();
                }
            });
            evaluations += 16;
            assertRepeatable(search, 1 + random.nextInt(5));
        }
        EvolutionOutcome outcome = search.run("r", new RandomEvaluator(new BitJudge(), seed, 4), memory);
        assertThat(outcome.evaluated()).isEqualTo(100);
        assertRepeatable(search, 3);
    }

    private void assertRepeatable(BitSearch search, int capacity) {
        List<Step> seen = new ArrayList<>();
        EvolutionOutcome outcome = search.repeated()
                .evolution("r", Refusing.evaluator(capacity), Refusing.writes(memory))
                .run(progress -> seen.add(progress.step()));
        assertThat(outcome.ending().reason()).isEqualTo(Reason.REPEATED);
        assertThat(seen)
                .isEqualTo(memory.steps("r").stream().map(Step::asCommitted).toList());
    }
}
