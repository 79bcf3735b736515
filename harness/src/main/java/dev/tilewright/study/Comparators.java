package dev.tilewright.study;

import dev.tilewright.tuning.Strategies;
import dev.tilewright.tuning.StrategyFactory;
import java.util.List;
import java.util.stream.Stream;

/** What a study can compare: our strategies, and those of others that ours are measured against. */
public final class Comparators {

    private static final StrategyFactory JENETICS =
            new StrategyFactory("jenetics", "the classic genetic algorithm of Jenetics, not ours", JeneticsGa::new);

    private Comparators() {}

    /** Returns all of them. */
    public static List<StrategyFactory> all() {
        return Stream.concat(Strategies.ALL.stream(), Stream.of(JENETICS)).toList();
    }

    /**
     * Finds one.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public static StrategyFactory named(String name) {
        return all().stream()
                .filter(strategy -> strategy.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no strategy called '%s'; there are: %s"
                        .formatted(
                                name,
                                String.join(
                                        ", ",
                                        all().stream()
                                                .map(StrategyFactory::name)
                                                .toList()))));
    }
}
