package dev.tilewright.study;

import dev.tilewright.tuning.recorded.Recorded;
import dev.tilewright.tuning.recorded.RecordedSpace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What came of a study, for other programs. */
public final class StudyJson {

    private static final JsonMapper JSON = JsonMapper.shared();

    private StudyJson() {}

    /** Returns scores and curves, as what a JSON mapper writes. */
    public static Map<String, Object> of(StudyResult study) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("repeats", study.repeats());
        json.put("seed", study.seed());
        Map<String, Double> scores = new LinkedHashMap<>();
        study.strategies().forEach(strategy -> scores.put(strategy, study.score(strategy)));
        json.put("mean_score", scores);
        json.put("spaces", study.spaces().stream().map(StudyJson::space).toList());
        json.put("results", study.results().stream().map(StudyJson::result).toList());
        return json;
    }

    private static Map<String, Object> space(StudyResult.Axis space) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", space.name());
        json.put("device", space.device());
        json.put("configurations", space.configurations());
        json.put("optimum_ms", space.axis().optimum());
        json.put("budget_s", space.axis().budget());
        json.put("times_s", space.axis().times());
        json.put("random_ms", space.axis().baseline());
        return json;
    }

    private static Map<String, Object> result(ContestResult result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("space", result.space());
        json.put("strategy", result.strategy());
        json.put("score", result.score());
        json.put("score_interval", List.of(result.low(), result.high()));
        List<Map<String, Object>> reached = new ArrayList<>();
        for (ContestResult.Reached each : result.reached()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("share", each.share());
            one.put("evaluations", orNull(each.evaluations()));
            one.put("repeats", each.repeats());
            reached.add(one);
        }
        json.put("reached", reached);
        json.put("share_after_20", result.afterTwenty());
        json.put("strategy_us_per_evaluation", result.strategyMicros());
        json.put("curve_ms", result.curve().middle());
        json.put("curve_low_ms", result.curve().low());
        json.put("curve_high_ms", result.curve().high());
        return json;
    }

    /**
     * Returns what one repeat evaluated, as a line of JSON, so that others can score it.
     *
     * @param space the name that the line gives the space
     * @param recorded the space that was searched
     */
    public static String trace(String space, String strategy, int repeat, Trace trace, RecordedSpace recorded) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("space", space);
        json.put("strategy", strategy);
        json.put("repeat", repeat);
        json.put(
                "evaluations",
                trace.evaluations().stream()
                        .map(row -> evaluation(row, recorded))
                        .toList());
        return JSON.writeValueAsString(json);
    }

    private static Map<String, Object> evaluation(Recorded row, RecordedSpace recorded) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("configuration", recorded.values(row));
        json.put("cost_s", row.costs().seconds());
        json.put("time_ms", orNull(row.milliseconds()));
        return json;
    }

    private static @Nullable Double orNull(OptionalDouble number) {
        return number.isPresent() ? number.getAsDouble() : null;
    }
}
