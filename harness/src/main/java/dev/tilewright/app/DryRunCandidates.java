package dev.tilewright.app;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.candidate.Directive;
import dev.tilewright.generate.CandidateFactory;
import dev.tilewright.generate.Operator;
import dev.tilewright.generate.Operators;
import dev.tilewright.generate.Sketches;
import dev.tilewright.task.Problem;
import dev.tilewright.task.UserKernel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Candidates such as a search would meet, none of which is ever measured: the naive kernel, sketches, kernels of the user's own, and
 * children of these by every operator.
 */
final class DryRunCandidates {

    /** So many candidates in a row that are known already, and there are no others. */
    private static final int PATIENCE = 200;

    private static final double SKETCHES = 0.5;

    private final CandidateFactory factory;
    private final Problem problem;
    private final boolean evolves;
    private final UniformRandomProvider random;
    private final Map<String, Candidate> candidates = new LinkedHashMap<>();

    private DryRunCandidates(CandidateFactory factory, Problem problem, boolean evolves, long seed) {
        this.factory = factory;
        this.problem = problem;
        this.evolves = evolves;
        random = RandomSource.XO_SHI_RO_256_PP.create(seed);
    }

    /**
     * Draws candidates.
     *
     * @param evolves whether to begin from the naive kernel; else only the user's kernels are configured
     * @return at most {@code most}, all different
     */
    static List<Candidate> draw(CandidateFactory factory, Problem problem, boolean evolves, long seed, int most) {
        DryRunCandidates drawn = new DryRunCandidates(factory, problem, evolves, seed);
        drawn.seeds();
        int idle = 0;
        while (drawn.candidates.size() < most && idle < PATIENCE && !(drawn.candidates.isEmpty() && !evolves)) {
            idle = drawn.next().filter(drawn::keep).isPresent() ? 0 : idle + 1;
        }
        return drawn.candidates.values().stream().limit(most).toList();
    }

    private void seeds() {
        if (evolves) {
            factory.naive().ifPresent(this::keep);
        }
        for (UserKernel kernel : factory.kernels()) {
            if (kernel.kernel().space(problem.sizes()).first().isPresent()) {
                keep(factory.seed(kernel));
            }
        }
    }

    private boolean keep(Candidate candidate) {
        return candidates.putIfAbsent(candidate.hash(), candidate) == null;
    }

    private Optional<Candidate> next() {
        if (evolves && (candidates.isEmpty() || random.nextDouble() < SKETCHES)) {
            return Sketches.draw(factory, random);
        }
        List<Candidate> known = new ArrayList<>(candidates.values());
        List<Operator> operators = Operators.names().stream().map(Operators::of).toList();
        List<Directive> directives = operators.stream()
                .flatMap(operator -> operator.directives(factory).stream())
                .filter(directive -> evolves || !directive.operator().equals("transform"))
                .toList();
        Directive directive = directives.get(random.nextInt(directives.size()));
        List<Candidate> parents =
                List.of(known.get(random.nextInt(known.size())), known.get(random.nextInt(known.size())));
        return Operators.of(directive.operator()).make(factory, parents, directive, random);
    }
}
