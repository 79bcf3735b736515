package dev.tilewright.app;

import dev.tilewright.task.Suggestion;
import dev.tilewright.tuning.Strategies;
import java.util.List;
import java.util.Optional;

/**
 * Whether a strategy searches, by ask and tell, or candidates evolve: two ways to the same end, of which a run has one.
 */
public final class StrategyChoice {

    private static final String USUAL = "adaptive";

    private StrategyChoice() {}

    /** Returns the strategy where none is named. */
    public static String usual() {
        return USUAL;
    }

    /**
     * Returns the strategy that searches; empty where candidates evolve.
     *
     * @param named the strategy that was named
     * @param evolves whether generators or a controller were named
     * @throws UseCaseException if there is no such strategy, or both were named
     */
    static Optional<String> of(Optional<String> named, boolean evolves) {
        named.ifPresent(name -> requireKnown(name, Strategies.names()));
        if (named.isPresent() && evolves) {
            throw UseCaseException.request(
                    "--strategy chooses every configuration itself, so nothing is left for --generators, --controller and --reward; give the one or the others");
        }
        return evolves ? Optional.empty() : named.or(() -> Optional.of(usual()));
    }

    /**
     * Checks the name of a strategy.
     *
     * @param all the names that there are
     * @throws UseCaseException if it is none of them
     */
    static void requireKnown(String name, List<String> all) {
        if (!all.contains(name)) {
            throw UseCaseException.request("no strategy is called %s%s; there are %s"
                    .formatted(name, Suggestion.forName(name, all), String.join(", ", all)));
        }
    }
}
