package dev.tilewright.evolve.control;

import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Lineage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The open and the paid decisions of a run: exactly one reward comes back for each, by its handle, and goes to the arms that it pulled.
 * Where the evaluation behind a reward is refuted, the reward is corrected, and what flowed back to ancestors is withdrawn.
 *
 * <p>What arms are paid is shaped: here, and nowhere else. All that a {@link Shaping} looks at is kept, and is the same again when a run
 * is repeated. A reward that is corrected changes later payments that it counted for; so these are corrected too.
 */
public final class Ledger {

    private final Controller controller;
    private final Credit credit;
    private final Shaping shaping;
    private final List<SequencedMap<Arm, Double>> earned = new ArrayList<>();
    private final List<Payment> payments = new ArrayList<>();
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
     * @param contexts the contexts that they were chosen in
     * @param payment which of the payments is its own; empty while it is open
     * @param earner the hash of the child that earned it, where there are several; empty where there is one, or none
     */
    private record Entry(List<Arm> arms, Contexts contexts, Optional<Integer> payment, Optional<String> earner) {

        boolean isEarnedBy(String child) {
            return earner.map(child::equals).orElse(true);
        }
    }

    /**
     * The contexts that the arms of a decision were chosen in.
     *
     * @param usual that of arms that have none of their own
     * @param own those of arms that have one
     */
    private record Contexts(Context usual, Map<Arm, Context> own) {

        Context of(Arm arm) {
            return own.getOrDefault(arm, usual);
        }
    }

    /**
     * What the arms of a decision were paid.
     *
     * @param contexts the contexts that they were chosen in
     */
    private record Payment(Contexts contexts, SequencedMap<Arm, Double> paid) {}

    /** Opens a ledger for a controller and the credit that flows back to earlier decisions. Arms are paid what they earned. */
    public Ledger(Controller controller, Credit credit) {
        this(controller, credit, Shapings.LOG_SPEED_UP);
    }

    /**
     * Opens a ledger.
     *
     * @param controller who learns
     * @param credit flows back to earlier decisions
     * @param shaping what arms are paid for what they earned
     */
    public Ledger(Controller controller, Credit credit, Shaping shaping) {
        this.controller = controller;
        this.credit = credit;
        this.shaping = shaping;
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
        open(decision, arms, new Contexts(context, Map.of()));
    }

    /**
     * Enters a decision, which is open until it is paid.
     *
     * @param pulled the arms that it pulled, each with the context that it was chosen in
     * @throws IllegalStateException if there is a decision with this handle
     */
    public void open(Decision decision, SequencedMap<Arm, Context> pulled) {
        open(decision, List.copyOf(pulled.keySet()), new Contexts(Context.NONE, Map.copyOf(pulled)));
    }

    private void open(Decision decision, List<Arm> arms, Contexts contexts) {
        Entry opened = new Entry(List.copyOf(arms), contexts, Optional.empty(), Optional.empty());
        if (entries.putIfAbsent(Handle.of(decision), opened) != null) {
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
        pay(decision, (Arm _) -> reward);
    }

    /**
     * Pays each arm that a decision pulled.
     *
     * @param reward what an arm earned
     * @throws IllegalStateException if the decision is not open
     */
    public void pay(Decision decision, ToDoubleFunction<Arm> reward) {
        SequencedMap<Arm, Double> rewards = new LinkedHashMap<>();
        open(decision).arms().forEach(arm -> rewards.put(arm, reward.applyAsDouble(arm)));
        side.getOrDefault(decision.turn(), List.of()).forEach(arm -> rewards.put(arm, reward.applyAsDouble(arm)));
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
        SequencedMap<Arm, Double> own = new LinkedHashMap<>(rewards);
        SequencedMap<Arm, Double> paid = shaping.shape(earned, own);
        paid.forEach((arm, reward) -> controller.learn(entry.contexts().of(arm), arm, reward));
        entries.put(
                Handle.of(decision), new Entry(entry.arms(), entry.contexts(), Optional.of(payments.size()), child));
        earned.add(own);
        payments.add(new Payment(entry.contexts(), new LinkedHashMap<>(paid)));
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
        if (entry == null || entry.payment().isPresent()) {
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
        share(credit.settle(child, lineage, lineages, reward > 0 ? flowing(child, lineage, reward) : reward));
    }

    private double flowing(String child, Lineage lineage, double reward) {
        return entry(child, lineage)
                .flatMap(Entry::payment)
                .flatMap(payment ->
                        payments.get(payment).paid().values().stream().max(Double::compare))
                .map(paid -> shaping.flowing(reward, paid))
                .orElse(reward);
    }

    private Optional<Entry> entry(String child, Lineage lineage) {
        return lineage.decision()
                .map(decision -> entries.get(Handle.of(decision)))
                .filter(entry -> entry.isEarnedBy(child));
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
        entry(child, lineage).flatMap(Entry::payment).ifPresent(refuted -> {
            earned.get(refuted).replaceAll((_, _) -> reward);
            for (int payment = refuted; payment < payments.size(); payment++) {
                correct(payment);
            }
        });
    }

    private void correct(int number) {
        Payment payment = payments.get(number);
        SequencedMap<Arm, Double> paid = payment.paid();
        shaping.shape(earned.subList(0, number), earned.get(number)).forEach((arm, after) -> {
            double before = Objects.requireNonNull(paid.put(arm, after));
            if (before != after) {
                controller.revise(payment.contexts().of(arm), arm, before, after);
            }
        });
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
