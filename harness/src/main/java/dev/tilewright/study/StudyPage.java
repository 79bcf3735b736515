package dev.tilewright.study;

import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What came of a study as a page that needs nothing beside itself: who is best, by how much, and the curves of each space. */
public final class StudyPage {

    private static final Configuration TEMPLATES = templates();

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
        StringWriter page = new StringWriter();
        try {
            TEMPLATES.getTemplate("study.ftlh").process(model, page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TemplateException e) {
            throw new IllegalStateException("the template does not fit its data", e);
        }
        return page.toString();
    }

    private static Configuration templates() {
        Configuration templates = new Configuration(Configuration.VERSION_2_3_34);
        templates.setClassForTemplateLoading(StudyPage.class, "");
        templates.setDefaultEncoding("UTF-8");
        templates.setLocale(Locale.ROOT);
        templates.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        templates.setLogTemplateExceptions(false);
        return templates;
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
        model.put("chart", StudyChart.draw(space, results));
        model.put(
                "rows",
                results.stream()
                        .sorted(Comparator.comparingDouble(ContestResult::score).reversed())
                        .map(result -> row(study, result))
                        .toList());
        return model;
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
