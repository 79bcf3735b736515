package dev.tilewright.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What came of a study as a page that needs nothing beside itself: who is best, by how much, and the curves of each space. */
public final class StudyPage {

    private StudyPage() {}

    /**
     * Writes the page.
     *
     * @param command the command that it came of
     */
    public static String write(StudyResult study, String command) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("command", command);
        model.put("repeats", study.repeats());
        model.put("seed", Long.toString(study.seed()));
        model.put("ranking", ranking(study));
        model.put(
                "spaces",
                study.spaces().stream().map(space -> space(study, space)).toList());
        return PageTemplate.fill("study.ftlh", model);
    }

    private static List<Map<String, Object>> ranking(StudyResult study) {
        List<String> strategies = new ArrayList<>(study.strategies());
        strategies.sort(Comparator.comparingDouble(study::score).reversed());
        return strategies.stream()
                .map(strategy -> {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("name", strategy);
                    row.put("colour", study.strategies().indexOf(strategy) % StudyChart.COLOURS);
                    row.put("score", "%.3f".formatted(study.score(strategy)));
                    row.put("bar", "%.1f".formatted(Math.max(0, Math.min(1, study.score(strategy))) * 100));
                    row.put(
                            "own",
                            "%.3f"
                                    .formatted(study.of(strategy).stream()
                                                    .mapToDouble(ContestResult::strategyMicros)
                                                    .average()
                                                    .orElse(0)
                                            / 1e3));
                    return row;
                })
                .toList();
    }

    private static Map<String, Object> space(StudyResult study, StudyResult.Axis space) {
        List<ContestResult> results = study.strategies().stream()
                .map(strategy -> study.of(strategy, space.name()))
                .toList();
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("name", space.name());
        model.put(
                "what",
                "%,d configurations%s; the optimum is %.4g ms"
                        .formatted(
                                space.configurations(),
                                space.device().isEmpty() ? "" : " on " + space.device(),
                                space.axis().optimum()));
        model.put("chart", chart(space, results));
        model.put(
                "rows",
                results.stream()
                        .sorted(Comparator.comparingDouble(ContestResult::score).reversed())
                        .map(result -> row(study, result))
                        .toList());
        return model;
    }

    private static String chart(StudyResult.Axis space, List<ContestResult> results) {
        double seconds = space.axis().budget();
        StudyChart.Axes axes = new StudyChart.Axes(
                space.name(),
                space.axis().optimum(),
                seconds >= 120 ? "%.0f min".formatted(seconds / 60) : "%.0f s".formatted(seconds),
                Optional.of(space.axis().baseline()));
        return StudyChart.draw(axes, results.stream().map(ContestResult::curve).toList());
    }

    private static Map<String, Object> row(StudyResult study, ContestResult result) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", result.strategy());
        row.put("colour", study.strategies().indexOf(result.strategy()) % StudyChart.COLOURS);
        row.put("score", "%.3f".formatted(result.score()));
        row.put("interval", "%.3f to %.3f".formatted(result.low(), result.high()));
        row.put(
                "reached",
                result.reached().stream()
                        .map(reached -> reached.evaluations().isPresent()
                                ? "%.0f".formatted(reached.evaluations().getAsDouble())
                                : "–")
                        .toList());
        return row;
    }
}
