package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.control.Context;
import dev.tilewright.evolve.control.Reward;
import java.util.List;
import java.util.Optional;

/**
 * Makes children of elites with the operators of the domain. A decision is taken in this order: the island and the parent, the context
 * that follows from them, then the move (an operator with what it is asked for) and its strength.
 */
final class Breeder implements Source {

    private final List<Operator> operators;

    Breeder(List<Operator> operators) {
        this.operators = List.copyOf(operators);
    }

    @Override
    public Optional<Candidate> propose(Situation now) {
        if (now.archive().isEmpty()) {
            return Optional.empty();
        }
        int island = now.archive().island(now.random());
        Candidate parent = now.archive().parent(island, now.random());
        List<Arm> moves = operators.stream()
                .flatMap(operator -> operator.moves(parent).stream())
                .toList();
        if (moves.isEmpty()) {
            return Optional.empty();
        }
        Context context = now.contexts().apply(parent);
        Arm move = now.controller().choose(context, moves, now.random());
        Operator operator = operator(move);
        Decision decision = strengthened(new Decision(now.turn(), island, move), operator, context, now);
        now.ledger().open(decision, decision.arms(), context);
        List<Candidate> parents = List.of(parent, now.archive().parent(island, now.random()));
        Optional<Candidate> child = operator.make(parents, decision, now.random())
                .filter(made -> made.genome().obstacle().isEmpty())
                .filter(made -> !now.knows(made));
        if (child.isEmpty()) {
            now.ledger().pay(decision, Reward.cost(Status.REJECTED));
        }
        return child;
    }

    private Operator operator(Arm move) {
        return operators.stream()
                .filter(operator -> operator.name().equals(move.kind()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no operator is called " + move.kind()));
    }

    private static Decision strengthened(Decision decision, Operator operator, Context context, Situation now) {
        List<Arm> strengths = operator.strengths().stream()
                .map(strength -> Decision.arm(operator.name(), Decision.STRENGTH, strength))
                .toList();
        return strengths.isEmpty()
                ? decision
                : decision.with(
                        Decision.STRENGTH,
                        now.controller()
                                .choose(context, strengths, now.random())
                                .choice()
                                .orElseThrow());
    }

    @Override
    public void judged(Step step, Situation now) {
        Candidate child = step.candidate();
        if (step.evaluation().isUndecided()) {
            child.lineage().decision().ifPresent(now.ledger()::waive);
            return;
        }
        child.lineage().decision().ifPresent(decision -> now.ledger().pay(decision, step.reward()));
        now.ledger().credit(child.hash(), child.lineage(), now::lineage, step.reward());
    }
}
