package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.archive.ParentPolicies;
import dev.tilewright.evolve.archive.ParentPolicy;
import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.control.Context;
import dev.tilewright.evolve.control.Reward;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * Makes children of elites with the operators of the domain. How many drafts a child is chosen from is decided first; then of each draft the island and the policy by
 * which its parent is chosen there, and in the context that follows the operator, its move (what it is asked for) and its strength. Only the decision behind the
 * draft that is evaluated is opened, and paid; where no draft is new, the first one's is, what a rejected child costs.
 */
final class Breeder implements Source {

    /** How many drafts are made for a child, where there is a choice. */
    private static final List<Integer> DRAFTS = List.of(16, 64);

    private static final String ISLAND = "island";
    private static final String OPERATOR = "operator";

    private static final List<Arm> PARENTS = ParentPolicies.NAMES.stream()
            .map(name -> Arm.of(Decision.PARENTS, name))
            .toList();

    private final List<Operator> operators;
    private final Screening screening;
    private final List<Arm> drafts;

    /**
     * Makes a breeder.
     *
     * @param screening chooses among drafts
     * @param mostDrafts how many drafts are made for a child at the most
     */
    Breeder(List<Operator> operators, Screening screening, int mostDrafts) {
        this.operators = List.copyOf(operators);
        this.screening = screening;
        drafts = DRAFTS.stream()
                .filter(count -> count <= mostDrafts)
                .map(count -> Arm.of(Decision.DRAFTS, String.valueOf(count)))
                .toList();
    }

    /**
     * What was decided for a draft.
     *
     * @param operator what makes it
     * @param parents what is changed or combined
     * @param pulled the arms, each with the context that it was chosen in
     */
    private record Choices(
            Decision decision, Operator operator, List<Candidate> parents, SequencedMap<Arm, Context> pulled) {

        Optional<Draft> draft(Situation now) {
            return operator.make(parents, decision, now.random()).map(child -> new Draft(child, this));
        }
    }

    /** A draft with what was decided for it. */
    private record Draft(Candidate candidate, Choices choices) {}

    @Override
    public Optional<Candidate> propose(Situation now) {
        if (now.archive().isEmpty() || operators.isEmpty()) {
            return Optional.empty();
        }
        SequencedMap<Arm, Context> pulled = new LinkedHashMap<>();
        Context before = now.contexts().apply(Optional.empty());
        Optional<String> count = drafts.isEmpty()
                ? Optional.empty()
                : chosen(drafts, before, pulled, now).choice();
        List<Choices> tried = new ArrayList<>();
        Optional<Draft> draft = screening.choose(
                count.map(Integer::parseInt).orElse(1),
                () -> {
                    Optional<Choices> choices = choices(count, before, pulled, now);
                    choices.ifPresent(tried::add);
                    return choices.flatMap(decided -> decided.draft(now));
                },
                Draft::candidate,
                now);
        draft.map(Draft::choices)
                .or(() -> tried.stream().findFirst())
                .ifPresent(chosen -> now.ledger().open(chosen.decision(), chosen.pulled()));
        if (draft.isEmpty() && !tried.isEmpty()) {
            // Arms whose children are all known would be chosen for ever.
            now.ledger().pay(tried.getFirst().decision(), Reward.cost(Status.REJECTED));
        }
        return draft.map(Draft::candidate);
    }

    private Optional<Choices> choices(
            Optional<String> count, Context before, SequencedMap<Arm, Context> already, Situation now) {
        SequencedMap<Arm, Context> pulled = new LinkedHashMap<>(already);
        int island = island(before, pulled, now);
        ParentPolicy policy =
                ParentPolicies.of(chosen(PARENTS, before, pulled, now).choice().orElseThrow());
        Candidate parent = now.archive().parent(island, policy, now.random());
        Context context = now.contexts().apply(Optional.of(parent));
        List<Operator> able = operators.stream()
                .filter(operator -> !operator.moves(parent).isEmpty())
                .toList();
        if (able.isEmpty()) {
            return Optional.empty();
        }
        Operator operator = operator(able, context, pulled, now);
        Arm move = chosen(operator.moves(parent), context, pulled, now);
        Decision decision = new Decision(now.turn(), island, move).with(Decision.PARENTS, policy.name());
        decision = count.isPresent() ? decision.with(Decision.DRAFTS, count.get()) : decision;
        List<Arm> strengths = operator.strengths().stream()
                .map(strength -> Decision.arm(operator.name(), Decision.STRENGTH, strength))
                .toList();
        Optional<String> strength = strengths.isEmpty()
                ? Optional.empty()
                : chosen(strengths, context, pulled, now).choice();
        Decision decided = strength.isPresent() ? decision.with(Decision.STRENGTH, strength.get()) : decision;
        List<Candidate> parents = List.of(parent, now.archive().parent(island, policy, now.random()));
        return Optional.of(new Choices(decided, operator, parents, pulled));
    }

    /** Chooses an island, where there are several. */
    private static int island(Context before, SequencedMap<Arm, Context> pulled, Situation now) {
        List<Arm> islands = IntStream.range(0, now.archive().islands())
                .mapToObj(island -> Arm.of(ISLAND, String.valueOf(island)))
                .toList();
        return islands.size() == 1 ? 0 : islands.indexOf(chosen(islands, before, pulled, now));
    }

    private static Operator operator(
            List<Operator> able, Context context, SequencedMap<Arm, Context> pulled, Situation now) {
        List<Arm> arms =
                able.stream().map(operator -> Arm.of(OPERATOR, operator.name())).toList();
        return able.get(arms.indexOf(chosen(arms, context, pulled, now)));
    }

    /** Lets the controller choose an arm, where there are several, and notes that it was pulled. */
    private static Arm chosen(List<Arm> arms, Context context, SequencedMap<Arm, Context> pulled, Situation now) {
        Arm arm = arms.size() == 1 ? arms.getFirst() : now.controller().choose(context, arms, now.random());
        pulled.put(arm, context);
        return arm;
    }

    /** What an island or a policy of parents is worth shows in whether its children are fitter than the best, and not than parents that are easily improved. */
    private static boolean isOfParents(Arm arm) {
        return arm.kind().equals(ISLAND) || arm.kind().equals(Decision.PARENTS);
    }

    @Override
    public void judged(Step step, Situation now) {
        Candidate child = step.candidate();
        if (step.evaluation().isUndecided()) {
            child.lineage().decision().ifPresent(now.ledger()::waive);
            return;
        }
        double overBest = Reward.of(step.evaluation(), now.best().map(Step::standing));
        child.lineage()
                .decision()
                .ifPresent(decision -> now.ledger().pay(decision, arm -> isOfParents(arm) ? overBest : step.reward()));
        now.ledger().credit(child.hash(), child.lineage(), now::lineage, step.reward());
    }

    @Override
    public void observed(Step step, Situation now, boolean replayed) {
        screening.observed(step);
    }
}
