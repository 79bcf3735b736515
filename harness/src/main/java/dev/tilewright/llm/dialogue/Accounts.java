package dev.tilewright.llm.dialogue;

import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.control.Ledger;
import dev.tilewright.evolve.control.Reward;
import dev.tilewright.kernels.operator.Operators;
import dev.tilewright.llm.model.Allowance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** What the requests of a run cost, and what each choice of a request is paid for what came of it. */
final class Accounts {

    /** A hundredth of what may be spent halves a gain: a proposal that costs more has to bring more. */
    private static final double UNITS = 100;

    private final double moneyUnit;
    private final Map<Decision, Double> costs = new HashMap<>();

    /** The hash of the child for which a decision was paid. */
    private final Map<Decision, String> earners = new HashMap<>();

    Accounts(Allowance allowance) {
        moneyUnit = allowance.money().orElse(1.0) / UNITS;
    }

    /** Returns the arms of a request: its choices, and the transformation that it names, which is the arm that the engine pulls for it too. */
    static List<Arm> arms(Decision decision) {
        List<Arm> arms = new ArrayList<>(decision.choiceArms());
        decision.transformation().ifPresent(name -> arms.add(Arm.of(Operators.STRUCTURAL, name)));
        return arms;
    }

    /** Adds what a request of a decision cost; a repair is a request too. */
    void charge(Decision decision, double money) {
        costs.merge(decision, money, Double::sum);
    }

    /**
     * Pays each choice of a request for what came of it: a model with regard to what it cost, and the transformation only for a child that
     * is right, because what a model could not do says nothing about the transformation.
     *
     * @param child the hash of the child that earned it, the fittest of those that were tried; empty where there is none
     */
    void pay(Decision decision, Optional<String> child, double reward, boolean right, Ledger ledger) {
        SequencedMap<Arm, Double> rewards = new LinkedHashMap<>();
        for (Arm arm : arms(decision)) {
            if (arm.equals(model(decision))) {
                rewards.put(arm, perCost(reward, decision));
            } else if (right || !arm.kind().equals(Operators.STRUCTURAL)) {
                rewards.put(arm, reward);
            }
        }
        ledger.pay(decision, child, rewards);
        child.ifPresent(earner -> earners.put(decision, earner));
    }

    /**
     * Pays for a request that no answer came to: nobody but the model is to blame, and not even that one where the budget was spent.
     *
     * @param broke whether it was not sent, because there was no money left for it
     */
    void fail(Decision decision, boolean broke, Ledger ledger) {
        SequencedMap<Arm, Double> rewards = new LinkedHashMap<>();
        if (!broke) {
            rewards.put(model(decision), perCost(Reward.cost(Status.BUILD_ERROR), decision));
        }
        ledger.pay(decision, rewards);
    }

    /** Returns the decision that was paid for a candidate; empty if none was, or another child earned it. */
    Optional<Decision> earnedBy(Candidate candidate) {
        return candidate
                .lineage()
                .decision()
                .filter(decision -> candidate.hash().equals(earners.get(decision)));
    }

    private double perCost(double reward, Decision decision) {
        return Reward.perCost(reward, costs.getOrDefault(decision, 0.0), moneyUnit);
    }

    private static Arm model(Decision decision) {
        return Decision.arm(
                Dialogue.GENERATOR,
                Dialogue.MODEL,
                Optional.ofNullable(decision.choices().get(Dialogue.MODEL)).orElseThrow());
    }
}
