package dev.tilewright.kernels.operator;

import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.loop.Operator;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.kernels.sketch.Sketches;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/** Draws a structure anew, whatever the parent is: the first of the two levels of a search, of which {@code tune} is the second. */
final class Sketch implements Operator {

    static final String NAME = "sketch";

    private final GenomeFactory factory;

    Sketch(GenomeFactory factory) {
        this.factory = factory;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Arm> moves(Candidate parent) {
        return KernelGenome.of(parent).transformable() ? List.of(Arm.of(NAME)) : List.of();
    }

    @Override
    public Optional<Candidate> make(List<Candidate> parents, Decision decision, UniformRandomProvider random) {
        return Sketches.draw(factory, random)
                .map(sketch -> new Candidate(
                        sketch, new Lineage(List.of(), Optional.of(decision), "sketch " + sketch.schedule())));
    }
}
