package dev.tilewright.kernels.operator;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.loop.Operator;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.kernels.genome.Variation;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/** An operator of this domain: it varies genomes, and what comes of it gets a lineage. */
abstract class KernelOperator implements Operator {

    private final GenomeFactory factory;

    KernelOperator(GenomeFactory factory) {
        this.factory = factory;
    }

    GenomeFactory factory() {
        return factory;
    }

    /** Varies the first of some parents. */
    abstract Optional<Variation> vary(List<KernelGenome> parents, Decision decision, UniformRandomProvider random);

    /** Returns how many of the parents it changes or combines. */
    int parents() {
        return 1;
    }

    @Override
    public Optional<Candidate> make(List<Candidate> parents, Decision decision, UniformRandomProvider random) {
        if (parents.size() < parents()) {
            return Optional.empty();
        }
        List<Candidate> used = parents.subList(0, parents());
        return vary(used.stream().map(KernelGenome::of).toList(), decision, random)
                .map(variation -> new Candidate(variation.genome(), Lineage.child(used, decision, variation.change())));
    }
}
