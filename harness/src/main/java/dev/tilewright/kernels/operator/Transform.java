package dev.tilewright.kernels.operator;

import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.kernels.genome.Variation;
import dev.tilewright.loops.transform.Transformations;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/** Changes the structure of a kernel by one step of the loop transformation that the decision names. */
final class Transform extends KernelOperator {

    static final String NAME = "transform";

    private static final List<Arm> MOVES = Transformations.kinds().stream()
            .map(kind -> Arm.of(NAME, kind.name()))
            .toList();

    Transform(GenomeFactory factory) {
        super(factory);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Arm> moves(Candidate parent) {
        return KernelGenome.of(parent).transformable() ? MOVES : List.of();
    }

    @Override
    Optional<Variation> vary(List<KernelGenome> parents, Decision decision, UniformRandomProvider random) {
        return parents.getFirst().transform(decision.transformation().orElseThrow(), factory(), random);
    }
}
