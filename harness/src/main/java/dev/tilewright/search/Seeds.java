package dev.tilewright.search;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.generate.CandidateFactory;
import dev.tilewright.generate.Sketches;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.task.UserKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/** What evolution begins with. */
final class Seeds {

    /** How many schedules are sampled. */
    private static final int SAMPLES = 24;

    private Seeds() {}

    /**
     * Returns the naive kernel, the best that memory knew, samples, and the user's kernels. These come last, when a slow one costs but one
     * run, unless one of them is what is tuned.
     */
    static List<Candidate> of(EvolutionPlan plan, CandidateFactory factory, UniformRandomProvider random) {
        List<Candidate> seeds = new ArrayList<>();
        factory.naive().ifPresent(seeds::add);
        plan.known().flatMap(origin -> best(factory, origin)).ifPresent(seeds::add);
        if (plan.kernel().isEmpty() && plan.generators().contains("transform")) {
            for (int i = 0; i < SAMPLES; i++) {
                Sketches.draw(factory, random).ifPresent(seeds::add);
            }
        }
        for (UserKernel kernel : factory.kernels()) {
            try {
                seeds.add(factory.seed(kernel));
            } catch (IllegalArgumentException e) {
                if (plan.kernel().isPresent()) {
                    throw e;
                }
            }
        }
        return seeds;
    }

    private static Optional<Candidate> best(CandidateFactory factory, Candidate.Origin origin) {
        try {
            return Optional.of(factory.candidate(origin, Candidate.Lineage.seed("best known on this hardware")));
        } catch (IllegalTransformationException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
