package dev.tilewright.evolve.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.evolve.archive.Niche;
import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.control.Credit;
import dev.tilewright.evolve.control.Policies;
import dev.tilewright.evolve.control.Reward;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Store;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contenders wait, and what is too good to be true leaves no trace. */
class RefutationTest {

    private final BitStrings domain = new BitStrings();
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

    private List<Step> refuted() {
        return memory.steps("r").stream()
                .filter(step -> step.is(Verdict.REFUTED))
                .toList();
    }

    @Test
    void theComparisonRefutesWhatCheatsAndNothingElse() {
        BitJudge judge = new BitJudge();
        EvolutionOutcome outcome = BitSearch.of(1, 150).on(3).run("r", judge, memory);

        assertThat(refuted()).hasSizeGreaterThan(5).allSatisfy(step -> {
            assertThat(BitJudge.cheats(BitStrings.bits(step.candidate()))).isTrue();
            assertThat(step.evaluation().ok()).isTrue();
            assertThat(step.standing().status()).isEqualTo(Status.WRONG_RESULT);
            assertThat(memory.recall(
                                    BitSearch.WORKLOAD,
                                    BitSearch.HARDWARE,
                                    step.candidate().hash())
                            .orElseThrow()
                            .diagnostics())
                    .isEqualTo("refuted by a confirmation: it cheats");
        });
        assertThat(memory.steps("r"))
                .filteredOn(step -> step.is(Verdict.FITTER) || step.is(Verdict.NOT_FITTER))
                .isNotEmpty()
                .noneMatch(step -> BitJudge.cheats(BitStrings.bits(step.candidate())));
        assertThat(judge.compared()).doesNotHaveDuplicates();
        assertThat(outcome.best().orElseThrow().is(Verdict.FITTER)).isTrue();
        assertThat(outcome.best().orElseThrow().evaluation().fitness()).hasValue(BitStrings.HIGHEST);
    }

    @Test
    void whatIsRefutedIsNoParentAnyMore() {
        BitSearch.of(2, 200).on(3).run("r", new BitJudge(), memory);
        for (Step step : refuted()) {
            int settled = step.settlement().orElseThrow().turn();
            assertThat(memory.steps("r"))
                    .filteredOn(child -> child.candidate()
                            .lineage()
                            .decision()
                            .filter(d -> d.turn() > settled)
                            .isPresent())
                    .noneMatch(child -> child.candidate()
                            .lineage()
                            .parents()
                            .contains(step.candidate().hash()));
        }
    }

