package dev.tilewright.tuning;

import dev.tilewright.evolve.archive.Niche;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.loop.Domain;
import dev.tilewright.evolve.loop.Operator;
import dev.tilewright.space.Configuration;
import dev.tilewright.space.Point;
import dev.tilewright.space.SearchSpace;
import dev.tilewright.space.Tunable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.rng.UniformRandomProvider;

/** The domain of configurations that are evaluated for themselves, such as those of a space that somebody recorded. */
public final class Configurations implements Domain, Translation {

    /** The operators that there are, by name. */
    public static final List<String> OPERATORS = List.of(ChangedValues.NAME, CrossedValues.NAME);

    private static final int NICHE_TUNABLES = 2;

    private final SearchSpace space;
    private final List<Operator> operators;
    private final Optional<Configuration> known;
    private final String change;

    private Configurations(SearchSpace space, List<Operator> operators, Optional<Configuration> known, String change) {
        this.space = space;
        this.operators = operators;
        this.known = known;
        this.change = change;
    }

    /**
     * Returns the domain whose candidates a strategy proposes, and nobody else.
     *
     * @param strategy the strategy's name
     * @param known the best that memory knew, which the search begins with
     */
    public static Configurations searched(SearchSpace space, String strategy, Optional<Configuration> known) {
        return new Configurations(space, List.of(), known, strategy);
    }

    /**
     * Returns the domain whose candidates evolve, from the best that was known and from one that is drawn.
     *
     * @param operators the names of the operators that make children
     * @param known the best that memory knew
     * @throws IllegalArgumentException if there is no operator of one of the names
     */
    public static Configurations evolving(SearchSpace space, List<String> operators, Optional<Configuration> known) {
        return new Configurations(
                space, operators.stream().map(name -> operator(name, space)).toList(), known, "drawn");
    }

    private static Operator operator(String name, SearchSpace space) {
        return switch (name) {
            case ChangedValues.NAME -> new ChangedValues(space);
            case CrossedValues.NAME -> new CrossedValues(space);
            default ->
                throw new IllegalArgumentException("no generator of configurations is called %s; there are %s"
                        .formatted(name, String.join(", ", OPERATORS)));
        };
    }

    @Override
    public Optional<Candidate> candidate(Point point) {
        Configuration configuration = space.configuration(point);
        return Optional.of(new Candidate(
                new ConfigurationGenome(configuration), Lineage.seed("%s: %s".formatted(change, told(point)))));
    }

    /** Says what was chosen; a tunable with one value says nothing. */
    private String told(Point point) {
        List<String> told = new ArrayList<>();
        for (int i = 0; i < space.tunables().size(); i++) {
            Tunable tunable = space.tunables().get(i);
            if (tunable.values().size() > 1) {
                told.add(tunable.name() + "=" + tunable.values().get(point.index(i)));
            }
        }
        return String.join(", ", told);
    }

    @Override
    public Optional<Point> point(Candidate candidate) {
        return space.find(ConfigurationGenome.of(candidate).configuration());
    }

    @Override
    public List<Candidate> seeds(UniformRandomProvider random) {
        return known.stream()
                .map(best -> new Candidate(
                        new ConfigurationGenome(best), Lineage.seed("best known on this hardware: " + best)))
                .filter(best -> point(best).isPresent())
                .toList();
    }

    /** Where a strategy searches, nothing is drawn beside it. */
    @Override
    public Optional<Candidate> draw(UniformRandomProvider random) {
        return operators.isEmpty() ? Optional.empty() : candidate(space.draw(random));
    }

    @Override
    public List<Operator> operators() {
        return operators;
    }

    /** Those of one niche have the values of the first tunables in common, which tend to say how work is shared out. */
    @Override
    public Optional<Niche> niche(Candidate candidate) {
        Configuration configuration = ConfigurationGenome.of(candidate).configuration();
        return Optional.of(new Niche(space.tunables().stream()
                .limit(NICHE_TUNABLES)
                .map(tunable -> new Niche.Coordinate(
                        tunable.name(), String.valueOf(configuration.values().get(tunable.name()))))
                .toList()));
    }

    /** Nothing is known of the workload and the hardware but their names. */
    @Override
    public SortedMap<String, Double> features() {
        return new TreeMap<>();
    }

    @Override
    public SortedMap<String, Double> features(Candidate parent) {
        return ConfigurationFeatures.of(ConfigurationGenome.of(parent).configuration());
    }

    /** What was recorded is what it is, however often it is looked at. */
    @Override
    public boolean trusts(Candidate candidate) {
        return true;
    }
}
