package dev.tilewright.app;

import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.loop.Operator;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.operator.Operators;
import dev.tilewright.kernels.sketch.Sketches;
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

    private final GenomeFactory factory;
    private final Problem problem;
    private final boolean evolves;
    private final UniformRandomProvider random;
    private final List<Operator> operators;
    private int turn;
    private final Map<String, Candidate> candidates = new LinkedHashMap<>();

    private DryRunCandidates(GenomeFactory factory, Problem problem, boolean evolves, long seed) {
        this.factory = factory;
        this.problem = problem;
        this.evolves = evolves;
        operators = Operators.names().stream()
                .map(name -> Operators.of(name, factory))
                .toList();
        random = RandomSource.XO_SHI_RO_256_PP.create(seed);
    }

    /**
     * Draws candidates.
     *
     * @param evolves whether to begin from the naive kernel; else only the user's kernels are configured
     * @return at most {@code most}, all different
     */
    static List<Candidate> draw(GenomeFactory factory, Problem problem, boolean evolves, long seed, int most) {
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
            factory.naive().ifPresent(naive -> keep(new Candidate(naive, Lineage.seed("naive"))));
        }
        for (UserKernel kernel : factory.kernels()) {
            if (kernel.kernel().space(problem.sizes()).first().isPresent()) {
                keep(new Candidate(factory.first(kernel), Lineage.seed(kernel.fileName())));
            }
        }
    }

    private boolean keep(Candidate candidate) {
        return candidates.putIfAbsent(candidate.hash(), candidate) == null;
    }

    private Optional<Candidate> next() {
        if (evolves && (candidates.isEmpty() || random.nextDouble() < SKETCHES)) {
            return Sketches.draw(factory, random)
                    .map(sketch -> new Candidate(sketch, Lineage.seed("sketch " + sketch.schedule())));
        }
        List<Candidate> known = new ArrayList<>(candidates.values());
        List<Candidate> parents =
                List.of(known.get(random.nextInt(known.size())), known.get(random.nextInt(known.size())));
        List<Arm> moves = operators.stream()
                .flatMap(operator -> operator.moves(parents.getFirst()).stream())
                .filter(move -> evolves || !move.kind().equals(Operators.STRUCTURAL))
                .toList();
        Arm move = moves.get(random.nextInt(moves.size()));
        Decision decision = new Decision(++turn, 0, move);
        return operators.stream()
                .filter(operator -> operator.name().equals(move.kind()))
                .findFirst()
                .flatMap(operator -> operator.make(parents, decision, random))
                .filter(child -> child.genome().obstacle().isEmpty());
    }
}
