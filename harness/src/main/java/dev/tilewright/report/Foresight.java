package dev.tilewright.report;

import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.loop.Insight;
import dev.tilewright.evolve.surrogate.RankCorrelation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How well the surrogate of a search knew beforehand what its children would come to.
 *
 * @param pairs each child of which something was expected and that was right, in order
 */
public record Foresight(List<Pair> pairs) {

    private static final int WINDOW = 25;
    private static final int LEAST = 10;

    /**
     * What was expected of a child, and what came.
     *
     * @param ordinal that of its step
     * @param expected the fitness that was expected
     * @param came the fitness that was measured
     */
    public record Pair(int ordinal, double expected, double came) {}

    /**
     * Successive children.
     *
     * @param first the ordinal of the first
     * @param last that of the last
     * @param children how many they are
     * @param correlation Spearman's rank correlation of what was expected with what came, from -1 to 1
     * @param off by what factor expectations were wrong, in the median, at least 1
     */
    public record Window(int first, int last, int children, double correlation, double off) {}

    public Foresight {
        pairs = List.copyOf(pairs);
    }

    /** Reads a run; it has no pairs where nothing is known of what was expected. */
    public static Foresight of(Findings findings) {
        List<Pair> pairs = new ArrayList<>();
        for (Insight.Forecast forecast :
                findings.insight().map(Insight::forecasts).orElse(List.of())) {
            if (forecast.ordinal() >= 0 && forecast.ordinal() < findings.steps().size()) {
                Step step = findings.steps().get(forecast.ordinal());
                OptionalDouble came = step.evaluation().fitness();
                if (came.isPresent()) {
                    pairs.add(new Pair(forecast.ordinal(), forecast.fitness(), came.getAsDouble()));
                }
            }
        }
        return new Foresight(pairs);
    }

    /** Returns successive windows of 25 children, the last one of 10 to 34; none where there are fewer than 10. */
    public List<Window> windows() {
        List<Window> windows = new ArrayList<>();
        int from = 0;
        while (pairs.size() - from >= LEAST) {
            int to = pairs.size() - from < WINDOW + LEAST ? pairs.size() : from + WINDOW;
            windows.add(window(pairs.subList(from, to)));
            from = to;
        }
        return windows;
    }

    private static Window window(List<Pair> pairs) {
        double[] errors = pairs.stream()
                .mapToDouble(pair -> Math.abs(pair.expected() - pair.came()))
                .sorted()
                .toArray();
        return new Window(
                pairs.getFirst().ordinal(),
                pairs.getLast().ordinal(),
                pairs.size(),
                RankCorrelation.of(
                        pairs.stream().mapToDouble(Pair::expected).toArray(),
                        pairs.stream().mapToDouble(Pair::came).toArray()),
                Math.exp(errors[errors.length / 2]));
    }

    /** Returns what {@code result.json} says of it. */
    List<Map<String, Object>> content() {
        List<Map<String, Object>> content = new ArrayList<>();
        for (Window window : windows()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("first_evaluation", window.first() + 1);
            row.put("last_evaluation", window.last() + 1);
            row.put("children", window.children());
            row.put("rank_correlation", window.correlation());
            row.put("median_factor_off", window.off());
            content.add(row);
        }
        return content;
    }
}
