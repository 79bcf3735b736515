package dev.tilewright.tuning;

import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.loop.Operator;
import dev.tilewright.space.Configuration;
import dev.tilewright.space.Neighbourhood;
import dev.tilewright.space.Point;
import dev.tilewright.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/** Changes the values of one tunable, or of two one after the other. */
final class ChangedValues implements Operator {

    static final String NAME = "tune";

    private static final List<String> STRENGTHS = List.of("1", "2");

    private final SearchSpace space;

    ChangedValues(SearchSpace space) {
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
    public List<String> strengths() {
        return STRENGTHS;
    }

    @Override
    public Optional<Candidate> make(List<Candidate> parents, Decision decision, UniformRandomProvider random) {
        Candidate parent = parents.getFirst();
        Configuration before = ConfigurationGenome.of(parent).configuration();
        int changes = Integer.parseInt(decision.choices().getOrDefault(Decision.STRENGTH, STRENGTHS.getFirst()));
        Point point = space.point(before);
        for (int i = 0; i < changes; i++) {
            List<Point> neighbours = space.neighbours(point, Neighbourhood.ANY);
            if (neighbours.isEmpty()) {
                return Optional.empty();
            }
            point = neighbours.get(random.nextInt(neighbours.size()));
        }
        Configuration after = space.configuration(point);
        return after.equals(before)
                ? Optional.empty()
                : Optional.of(new Candidate(
                        new ConfigurationGenome(after),
                        Lineage.child(List.of(parent), decision, difference(before, after))));
    }

    private static String difference(Configuration before, Configuration after) {
        List<String> changes = new ArrayList<>();
        before.values().forEach((name, value) -> {
            String now = after.values().getOrDefault(name, value);
            if (!now.equals(value)) {
                changes.add("%s: %s -> %s".formatted(name, value, now));
            }
        });
        return String.join(", ", changes);
    }
}
