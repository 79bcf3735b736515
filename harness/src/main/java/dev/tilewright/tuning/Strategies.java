package dev.tilewright.tuning;

import java.util.List;

/** The strategies that there are. A new one is a class and a line here. */
public final class Strategies {

    /** All of them, the simplest first. */
    public static final List<StrategyFactory> ALL = List.of(
            new StrategyFactory("random", "uniform draws", RandomSearch::new),
            new StrategyFactory("hill-climb", "first improvement among neighbours, with restarts", HillClimb::new),
            new StrategyFactory("annealing", "simulated annealing on the logarithm of time", Annealing::new),
            new StrategyFactory("genetic", "generations of crossings and mutations", Genetic::new),
            new StrategyFactory(
                    "differential-evolution", "best/1/bin over places of values", DifferentialEvolution::new),
            new StrategyFactory("particle-swarm", "particles drawn to the best places seen", ParticleSwarm::new),
            new StrategyFactory("bayesian", "a Gaussian process, expected improvement times validity", Bayesian::new),
            new StrategyFactory(
                    "adaptive", "a forest that learns from every outcome: ours, the default", Adaptive::new));

    private Strategies() {}

    /** Returns all names. */
    public static List<String> names() {
        return ALL.stream().map(StrategyFactory::name).toList();
    }

    /**
     * Finds a strategy.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public static StrategyFactory named(String name) {
        return ALL.stream()
                .filter(strategy -> strategy.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no strategy called '%s'; there are: %s".formatted(name, String.join(", ", names()))));
    }
}
