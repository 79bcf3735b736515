package dev.tilewright.study.live;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What came of a study on live tasks, for other programs. */
public final class LiveJson {

    private LiveJson() {}

    /** Returns all of it but the single searches, as what a JSON mapper writes. */
    public static Map<String, Object> of(LiveResult study) {
        LiveSetup setup = study.setup();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", setup.version());
        json.put("hardware", setup.hardware());
        json.put("device", setup.device());
        json.put("blocks", study.blocks());
        json.put("evaluations", setup.evaluations());
        json.put("time_s", setup.time().map(time -> time.toMillis() / 1e3).orElse(null));
        json.put("seed", setup.seed());
        json.put("reference", setup.reference());
        json.put("means", study.means().stream().map(LiveJson::mean).toList());
        json.put("tasks", study.tasks().stream().map(LiveJson::task).toList());
        return json;
    }

    private static Map<String, Object> mean(LiveResult.Mean mean) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("search", mean.search());
        json.put("reached", mean.efforts().stream().map(LiveJson::effort).toList());
        json.put("time_ratio", ratio(mean.time()));
        return json;
    }

    private static Map<String, Object> task(LiveResult.OfTask task) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("task", task.task().task());
        json.put("problem", task.task().problem());
        json.put("best_ns", finite(task.bestNanos()));
        json.put("searches", task.searches().stream().map(LiveJson::search).toList());
        return json;
    }

    private static Map<String, Object> search(SearchResult result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("search", result.search());
        json.put("reached", result.efforts().stream().map(LiveJson::effort).toList());
        json.put("time_ns", finite(result.nanos()));
        json.put("time_ratio", ratio(result.time()));
        json.put("own_us_per_evaluation", result.ownMicros());
        json.put("curve_ms", curve(result.curve().middle()));
        json.put("curve_low_ms", curve(result.curve().low()));
        json.put("curve_high_ms", curve(result.curve().high()));
        return json;
    }

    private static Map<String, Object> effort(Effort effort) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("share", effort.share());
        json.put(
                "evaluations",
                effort.evaluations().isPresent() ? effort.evaluations().getAsDouble() : null);
        json.put("censored", effort.censored());
        json.put("reference_censored", effort.referenceCensored());
        json.put("ratio", ratio(Optional.of(effort.ratio())));
        json.put("bound", effort.bound().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        return json;
    }

    private static @Nullable Map<String, Object> ratio(Optional<PairedRatio> ratio) {
        return ratio.<Map<String, Object>>map(
                        known -> Map.of("value", known.value(), "interval", List.of(known.low(), known.high())))
                .orElse(null);
    }

    /** Where a search found nothing that is right, there is no curve. */
    private static @Nullable Object curve(double[] milliseconds) {
        return Arrays.stream(milliseconds).allMatch(Double::isFinite) ? milliseconds : null;
    }

    private static @Nullable Double finite(double number) {
        return Double.isFinite(number) ? number : null;
    }
}
