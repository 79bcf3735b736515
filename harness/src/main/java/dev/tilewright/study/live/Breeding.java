package dev.tilewright.study.live;

import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.loop.Operator;
import dev.tilewright.kernels.operator.Operators;
import io.jenetics.Alterer;
import io.jenetics.AnyGene;
import io.jenetics.Crossover;
import io.jenetics.Mutator;
import io.jenetics.util.MSeq;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * A domain's operators as alterers of Jenetics, for one generation. Each operator is chosen as often as any other, and so is each of the
 * moves that it offers.
 */
final class Breeding {

    private static final double CROSSED = 0.6;

    private static final double MUTATED = 0.4;

    /** How often another move is tried where one made nothing: for many parents, many transformations are not legal. */
    private static final int ATTEMPTS = 10;

    private final List<Operator> mutating;
    private final List<Operator> crossing;
    private final int turn;
    private final UniformRandomProvider random;

    Breeding(List<Operator> operators, int turn, UniformRandomProvider random) {
        mutating = operators.stream().filter(operator -> !crosses(operator)).toList();
        crossing = operators.stream().filter(Breeding::crosses).toList();
        this.turn = turn;
        this.random = random;
    }

    private static boolean crosses(Operator operator) {
        return operator.name().equals(Operators.CROSSING);
    }

    Alterer<AnyGene<Candidate>, Double> mutation() {
        return new Mutation();
    }

    Alterer<AnyGene<Candidate>, Double> crossover() {
        return new Crossing();
    }

    private final class Mutation extends Mutator<AnyGene<Candidate>, Double> {

        Mutation() {
            super(MUTATED);
        }

        @Override
        protected AnyGene<Candidate> mutate(AnyGene<Candidate> gene, RandomGenerator ignored) {
            return child(mutating, List.of(gene.allele()))
                    .map(gene::newInstance)
                    .orElse(gene);
        }
    }

    private final class Crossing extends Crossover<AnyGene<Candidate>, Double> {

        Crossing() {
            super(CROSSED);
        }

        @Override
        protected int crossover(MSeq<AnyGene<Candidate>> that, MSeq<AnyGene<Candidate>> other) {
            Candidate first = that.get(0).allele();
            Candidate second = other.get(0).allele();
            return replace(that, first, second) + replace(other, second, first);
        }

        private int replace(MSeq<AnyGene<Candidate>> genes, Candidate first, Candidate second) {
            Optional<Candidate> child = child(crossing, List.of(first, second));
            child.ifPresent(made -> genes.set(0, genes.get(0).newInstance(made)));
            return child.isPresent() ? 1 : 0;
        }
    }

    /** Makes a child. No decision of the run made it, so it has none in its lineage. */
    private Optional<Candidate> child(List<Operator> operators, List<Candidate> parents) {
        for (int i = 0; i < ATTEMPTS && !operators.isEmpty(); i++) {
            Operator operator = any(operators);
            List<Arm> moves = operator.moves(parents.getFirst());
            if (!moves.isEmpty()) {
                Decision move = new Decision(turn, 0, any(moves));
                Decision decision =
                        operator.strengths().isEmpty() ? move : move.with(Decision.STRENGTH, any(operator.strengths()));
                Optional<Candidate> child = operator.make(parents, decision, random)
                        .filter(made -> made.genome().obstacle().isEmpty());
                if (child.isPresent()) {
                    return child.map(Breeding::undecided);
                }
            }
        }
        return Optional.empty();
    }

    private static Candidate undecided(Candidate child) {
        Lineage lineage = child.lineage();
        return new Candidate(child.genome(), new Lineage(lineage.parents(), Optional.empty(), lineage.change()));
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
