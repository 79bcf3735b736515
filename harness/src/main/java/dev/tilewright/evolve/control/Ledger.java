package dev.tilewright.evolve.control;

import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Lineage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;

/**
 * The open and the paid decisions of a run: exactly one reward comes back for each, by its handle, and goes to the arms that it pulled.
 * Where the evaluation behind a reward is refuted, the reward is corrected, and what flowed back to ancestors is withdrawn.
 */
public final class Ledger {

    private final Controller controller;
    private final Credit credit;
    private final Map<Handle, Entry> entries = new HashMap<>();
    private final Map<Integer, List<Arm>> side = new HashMap<>();

    /** By which a decision is known: each operator decides at most once in a turn. */
    private record Handle(int turn, String operator) {

        static Handle of(Decision decision) {
            return new Handle(decision.turn(), decision.operator());
        }
    }

    /**
     * A decision.
     *
     * @param arms the arms that it pulled
     * @param context the context that it was taken in
     * @param paid what the arms were paid; empty while it is open
     * @param earner the hash of the child that earned it, where there are several; empty where there is one, or none
     */
    private record Entry(
            List<Arm> arms, Context context, Optional<SequencedMap<Arm, Double>> paid, Optional<String> earner) {

        boolean isEarnedBy(String child) {
            return earner.map(child::equals).orElse(true);
        }
    }

    /** Opens a ledger for a controller and the credit that flows back to earlier decisions. */
    public Ledger(Controller controller, Credit credit) {
        this.controller = controller;
        this.credit = credit;
    }

    /** Returns who learns. */
    public Controller controller() {
        return controller;
    }

    /**
     * Notes an arm that was pulled in a turn beside the decision that is to be taken in it, such as that of asking nobody. It is paid what that
     * decision earns, and nothing if none is taken.
     */
    public void pull(int turn, Arm arm) {
        side.computeIfAbsent(turn, _ -> new ArrayList<>()).add(arm);
    }

    /**
     * Enters a decision, which is open until it is paid.
     *
     * @param arms the arms that it pulled
     * @throws IllegalStateException if there is a decision with this handle
     */
    public void open(Decision decision, List<Arm> arms, Context context) {
        if (entries.putIfAbsent(
                        Handle.of(decision), new Entry(List.copyOf(arms), context, Optional.empty(), Optional.empty()))
                != null) {
            throw new IllegalStateException(
                    "turn %d has a decision for %s already".formatted(decision.turn(), decision.operator()));
        }
    }

    /**
     * Pays the same reward to each arm that a decision pulled.
     *
     * @throws IllegalStateException if the decision is not open
     */
    public void pay(Decision decision, double reward) {
        SequencedMap<Arm, Double> rewards = new LinkedHashMap<>();
        open(decision).arms().forEach(arm -> rewards.put(arm, reward));
        side.getOrDefault(decision.turn(), List.of()).forEach(arm -> rewards.put(arm, reward));
        pay(decision, rewards);
    }

    /**
     * Pays a decision, to each arm its own reward. An arm that is left out learns nothing.
     *
     * @throws IllegalStateException if the decision is not open
     */
    public void pay(Decision decision, SequencedMap<Arm, Double> rewards) {
        pay(decision, Optional.empty(), rewards);
    }

    /**
     * Pays a decision that made several children, for one of them: only where that one is refuted, the reward is corrected.
     *
     * @param child the hash of the child that earned it; empty where there is none
     * @throws IllegalStateException if the decision is not open
     */
    public void pay(Decision decision, Optional<String> child, SequencedMap<Arm, Double> rewards) {
        Entry entry = open(decision);
        rewards.forEach((arm, reward) -> controller.learn(entry.context(), arm, reward));
        entries.put(
                Handle.of(decision),
                new Entry(entry.arms(), entry.context(), Optional.of(new LinkedHashMap<>(rewards)), child));
    }

    /**
     * Closes a decision of which nothing came to be known, because the harness failed: nobody learns from it.
     *
     * @throws IllegalStateException if the decision is not open
     */
    public void waive(Decision decision) {
        pay(decision, new LinkedHashMap<>());
    }

    private Entry open(Decision decision) {
        Entry entry = entries.get(Handle.of(decision));
        if (entry == null || entry.paid().isPresent()) {
            throw new IllegalStateException("the decision of turn %d for %s is %s"
                    .formatted(decision.turn(), decision.operator(), entry == null ? "not known" : "paid already"));
        }
        return entry;
    }

    /**
     * Lets a gain flow back to the decisions that made the ancestors of a child.
     *
     * @param child the hash of the child
     * @param lineages finds the lineage of a candidate by its hash
     */
    public void credit(String child, Lineage lineage, Function<String, Optional<Lineage>> lineages, double reward) {
        share(credit.settle(child, lineage, lineages, reward));
    }

    /**
     * Corrects what a decision was paid, because the child that it made was refuted, and takes back what flowed from it to its ancestors. A
     * decision that is still open is paid later, by whoever judges it.
     *
     * @param child the hash of the child
     * @param reward what the decision should have been paid
     */
    public void refute(String child, Lineage lineage, double reward) {
        share(credit.withdraw(child));
        lineage.decision()
                .map(decision -> entries.get(Handle.of(decision)))
                .filter(entry -> entry.isEarnedBy(child))
                .ifPresent(entry -> entry.paid().ifPresent(paid -> {
                    paid.forEach((arm, before) -> controller.revise(entry.context(), arm, before, reward));
                    paid.replaceAll((_, _) -> reward);
                }));
    }

    private void share(List<Credit.Share> shares) {
        for (Credit.Share share : shares) {
            Entry entry = entries.get(Handle.of(share.decision()));
            if (entry != null) {
                entry.arms().forEach(arm -> controller.credit(arm, share.amount()));
            }
        }
    }
}
