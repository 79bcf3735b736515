package dev.tilewright.evolve.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Lineage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final Arm MOVE = Arm.of("tune");
    private static final Arm STRENGTH = Arm.of("tune-strength", "2");
    private static final Context CONTEXT = new Context(new TreeMap<>(), new TreeMap<>(Map.of("x", 1.0)), 3, 0.5);

    private final Told controller = new Told();
    private final Ledger ledger = new Ledger(controller, new Credit(0.5));

    /** A controller that writes down what it is told. */
    private static final class Told implements Controller {

        private final List<String> told = new ArrayList<>();

        @Override
        public String name() {
            return "told";
        }

        @Override
        public Arm choose(Context context, List<Arm> available, UniformRandomProvider random) {
            return available.getFirst();
        }

        @Override
        public void learn(Context context, Arm arm, double reward) {
            told.add("learn %s %s in %d".formatted(arm, reward, context.stagnation()));
        }

        @Override
        public void revise(Context context, Arm arm, double before, double after) {
            told.add("revise %s %s %s in %d".formatted(arm, before, after, context.stagnation()));
        }

        @Override
        public void credit(Arm arm, double share) {
            told.add("credit %s %s".formatted(arm, share));
        }

        @Override
        public String state() {
            return "{}";
        }
    }

    private static Decision decision(int turn) {
        return new Decision(turn, 0, MOVE).with(Decision.STRENGTH, "2");
    }

    private static Lineage made(Decision decision, String... parents) {
        return new Lineage(List.of(parents), Optional.of(decision), "a change");
    }

    private void open(Decision decision) {
        ledger.open(decision, decision.arms(), CONTEXT);
    }

    @Test
    void aRewardGoesToEveryArmThatWasPulledInItsContext() {
        open(decision(1));
        assertThat(controller.told).isEmpty();
        ledger.pay(decision(1), 0.3);
        assertThat(controller.told).containsExactly("learn tune 0.3 in 3", "learn tune-strength:2 0.3 in 3");
        assertThat(ledger.controller()).isSameAs(controller);
    }

    @Test
    void armsCanBePaidDifferentlyAndOneThatIsLeftOutLearnsNothing() {
        open(decision(1));
        SequencedMap<Arm, Double> rewards = new LinkedHashMap<>();
        rewards.put(STRENGTH, 0.1);
        ledger.pay(decision(1), rewards);
        assertThat(controller.told).containsExactly("learn tune-strength:2 0.1 in 3");
    }

    @Test
    void aDecisionIsOpenedOnceAndPaidOnce() {
        open(decision(7));
        assertThatIllegalStateException()
                .isThrownBy(() -> open(decision(7)))
                .withMessage("turn 7 has a decision for tune already");
        ledger.pay(decision(7), 0.3);
        assertThatIllegalStateException()
                .isThrownBy(() -> ledger.pay(decision(7), 0.3))
                .withMessage("the decision of turn 7 for tune is paid already");
        assertThatIllegalStateException()
                .isThrownBy(() -> ledger.pay(decision(8), 0.3))
                .withMessage("the decision of turn 8 for tune is not known");
        assertThat(controller.told).hasSize(2);
    }

    /** A model is asked in the turn in which an operator makes a child: each is paid for what comes of it, whichever comes first. */
    @Test
    void operatorsThatDecideInTheSameTurnArePaidApart() {
        Decision asked = new Decision(7, 1, Arm.of("llm", "unroll"));
        open(asked);
        open(decision(7));
        ledger.pay(decision(7), 0.3);
        ledger.pay(asked, -0.1);
        ledger.refute("a", made(asked, "seed"), -0.3);
        assertThat(controller.told)
                .containsExactly(
                        "learn tune 0.3 in 3",
                        "learn tune-strength:2 0.3 in 3",
                        "learn llm:unroll -0.1 in 3",
                        "revise llm:unroll -0.1 -0.3 in 3");
    }

    @Test
    void anArmThatWasPulledBesideADecisionIsPaidWhatItEarns() {
        Arm nobody = Arm.of("llm-model", "nobody");
        ledger.pull(7, nobody);
        open(decision(7));
        open(decision(8));
        ledger.pay(decision(8), 0.1);
        ledger.pay(decision(7), 0.3);
        assertThat(controller.told)
                .containsExactly(
                        "learn tune 0.1 in 3",
                        "learn tune-strength:2 0.1 in 3",
                        "learn tune 0.3 in 3",
                        "learn tune-strength:2 0.3 in 3",
                        "learn llm-model:nobody 0.3 in 3");
    }

    @Test
    void aGainFlowsBackToTheArmsOfEarlierDecisions() {
        open(decision(1));
        open(decision(2));
        ledger.pay(decision(1), 0);
        Map<String, Lineage> family = Map.of("a", made(decision(1), "seed"));
        ledger.credit("b", made(decision(2), "a"), hash -> Optional.ofNullable(family.get(hash)), 0.8);
        assertThat(controller.told.subList(2, controller.told.size()))
                .containsExactly("credit tune 0.4", "credit tune-strength:2 0.4");
    }

    @Test
    void aRefutedChildHasItsRewardCorrectedAndWhatItBroughtTakenBack() {
        open(decision(1));
        ledger.pay(decision(1), 0);
        open(decision(2));
        Map<String, Lineage> family = Map.of("a", made(decision(1), "seed"));
        ledger.credit("b", made(decision(2), "a"), hash -> Optional.ofNullable(family.get(hash)), 0.8);
        ledger.pay(decision(2), 0.8);
        controller.told.clear();
        ledger.refute("b", made(decision(2), "a"), -0.3);
        assertThat(controller.told)
                .containsExactly(
                        "credit tune -0.4",
                        "credit tune-strength:2 -0.4",
                        "revise tune 0.8 -0.3 in 3",
                        "revise tune-strength:2 0.8 -0.3 in 3");
        controller.told.clear();
        ledger.refute("b", made(decision(2), "a"), -0.5);
        assertThat(controller.told)
                .as("what was corrected is the last correction")
                .containsExactly("revise tune -0.3 -0.5 in 3", "revise tune-strength:2 -0.3 -0.5 in 3");
    }

    @Test
    void rewardsOfADecisionThatIsRefutedMayBeAnyMapOfTheCallers() {
        open(decision(1));
        SequencedMap<Arm, Double> rewards = new LinkedHashMap<>();
        rewards.put(MOVE, 0.5);
        rewards.put(STRENGTH, 0.25);
        ledger.pay(decision(1), Collections.unmodifiableSequencedMap(rewards));
        controller.told.clear();
        ledger.refute("a", made(decision(1), "seed"), -0.3);
        assertThat(controller.told)
                .containsExactly("revise tune 0.5 -0.3 in 3", "revise tune-strength:2 0.25 -0.3 in 3");
        assertThat(rewards).containsEntry(MOVE, 0.5).containsEntry(STRENGTH, 0.25);
    }

    @Test
    void aDecisionOfSeveralChildrenIsCorrectedOnlyWhereTheOneThatEarnedItIsRefuted() {
        open(decision(1));
        ledger.pay(decision(1), Optional.of("fittest"), new LinkedHashMap<>(Map.of(MOVE, 0.8)));
        controller.told.clear();
        ledger.refute("another", made(decision(1), "seed"), -0.3);
        assertThat(controller.told).isEmpty();
        ledger.refute("fittest", made(decision(1), "seed"), -0.3);
        assertThat(controller.told).containsExactly("revise tune 0.8 -0.3 in 3");
    }

    @Test
    void whatIsStillOpenOrWasNeverDecidedIsNotCorrected() {
        open(decision(1));
        ledger.refute("a", made(decision(1), "seed"), -0.3);
        ledger.refute("seed", Lineage.seed("naive"), -0.3);
        ledger.refute("stranger", made(decision(5), "seed"), -0.3);
        assertThat(controller.told).isEmpty();
        ledger.pay(decision(1), -0.3);
        assertThat(controller.told).hasSize(2);
    }

    private Ledger shaped(String shaping) {
        return new Ledger(controller, new Credit(0.5), Shapings.named(shaping));
    }

    @Test
    void armsArePaidWhatTheShapingMakesOfIt() {
        Ledger extreme = shaped("extreme");
        for (int turn = 1; turn <= 3; turn++) {
            extreme.open(decision(turn), List.of(MOVE), CONTEXT);
        }
        extreme.pay(decision(1), 0.1);
        extreme.pay(decision(2), 0.8);
        extreme.pay(decision(3), -0.02);
        assertThat(controller.told)
                .containsExactly("learn tune 0.1 in 3", "learn tune 0.8 in 3", "learn tune 0.8 in 3");
    }

    @Test
    void aRewardThatIsRefutedCorrectsTheLaterPaymentsThatItCountedFor() {
        Ledger extreme = shaped("extreme");
        for (int turn = 1; turn <= 4; turn++) {
            extreme.open(decision(turn), List.of(MOVE), CONTEXT);
        }
        extreme.pay(decision(1), 0.1);
        extreme.pay(decision(2), 0.8);
        extreme.waive(decision(3));
        extreme.pay(decision(4), -0.02);
        controller.told.clear();
        extreme.refute("a", made(decision(2), "seed"), -0.3);
        assertThat(controller.told).containsExactly("revise tune 0.8 0.1 in 3", "revise tune 0.8 0.1 in 3");
    }

    @Test
    void whereArmsArePaidByRankAGainFlowsBackByRank() {
        Ledger ranked = shaped("rank");
        for (int turn = 1; turn <= 3; turn++) {
            ranked.open(decision(turn), List.of(MOVE), CONTEXT);
        }
        ranked.pay(decision(1), 0);
        ranked.pay(decision(2), -0.1);
        ranked.pay(decision(3), 0.2);
        Map<String, Lineage> family = Map.of("a", made(decision(1), "seed"));
        ranked.credit("b", made(decision(3), "a"), hash -> Optional.ofNullable(family.get(hash)), 0.2);
        assertThat(controller.told)
                .containsExactly(
                        "learn tune 0.0 in 3", "learn tune -1.0 in 3", "learn tune 1.0 in 3", "credit tune 0.5");
    }

    /** A run is resumed by repeating it. */
    @Test
    void aLedgerThatIsRepeatedPaysTheSame() {
        for (String shaping : Shapings.NAMES) {
            controller.told.clear();
            repeatable(shaped(shaping));
            List<String> before = List.copyOf(controller.told);
            controller.told.clear();
            repeatable(shaped(shaping));
            assertThat(controller.told).hasSizeGreaterThan(40).isEqualTo(before);
        }
    }

    private void repeatable(Ledger ledger) {
        for (int turn = 1; turn <= 20; turn++) {
            ledger.open(decision(turn), decision(turn).arms(), CONTEXT);
            ledger.pay(decision(turn), Math.sin(turn));
            if (turn % 7 == 4) {
                ledger.refute("a" + turn, made(decision(turn - 2), "seed"), -0.3);
            }
        }
    }
}
