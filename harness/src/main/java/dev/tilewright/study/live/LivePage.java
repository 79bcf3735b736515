package dev.tilewright.study.live;

import dev.tilewright.study.PageTemplate;
import dev.tilewright.study.StudyChart;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What came of a study on live tasks as a page that needs nothing beside itself. */
public final class LivePage {

    private final LiveResult study;

    private LivePage(LiveResult study) {
        this.study = study;
    }

    /**
     * Writes the page.
     *
     * @param command the command that it came of
     */
    public static String write(LiveResult study, String command) {
        return PageTemplate.fill("searches.ftlh", new LivePage(study).model(command));
    }

    private Map<String, Object> model(String command) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("command", command);
        model.put("blocks", LiveText.blocks(study.blocks()));
        model.put("seed", Long.toString(study.setup().seed()));
        model.put("hardware", study.setup().hardware());
        model.put("device", study.setup().device());
        model.put("reference", study.setup().reference());
        model.put("shares", LiveResult.SHARES.stream().map(LiveText::share).toList());
        model.put("means", study.means().stream().map(this::mean).toList());
        model.put("tasks", study.tasks().stream().map(this::task).toList());
        return model;
    }

    private Map<String, Object> named(String search) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", search);
        row.put("colour", study.setup().searches().indexOf(search) % StudyChart.COLOURS);
        return row;
    }

    private Map<String, Object> mean(LiveResult.Mean mean) {
        Map<String, Object> row = named(mean.search());
        row.put(
                "ratios",
                mean.efforts().stream()
                        .map(effort -> LiveText.ratio(study, effort))
                        .toList());
        row.put("time", LiveText.time(study, mean.time()));
        return row;
    }

    private Map<String, Object> task(LiveResult.OfTask task) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("name", task.task().name());
        model.put("what", "The fastest that any search found takes " + LiveText.milliseconds(task.bestNanos()));
        model.put("chart", chart(task));
        model.put("rows", task.searches().stream().map(this::row).toList());
        return model;
    }

    /** Draws what was found; where a search found nothing that is right, there is nothing to draw. */
    private String chart(LiveResult.OfTask task) {
        List<SearchResult> searches = task.searches();
        if (!searches.stream().allMatch(result -> Double.isFinite(result.nanos()))) {
            return "";
        }
        StudyChart.Axes axes = new StudyChart.Axes(
                task.task().name(),
                task.bestNanos() * 1e-6,
                study.setup().evaluations() + " evaluations",
                Optional.empty());
        return StudyChart.draw(axes, searches.stream().map(SearchResult::curve).toList());
    }

    private Map<String, Object> row(SearchResult result) {
        Map<String, Object> row = named(result.search());
        row.put(
                "efforts",
                result.efforts().stream()
                        .map(effort -> Map.of(
                                "evaluations",
                                LiveText.evaluations(study.setup(), effort),
                                "ratio",
                                LiveText.ratio(study, effort)))
                        .toList());
        row.put("end", LiveText.milliseconds(result.nanos()));
        row.put("time", LiveText.time(study, result.time()));
        row.put("own", LiveText.own(result));
        return row;
    }
}
