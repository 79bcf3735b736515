package dev.tilewright.generate;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.loops.Catalogue;
import dev.tilewright.loops.IllegalTransformationException;
import dev.tilewright.loops.LoopNests;
import dev.tilewright.loops.Nest;
import dev.tilewright.loops.Schedule;
import dev.tilewright.loops.Step;
import dev.tilewright.loops.Transformation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Samples schedules to begin a search with: structure that most fast kernels have, with numbers drawn at random, as in Ansor (Zheng et
 * al., "Ansor: Generating High-Performance Tensor Programs for Deep Learning", OSDI 2020). One step at a time would spend the first
 * evaluations on kernels nearly as slow as the naive one.
 */
public final class Sampling {

    private static final int ATTEMPTS = 30;

    /** The kinds of steps a sample takes in each nest, in order, and how often it takes them. */
    private static final List<Draw> DRAWS =
            List.of(new Draw("vectorize", 0.85), new Draw("accumulate", 0.9), new Draw("unroll", 0.25));

    private record Draw(String kind, double probability) {}

    private Sampling() {}

    /**
     * Draws a schedule that builds on the naive one.
     *
     * @return the candidate; empty where the task has no expression to schedule
     */
    public static Optional<Candidate> draw(CandidateFactory factory, UniformRandomProvider random) {
        Optional<LoopNests> naive = factory.nests();
        if (naive.isEmpty()) {
            return Optional.empty();
        }
        List<Step> steps =
                new ArrayList<>(Schedule.naive(naive.get(), factory.limits()).steps());
        int given = steps.size();
        try {
            LoopNests nests = new Schedule(steps).apply(naive.get(), factory.limits());
            List<String> names = nests.nests().stream().map(Nest::name).toList();
            for (String name : names) {
                for (Draw draw : DRAWS) {
                    if (random.nextDouble() < draw.probability()) {
                        nests = extend(nests, name, Catalogue.kind(draw.kind()), factory, random, steps);
                    }
                }
            }
            return Optional.of(factory.candidate(
                    new Candidate.Origin.Scheduled(new Schedule(steps).text()),
                    Candidate.Lineage.seed("sample " + new Schedule(steps.subList(given, steps.size())).text())));
        } catch (IllegalTransformationException e) {
            throw new IllegalStateException("a schedule of legal steps is not legal: " + e.getMessage(), e);
        }
    }

    /** Takes one step of a kind, if a legal one is met; returns the nests after it. */
    private static LoopNests extend(
            LoopNests nests,
            String name,
            Transformation.Kind kind,
            CandidateFactory factory,
            UniformRandomProvider random,
            List<Step> steps)
            throws IllegalTransformationException {
        List<Transformation> proposals = kind.proposals(nests.nest(name), factory.limits());
        for (int attempt = 0; attempt < ATTEMPTS && !proposals.isEmpty(); attempt++) {
            Step step = new Step(name, proposals.get(random.nextInt(proposals.size())));
            try {
                LoopNests extended = nests.apply(step, factory.limits());
                steps.add(step);
                return extended;
            } catch (IllegalTransformationException e) {
                // Not legal here: draw another.
            }
        }
        return nests;
    }
}
