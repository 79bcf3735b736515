package dev.tilewright.study;

import java.util.List;

/**
 * What came of a study.
 *
 * @param strategies the names of the strategies, in the order that was asked for
 * @param repeats how often each was run on each space
 * @param seed where all randomness came from
 * @param spaces what scores are measured against, one for each space
 * @param results one for each space and strategy
 */
public record StudyResult(
        List<String> strategies, int repeats, long seed, List<Axis> spaces, List<ContestResult> results) {

    /**
     * What scores on a space are measured against.
     *
     * @param name the name of the space
     * @param device the device it was recorded on
     * @param configurations how many configurations it has
     * @param axis the points in time, and what random search has found by then
     */
    public record Axis(String name, String device, int configurations, TimeAxis axis) {}

    public StudyResult {
        strategies = List.copyOf(strategies);
        spaces = List.copyOf(spaces);
        results = List.copyOf(results);
    }

    /** Returns the mean score of a strategy over all spaces. */
    public double score(String strategy) {
        return of(strategy).stream().mapToDouble(ContestResult::score).average().orElse(Double.NaN);
    }

    /** Returns what came of a strategy, a space each. */
    public List<ContestResult> of(String strategy) {
        return results.stream()
                .filter(result -> result.strategy().equals(strategy))
                .toList();
    }

    /** Returns what came of a strategy on a space. */
    public ContestResult of(String strategy, String space) {
        return of(strategy).stream()
                .filter(result -> result.space().equals(space))
                .findFirst()
                .orElseThrow();
    }
}