    /** Where everything is in one niche, the archive has what was best before once its elite is refuted. */
    @Test
    void whatARefutedCandidateHadDisplacedIsBredFromAgain() {
        Domain one = new BitStrings() {
            @Override
            public Optional<Niche> niche(Candidate candidate) {
                return Optional.of(Niche.of("all", "bits"));
            }
        };
        EvolutionOutcome outcome = BitSearch.of(1, 150)
                .in(one)
                .learning(Policies.create("uniform", Optional.empty()))
                .run("r", new BitJudge(), memory);
        assertThat(refuted()).isNotEmpty();
        assertThat(outcome.ending().reason()).isEqualTo(EvolutionOutcome.Reason.EVALUATIONS);
        assertThat(outcome.best().orElseThrow().evaluation().fitness()).hasValue(BitStrings.HIGHEST);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void theRewardOfARefutedCandidateIsCorrectedOnceForEachOfItsArms(long seed) {
        Recorder controller = new Recorder();
        BitSearch.of(seed, 150).learning(controller).run("r", new BitJudge(), memory);
        List<Correction> expected = new ArrayList<>();
        for (Step step : refuted()) {
            step.candidate()
                    .lineage()
                    .decision()
                    .map(RefutationTest::paidAlike)
                    .orElse(List.of())
                    .forEach(arm -> expected.add(new Correction(arm, step.reward(), Reward.cost(Status.WRONG_RESULT))));
        }
        List<Recorder.Revised> revised = controller.told(Recorder.Revised.class).stream()
                .filter(told -> !told.arm().kind().equals(Decision.PARENTS))
                .toList();
        assertThat(revised)
                .isNotEmpty()
                .extracting(told -> new Correction(told.arm(), told.before(), told.after()))
                .containsExactlyInAnyOrderElementsOf(expected);
        List<Recorder.Told> told = controller.told();
        assertThat(revised)
                .allSatisfy(later -> assertThat(told.subList(0, told.indexOf(later)))
                        .contains(new Recorder.Learned(later.context(), later.arm(), later.before())));
    }

    /** The arms that are paid what a child gained over its parent. */
    private static List<Arm> paidAlike(Decision decision) {
        List<Arm> arms = new ArrayList<>(List.of(Arm.of("operator", decision.operator())));
        decision.arms().stream()
                .filter(arm -> !arm.kind().equals(Decision.PARENTS))
                .forEach(arms::add);
        return arms;
    }

    /** A reward that was corrected. */
    private record Correction(Arm arm, double before, double after) {}

    /** The arms end with what they would have been credited with, had nobody been taken in. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void ancestorsKeepNothingOfWhatARefutedGainBroughtThem(long seed) {
        Recorder controller = new Recorder();
        BitSearch.of(seed, 150).on(2).learning(controller).run("r", new BitJudge(), memory);

        Map<String, Lineage> lineages = new HashMap<>();
        Credit credit = new Credit();
        SortedMap<String, Double> expected = new TreeMap<>();
        for (Step step : memory.steps("r")) {
            Lineage lineage = step.candidate().lineage();
            lineages.put(step.candidate().hash(), lineage);
            if (!step.is(Verdict.REFUTED)) {
                for (Credit.Share share : credit.settle(
                        step.candidate().hash(),
                        lineage,
                        hash -> Optional.ofNullable(lineages.get(hash)),
                        step.reward())) {
                    Decision decision = share.decision();
                    Stream.concat(
                                    decision.arms().stream(),
                                    Stream.of(
                                            Arm.of("operator", decision.operator()),
                                            Arm.of("island", String.valueOf(decision.island()))))
                            .forEach(arm -> expected.merge(arm.toString(), share.amount(), Double::sum));
                }
            }
        }
        SortedMap<String, Double> credited = new TreeMap<>();
        List<Recorder.Credited> told = controller.told(Recorder.Credited.class);
        told.forEach(share -> credited.merge(share.arm().toString(), share.share(), Double::sum));
        assertThat(told).as("what was taken back").anyMatch(share -> share.share() < -0.1);
        assertThat(credited.keySet()).containsAll(expected.keySet());
        assertThat(credited)
                .allSatisfy((arm, sum) -> assertThat(sum).isCloseTo(expected.getOrDefault(arm, 0.0), within(1e-9)));
    }

    @Test
    void contendersWaitToBeOvertakenAndTheDoubtfulAreConfirmedAtOnce() {
        int evaluations = 150;
        List<Step> settled = new ArrayList<>();
        for (long seed = 1; seed <= 5; seed++) {
            String run = "r" + seed;
            BitSearch.of(seed, evaluations).run(run, new RandomEvaluator(new BitJudge(), seed, 1), memory);
            memory.steps(run).stream()
                    .filter(step -> step.settlement()
                            .filter(late -> late.after() < evaluations - 1)
                            .isPresent())
                    .forEach(settled::add);
        }
        assertThat(settled)
                .filteredOn(step -> domain.trusts(step.candidate()))
                .hasSizeGreaterThan(5)
                .allSatisfy(step -> assertThat(waited(step)).isGreaterThanOrEqualTo(BitSearch.PATIENCE))
                .anySatisfy(step -> assertThat(waited(step)).isEqualTo(BitSearch.PATIENCE));
        assertThat(settled)
                .filteredOn(step -> !domain.trusts(step.candidate()))
                .anySatisfy(step -> assertThat(waited(step)).isZero());
    }

    private static int waited(Step step) {
        return step.settlement().orElseThrow().after() - step.ordinal();
    }
}
