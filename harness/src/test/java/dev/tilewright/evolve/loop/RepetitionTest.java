package dev.tilewright.evolve.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Genome;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.loop.EvolutionOutcome.Ending;
import dev.tilewright.evolve.loop.EvolutionOutcome.Reason;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run follows from its seed and its record: it can be stopped, resumed and repeated. */
class RepetitionTest {

    /** The steps of a run that nobody stopped. */
    private static List<Step> undisturbed = List.of();

    private Store store;
    private Memory memory;

    @BeforeAll
    static void runUndisturbed(@TempDir Path folder) {
        try (Store store = Store.open(folder.resolve("memory.db").toString())) {
            Memory memory = store.memory(new BitStrings.BitCodec());
            BitSearch.of(3, 80).run("r", new BitJudge(), memory);
            undisturbed = memory.steps("r").stream().map(BitSearch::undated).toList();
        }
    }

    @BeforeEach
    void open(@TempDir Path folder) {
        store = Store.open(folder.resolve("memory.db").toString());
        memory = store.memory(new BitStrings.BitCodec());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private List<Step> steps(String run) {
        return memory.steps(run).stream().map(BitSearch::undated).toList();
    }

    /** Repeats a run from its record. Nothing may be evaluated or written, and the steps and the outcome are the same. */
    private void assertRepeatable(String run, BitSearch search, int capacity) {
        List<Step> record = memory.steps(run);
        List<Step> settled = new ArrayList<>();
        List<Step> seen = new ArrayList<>();
        EvolutionOutcome outcome = search.repeated()
                .evolution(run, Refusing.evaluator(capacity), Refusing.writes(memory))
                .run(new EvolutionListener() {
                    @Override
                    public void onStep(Progress progress) {
                        assertThat(progress.replayed()).isTrue();
                        seen.add(progress.step());
                    }

                    @Override
                    public void onConfirmation(Progress progress) {
                        assertThat(progress.replayed()).isTrue();
                        settled.add(progress.step());
                    }
                });
        assertThat(outcome.ending().reason()).isEqualTo(Reason.REPEATED);
        assertThat(seen).isEqualTo(record.stream().map(Step::asCommitted).toList());
        assertThat(settled)
                .containsExactlyInAnyOrderElementsOf(record.stream()
                        .filter(step -> step.settlement().isPresent())
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aRunIsRepeatedFromItsRecordAndNothingIsWritten(int islands) {
        BitSearch search = BitSearch.of(1, 120).on(islands);
        EvolutionOutcome first = search.run("r", new BitJudge(), memory);
        assertRepeatable("r", search, 1);
        assertRepeatable("r", search, 2);
        assertRepeatable("r", search, 9);
        EvolutionOutcome again = search.repeated().run("r", Refusing.evaluator(2), Refusing.writes(memory));
        assertThat(again.best()).isEqualTo(first.best()).isPresent();
        assertThat(again.baseline()).isEqualTo(first.baseline());
        assertThat(again.evaluated()).isEqualTo(first.evaluated());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aRunWhoseResultsComeOutOfOrderIsRepeatedExactly(long seed) {
        BitSearch search = BitSearch.of(seed, 100).on(2);
        search.run("r", new RandomEvaluator(new BitJudge(), seed, 4), memory);
        assertRepeatable("r", search, 1);
        assertRepeatable("r", search, 2);
        assertRepeatable("r", search, 4);
        assertRepeatable("r", search, 100);
    }

    /** Makes children only of genomes that it made itself. */
    private static final class Jealous extends BitStrings {

        private final Set<Genome> made = Collections.newSetFromMap(new IdentityHashMap<>());

        @Override
        public List<Candidate> seeds(UniformRandomProvider random) {
            List<Candidate> seeds = super.seeds(random);
            seeds.forEach(seed -> made.add(seed.genome()));
            return seeds;
        }

        @Override
        public List<Operator> operators() {
            return super.operators().stream().map(this::jealous).toList();
        }

        private Operator jealous(Operator operator) {
            return new Operator() {
                @Override
                public String name() {
                    return operator.name();
                }

                @Override
                public List<Arm> moves(Candidate parent) {
                    return operator.moves(parent);
                }

                @Override
                public List<String> strengths() {
                    return operator.strengths();
                }

                @Override
                public Optional<Candidate> make(
                        List<Candidate> parents, Decision decision, UniformRandomProvider random) {
                    assertThat(parents).allMatch(parent -> made.contains(parent.genome()));
                    Optional<Candidate> child = operator.make(parents, decision, random);
                    child.ifPresent(one -> made.add(one.genome()));
                    return child;
                }
            };
        }
    }

    /** What memory gives back can be shown, and not always changed. */
    @Test
    void parentsAreAsTheDomainMadeThemAndNotAsMemoryGaveThemBack() {
        BitSearch.of(1, 60).run("r", new BitJudge(), memory);
        BitSearch.of(1, 90).in(new Jealous()).run("r", new BitJudge(), memory);
        assertThat(steps("r")).hasSize(90);
    }

    /** Stops a run when so many steps were committed in this go. */
    private void stopped(BitSearch search, Evaluator evaluator, int after) {
        int[] committed = new int[1];
        Evolution[] stopping = new Evolution[1];
        stopping[0] = search.evolution("r", evaluator, memory);
        EvolutionOutcome outcome = stopping[0].run(progress -> {
            if (++committed[0] == after) {
                stopping[0].stop();
            }
        });
        assertThat(outcome.ending().reason()).isEqualTo(Reason.STOPPED);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 20, 33, 34, 35, 36, 37, 71})
    void aRunThatWasStoppedDecidesAsIfItHadNotBeen(int after) {
        BitSearch search = BitSearch.of(3, 80);
        BitJudge judge = new BitJudge();
        stopped(search, new SerialEvaluator(judge), after);
        assertThat(steps("r")).hasSizeBetween(after, after + 1);
        assertRepeatable("r", search, 2);
        EvolutionOutcome resumed = BitSearch.of(3, 80).run("r", judge, memory);

        assertThat(resumed.evaluated()).isEqualTo(80);
        assertThat(judge.evaluated()).hasSize(80).doesNotHaveDuplicates();
        assertThat(judge.compared()).doesNotHaveDuplicates();
        assertRepeatable("r", search, 2);
        assertThat(steps("r")).isEqualTo(undisturbed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aRunThatIsStoppedAgainAndAgainAtRandomStaysRepeatable(long seed) {
        BitSearch search = BitSearch.of(seed, 100).on(2);
        Random random = new Random(seed);
        BitJudge judge = new BitJudge();
        for (int go = 0; go < 8; go++) {
            List<Step> before = steps("r");
            stopped(
                    search.learning(BitSearch.thompson()),
                    new RandomEvaluator(judge, random.nextLong(), 4),
                    1 + random.nextInt(40));
            assertThat(steps("r").subList(0, before.size()))
                    .extracting(Step::asCommitted)
                    .isEqualTo(before.stream().map(Step::asCommitted).toList());
            assertRepeatable("r", search, 1 + random.nextInt(5));
        }
        search.learning(BitSearch.thompson()).run("r", new RandomEvaluator(judge, seed, 4), memory);
        assertThat(steps("r")).hasSize(100);
        assertRepeatable("r", search, 3);
    }

    /** An evaluator that fails as a whole after so many results, as where its process is killed. */
    private static Evaluator mortal(BitJudge judge, long seed, int[] left) {
        RandomEvaluator evaluator = new RandomEvaluator(judge, seed, 4);
        return new Evaluator() {
            @Override
            public int capacity() {
                return evaluator.capacity();
            }

            @Override
            public void submit(Job job) {
                evaluator.submit(job);
            }

            @Override
            public Result take() {
                if (--left[0] < 0) {
                    throw new UncheckedIOException(new IOException("killed"));
                }
                return evaluator.take();
            }

            @Override
            public void close() {}
        };
    }

    /** Whatever ends it, within its record or behind it: somebody, the time, or a fault. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 19, 20, 38})
    void aRunThatEndsAgainAndAgainAtRandomStaysRepeatable(long seed) {
        BitSearch search = BitSearch.of(seed, 100).on(2);
        Random random = new Random(seed);
        BitJudge judge = new BitJudge();
        for (int go = 0; go < 10; go++) {
            List<Step> before = steps("r");
            int[] left = new int[] {random.nextInt(20), 1 + random.nextInt(60)};
            boolean stops = random.nextBoolean();
            Evolution[] running = new Evolution[1];
            running[0] = search.until(
                            spending -> --left[1] > 0 || stops ? Optional.empty() : Optional.of(Ending.of(Reason.TIME)))
                    .evolution("r", mortal(judge, random.nextLong(), left), memory);
            try {
                running[0].run(progress -> {
                    if (stops && progress.step().ordinal() == left[0]) {
                        running[0].stop();
                    }
                });
            } catch (UncheckedIOException e) {
                assertThat(e).hasMessageContaining("killed");
            }
            assertThat(steps("r").subList(0, before.size()))
                    .extracting(Step::asCommitted)
                    .isEqualTo(before.stream().map(Step::asCommitted).toList());
            assertRepeatable("r", search, 1 + random.nextInt(5));
        }
        search.learning(BitSearch.thompson()).run("r", new RandomEvaluator(judge, seed, 4), memory);
        assertThat(memory.counts("r").values().stream().mapToInt(count -> count).sum())
                .isEqualTo(100);
        assertRepeatable("r", search, 3);
    }

    @Test
    void aRunThatGoesOnWithMoreEvaluationsKeepsWhatItHas() {
        BitJudge judge = new BitJudge();
        BitSearch.of(3, 12).run("r", judge, memory);
        List<Step> brief = steps("r");
        EvolutionOutcome outcome = BitSearch.of(3, 70).run("r", judge, memory);

        assertThat(steps("r").subList(0, brief.size())).isEqualTo(brief);
        assertThat(outcome.evaluated()).isEqualTo(70);
        assertThat(judge.evaluated()).hasSize(70).doesNotHaveDuplicates();
        assertRepeatable("r", BitSearch.of(3, 70), 2);
    }

    @Test
    void aRunCannotBeResumedWithAnotherSeed() {
        BitSearch.of(1, 30).run("r", new BitJudge(), memory);
        List<Step> record = steps("r");
        BitJudge judge = new BitJudge();
        assertThatExceptionOfType(RepetitionException.class)
                .isThrownBy(() -> BitSearch.of(2, 60).run("r", judge, Refusing.writes(memory)))
                .withMessage(
                        "run r cannot be repeated: step 2 would be another one than it was. Its task, its kernel or Tilewright has changed since. What was evaluated is kept; start a new run to build on it");
        assertThat(judge.evaluated()).isEmpty();
        assertThat(steps("r")).isEqualTo(record);
    }
}
