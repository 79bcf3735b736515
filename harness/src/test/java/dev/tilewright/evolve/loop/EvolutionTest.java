package dev.tilewright.evolve.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.evolve.archive.Niche;
import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.control.Context;
import dev.tilewright.evolve.control.Policies;
import dev.tilewright.evolve.control.Reward;
import dev.tilewright.evolve.loop.BitStrings.Bits;
import dev.tilewright.evolve.loop.EvolutionOutcome.Reason;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The loop finds what it is asked for, and every decision in it gets its reward. */
class EvolutionTest {

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

    private List<String> hashes(String run) {
        return memory.steps(run).stream().map(step -> step.candidate().hash()).toList();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "3, 1", "4, 1", "1, 3", "2, 3", "3, 3", "4, 3"})
    void findsTheOptimum(long seed, int islands) {
        EvolutionOutcome outcome = BitSearch.of(seed, 300).on(islands).run("r", new BitJudge(), memory);
        Step best = outcome.best().orElseThrow();
        assertThat(BitStrings.bits(best.candidate())).isEqualTo(BitStrings.OPTIMUM);
        assertThat(best.evaluation().fitness()).hasValueCloseTo(BitStrings.HIGHEST, within(1e-12));
        assertThat(outcome.ending().reason()).isEqualTo(Reason.EVALUATIONS);
        assertThat(outcome.evaluated()).isEqualTo(300);
        assertThat(memory.best(BitSearch.WORKLOAD, BitSearch.HARDWARE)
                        .orElseThrow()
                        .step())
                .isEqualTo(best);
        assertThat(memory.lineage("r", best.candidate().hash()))
                .hasSizeGreaterThan(5)
                .last()
                .isEqualTo(best);
    }

    @Test
    void everyStatusOfACandidateComesUpAndOnlyWhatIsOkIsBredFrom() {
        BitSearch.of(1, 300).on(3).run("r", new BitJudge(), memory);
        assertThat(memory.counts("r"))
                .containsOnlyKeys(
                        EnumSet.complementOf(EnumSet.of(Status.UNDECIDED)).toArray(Status[]::new));
        Map<String, Step> steps = new HashMap<>();
        for (Step step : memory.steps("r")) {
            assertThat(step.candidate().lineage().parents())
                    .allSatisfy(parent ->
                            assertThat(steps.get(parent).evaluation().ok()).isTrue());
            steps.put(step.candidate().hash(), step);
        }
    }

    @Test
    void takesTheSameDecisionsForTheSameSeedAndOthersForAnother(@TempDir Path folder) {
        BitSearch.of(7, 60).run("r", new BitJudge(), memory);
        BitSearch.of(8, 60).run("other", new BitJudge(), memory);
        try (Store second = Store.open(folder.resolve("second.db").toString())) {
            Memory empty = second.memory(new BitStrings.BitCodec());
            BitSearch.of(7, 60).run("r", new BitJudge(), empty);
            assertThat(empty.steps("r").stream().map(BitSearch::undated))
                    .isEqualTo(
                            memory.steps("r").stream().map(BitSearch::undated).toList());
        }
        assertThat(hashes("other").subList(3, 60))
                .doesNotContainSequence(hashes("r").subList(3, 10));
    }

    @Test
    void doesNotEvaluateAgainWhatMemoryKnows() {
        BitSearch.of(13, 40).run("first", new BitJudge(), memory);
        BitJudge judge = new BitJudge();
        EvolutionOutcome outcome = BitSearch.of(13, 10).run("second", judge, memory);

        assertThat(outcome.evaluated()).isEqualTo(10);
        assertThat(judge.evaluated()).hasSize(10).doesNotContainAnyElementsOf(hashes("first"));
        List<Step> second = memory.steps("second");
        assertThat(second)
                .filteredOn(Step::recalled)
                .hasSizeGreaterThan(3)
                .allSatisfy(step -> assertThat(step.evaluation().status())
                        .isEqualTo(memory.recall(
                                        BitSearch.WORKLOAD,
                                        BitSearch.HARDWARE,
                                        step.candidate().hash())
                                .orElseThrow()
                                .status()));
        assertThat(second).filteredOn(step -> !step.recalled()).hasSize(10);
    }

    /** Seeds that nothing can be bred from are followed by others, which are drawn. */
    private static final class BarrenSeeds extends BitStrings {

        @Override
        public Optional<Niche> niche(Candidate candidate) {
            return candidate.lineage().change().equals("seed") ? Optional.empty() : super.niche(candidate);
        }

        @Override
        public Optional<Candidate> draw(UniformRandomProvider random) {
            return Optional.of(new Candidate(new Bits(random.nextLong() & OPTIMUM), Lineage.seed("drawn")));
        }
    }

    @Test
    void drawsMoreToBeginWithWhereNoSeedCanBeBredFrom() {
        BitSearch.of(1, 60).in(new BarrenSeeds()).run("r", new BitJudge(), memory);
        List<String> changes = memory.steps("r").stream()
                .map(step -> step.candidate().lineage().change())
                .toList();
        assertThat(changes.subList(0, 3)).containsOnly("seed");
        assertThat(changes.get(3)).isEqualTo("drawn");
        assertThat(changes.subList(4, 60)).filteredOn("drawn"::equals).hasSizeLessThan(10);
    }

    @Test
    void endsWhenItsTimeIsUp() {
        BitSearch search = BitSearch.of(1, 1).until(Budget.of(1_000_000, Optional.of(Duration.ofMillis(1))));
        assertThat(search.run("r", new BitJudge(), memory).ending().reason()).isEqualTo(Reason.TIME);
    }

    @Test
    void keepsWhatTheControllerLearned() {
        Recorder controller = new Recorder();
        BitSearch.of(1, 60).learning(controller).run("r", new BitJudge(), memory);
        String kept = memory.policy("thompson", BitSearch.WORKLOAD.task(), BitSearch.HARDWARE)
                .orElseThrow();
        assertThat(kept).isEqualTo(controller.state()).contains("fill:ones", "flip-strength:2");
        assertThat(Policies.create("thompson", Optional.of(kept)).state()).isEqualTo(kept);
    }

    /** Every decision that made a child is learned from once for each arm: the policy of parents, the operator, the move, and the strength where there is one. */
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 3"})
    void everyDecisionGetsExactlyOneReward(long seed, int islands) {
        Recorder controller = new Recorder();
        BitSearch.of(seed, 150).on(islands).learning(controller).run("r", new BitJudge(), memory);

        List<Recorder.Chosen> chosen = controller.told(Recorder.Chosen.class);
        List<Recorder.Learned> learned = controller.told(Recorder.Learned.class);
        double rejected = Reward.cost(Status.REJECTED);
        List<Decision> decisions = memory.steps("r").stream()
                .filter(step -> step.reward() != rejected)
                .flatMap(step -> step.candidate().lineage().decision().stream())
                .toList();
        assertThat(learned.stream()
                        .filter(reward -> reward.reward() != rejected)
                        .map(reward -> reward.arm().toString())
                        .filter(arm -> arm.startsWith("operator:")))
                .containsExactlyInAnyOrderElementsOf(decisions.stream()
                        .map(decision -> "operator:" + decision.operator())
                        .toList());
        assertThat(learned.stream()
                        .filter(reward -> reward.reward() != rejected)
                        .map(Recorder.Learned::arm)
                        .filter(arm -> arm.kind().equals("flip-strength")))
                .containsExactlyInAnyOrderElementsOf(decisions.stream()
                        .flatMap(decision -> decision.choiceArms().stream())
                        .filter(arm -> arm.kind().equals("flip-strength"))
                        .toList());
        Set<Recorder.Chosen> contexts = new HashSet<>(chosen);
        assertThat(learned)
                .filteredOn(reward -> reward.arm().kind().equals("operator"))
                .allSatisfy(
                        reward -> assertThat(contexts).contains(new Recorder.Chosen(reward.context(), reward.arm())));
        List<Step> children = memory.steps("r").stream()
                .filter(step -> step.candidate().lineage().decision().isPresent())
                .toList();
        assertThat(learned.stream().filter(reward -> reward.arm().kind().equals("fill")))
                .extracting(Recorder.Learned::reward)
                .containsAll(children.stream()
                        .filter(step -> step.candidate()
                                .lineage()
                                .decision()
                                .orElseThrow()
                                .operator()
                                .equals("fill"))
                        .map(Step::reward)
                        .toList());
        assertThat(children)
                .extracting(step ->
                        step.candidate().lineage().decision().orElseThrow().turn())
                .doesNotHaveDuplicates();
    }

    @Test
    void aDecisionSeesItsParentHowLongNothingWasFoundAndWhatIsLeft() {
        Recorder controller = new Recorder();
        BitSearch.of(1, 150).learning(controller).run("r", new BitJudge(), memory);
        List<Recorder.Chosen> chosen = controller.told(Recorder.Chosen.class);
        assertThat(chosen).allSatisfy(choice -> {
            assertThat(choice.context().workload()).containsExactly(Map.entry("length", 40.0));
            boolean ofParent =
                    !Set.of("parents", "island").contains(choice.arm().kind());
            assertThat(choice.context().parent().keySet()).isEqualTo(ofParent ? Set.of("ones") : Set.of());
        });
        assertThat(chosen)
                .extracting(choice -> choice.context().parent().get("ones"))
                .contains(20.0, 40.0);
        assertThat(chosen.getFirst().context().budgetLeft()).isEqualTo(1 - 3.0 / 300, within(1.1 / 300));
        assertThat(chosen.getLast().context().budgetLeft()).isEqualTo(0.5, within(1.1 / 300));
        assertThat(chosen)
                .filteredOn(choice -> choice.arm().kind().equals("operator"))
                .extracting(choice -> choice.context().stagnation())
                .startsWith(1, 2)
                .anyMatch(stagnation -> stagnation > 20);
    }

    /** Proposes a string of its own at every seventh turn. */
    private static final class EverySeventh implements Source {

        private final List<Step> judged = new ArrayList<>();
        private final List<Step> observed = new ArrayList<>();
        private boolean closed;

        @Override
        public Optional<Candidate> propose(Situation now) {
            if (now.turn() % 7 != 0) {
                return Optional.empty();
            }
            Decision decision = new Decision(now.turn(), 0, Arm.of("seventh"));
            now.ledger().open(decision, decision.arms(), Context.NONE);
            return Optional.of(new Candidate(
                    new Bits(now.turn()), new Lineage(List.of(), Optional.of(decision), "turn " + now.turn())));
        }

        @Override
        public void judged(Step step, Situation now) {
            judged.add(step);
            now.ledger().pay(step.candidate().lineage().decision().orElseThrow(), step.reward());
        }

        @Override
        public void observed(Step step, Situation now, boolean replayed) {
            observed.add(step);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void whatASourceProposesIsJudgedOnceByTheSourceAndNoOther() {
        EverySeventh source = new EverySeventh();
        Recorder controller = new Recorder();
        BitSearch.of(1, 100).learning(controller).with(source).run("r", new BitJudge(), memory);
        List<Step> own = memory.steps("r").stream()
                .filter(step -> step.candidate().lineage().change().startsWith("turn "))
                .toList();
        assertThat(own).hasSizeGreaterThan(10);
        assertThat(own).extracting(step -> BitStrings.bits(step.candidate())).allMatch(turn -> turn % 7 == 0);
        assertThat(source.judged)
                .usingElementComparatorIgnoringFields("settlement")
                .isEqualTo(own);
        assertThat(source.observed).hasSameSizeAs(memory.steps("r"));
        assertThat(source.closed).isTrue();
        assertThat(controller.told(Recorder.Learned.class).stream()
                        .filter(learned -> learned.arm().kind().equals("seventh")))
                .hasSameSizeAs(own);
    }

    @Test
    void aSourceThatAsksForItEndsTheSearchWithAnExplanation() {
        Source tired = new Source() {
            private int seen;

            @Override
            public Optional<Candidate> propose(Situation now) {
                return Optional.empty();
            }

            @Override
            public void judged(Step step, Situation now) {}

            @Override
            public void observed(Step step, Situation now, boolean replayed) {
                seen++;
            }

            @Override
            public Optional<String> over() {
                return seen < 20 ? Optional.empty() : Optional.of("the source is tired");
            }
        };
        EvolutionOutcome outcome = BitSearch.of(1, 100).with(tired).run("r", new BitJudge(), memory);
        assertThat(outcome.ending()).isEqualTo(new EvolutionOutcome.Ending(Reason.SOURCE, "the source is tired"));
        assertThat(memory.steps("r")).hasSizeBetween(20, 21);
    }

    @Test
    void aSpaceWithNothingNewInItIsExhausted() {
        Domain single = new BitStrings() {
            @Override
            public List<Operator> operators() {
                return List.of();
            }
        };
        EvolutionOutcome outcome = BitSearch.of(1, 100).in(single).run("r", new BitJudge(), memory);
        assertThat(outcome.ending().reason()).isEqualTo(Reason.EXHAUSTED);
        assertThat(memory.steps("r")).hasSize(3);
        assertThat(outcome.baseline().orElseThrow().ordinal()).isZero();
    }
}
