package dev.tilewright.kernels.operator;

import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.kernels.genome.Variation;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/** Combines two parents of one kind. */
final class Cross extends KernelOperator {

    static final String NAME = "cross";

    Cross(GenomeFactory factory) {
        super(factory);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    int parents() {
        return 2;
    }

    @Override
    public List<Arm> moves(Candidate parent) {
        return List.of(Arm.of(NAME));
    }

    @Override
    Optional<Variation> vary(List<KernelGenome> parents, Decision decision, UniformRandomProvider random) {
        return parents.get(0).cross(parents.get(1), factory(), random);
    }
}
