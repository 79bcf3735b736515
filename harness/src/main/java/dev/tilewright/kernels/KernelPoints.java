package dev.tilewright.kernels;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.space.Configuration;
import dev.tilewright.space.Point;
import dev.tilewright.space.SearchSpace;
import dev.tilewright.task.UserKernel;
import dev.tilewright.tuning.Translation;
import java.util.Optional;

/**
 * The configurations of one kernel of the user's own, as points of its space.
 *
 * @param factory makes the kernels
 * @param kernel the kernel
 * @param space its configurations
 * @param strategy the name of what chooses points
 */
public record KernelPoints(GenomeFactory factory, UserKernel kernel, SearchSpace space, String strategy)
        implements Translation {

    @Override
    public Optional<Candidate> candidate(Point point) {
        Configuration configuration = space.configuration(point);
        try {
            return Optional.of(new Candidate(
                    factory.tuned(kernel, configuration), Lineage.seed("%s: %s".formatted(strategy, configuration))));
        } catch (IllegalArgumentException impossible) {
            return Optional.empty();
        }
    }

    /** Another kernel than this one, such as the naive one, is no point. */
    @Override
    public Optional<Point> point(Candidate candidate) {
        KernelGenome genome = KernelGenome.of(candidate);
        return genome.kernelName().filter(kernel.name()::equals).flatMap(_ -> point(genome.configuration()));
    }

    /** Returns the point of a configuration; empty if the space does not have it. */
    public Optional<Point> point(Configuration configuration) {
        return space.find(configuration);
    }
}
