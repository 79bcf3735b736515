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

/** Changes numbers and leaves the structure as it is: one, or a few at once and further. */
final class Tune extends KernelOperator {

    static final String NAME = "tune";

    private static final List<String> STRENGTHS = List.of("1", "2", "4");

    Tune(GenomeFactory factory) {
        super(factory);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Arm> moves(Candidate parent) {
        return List.of(Arm.of(NAME));
    }

    @Override
    public List<String> strengths() {
        return STRENGTHS;
    }

    @Override
    Optional<Variation> vary(List<KernelGenome> parents, Decision decision, UniformRandomProvider random) {
        int changes = Integer.parseInt(decision.choices().getOrDefault(Decision.STRENGTH, STRENGTHS.getFirst()));
        return parents.getFirst().tune(changes, factory(), random);
    }
}
