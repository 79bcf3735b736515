package dev.tilewright.tuning;

import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.loop.Operator;
import dev.tilewright.space.Point;
import dev.tilewright.space.SearchSpace;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/** Takes each value from one of two parents, until something new and valid comes of it. */
final class CrossedValues implements Operator {

    static final String NAME = "cross";

    private static final int ATTEMPTS = 20;

    private final SearchSpace space;

    CrossedValues(SearchSpace space) {
        this.space = space;
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
    public Optional<Candidate> make(List<Candidate> parents, Decision decision, UniformRandomProvider random) {
        Point one = point(parents.getFirst());
        Point two = point(parents.get(1));
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Point crossed = one.crossed(two, random);
            if (!crossed.equals(one) && !crossed.equals(two) && space.contains(crossed)) {
                return Optional.of(new Candidate(
                        new ConfigurationGenome(space.configuration(crossed)),
                        Lineage.child(parents.subList(0, 2), decision, "cross")));
            }
        }
        return Optional.empty();
    }

    private Point point(Candidate parent) {
        return space.point(ConfigurationGenome.of(parent).configuration());
    }
}
