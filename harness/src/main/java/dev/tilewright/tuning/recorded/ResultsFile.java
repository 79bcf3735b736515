package dev.tilewright.tuning.recorded;

import dev.tilewright.space.Point;
import dev.tilewright.space.Tunable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.SequencedSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Results in the T4 format, the output of Kernel Tuner, KTT and other tuners (github.com/odgaard/TuningSchema): a list of configurations
 * with what came of each. It names neither the kernel nor the device, and of a tunable it has the values that occur.
 */
public final class ResultsFile {

    /** What it has, and no other format. */
    static final String RESULTS = "results";

    private static final String VERSION = "1.0.0";
    private static final String CORRECT = "correct";

    /** The name of the measurement that counts. What else a file minimises or maximises is no time. */
    private static final String TIME = "time";

    private static final JsonMapper JSON = JsonMapper.shared();

    private ResultsFile() {}

    /**
     * Writes results as Kernel Tuner does; the file is compressed where its name ends with {@code .gz}.
     *
     * @throws IOException if it cannot be written
     */
    public static void write(Path file, RecordedSpace recorded) throws IOException {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("schema_version", VERSION);
        content.put("metadata", Map.of("timeunit", "milliseconds"));
        content.put(
                RESULTS,
                recorded.rows().stream().map(row -> content(recorded, row)).toList());
        RecordedFile.write(file, JSON.writeValueAsString(content) + "\n");
    }

    private static Map<String, Object> content(RecordedSpace recorded, Recorded row) {
        Map<String, Object> times = new LinkedHashMap<>();
        times.put("compilation", row.costs().compilation());
        times.put("benchmark", row.costs().benchmark());
        times.put("framework", 0);
        times.put("search_algorithm", 0);
        times.put("validation", row.costs().verification());
        times.put("runtimes", row.samples());
        String validity = switch (row.status()) {
            case OK -> CORRECT;
            case BUILD_ERROR -> "compile";
            case REJECTED -> "constraints";
            case TIMEOUT -> "timeout";
            case LAUNCH_ERROR, CRASH -> "runtime";
            case WRONG_RESULT, UNDECIDED -> "correctness";
        };
        Map<String, Object> measurement = new LinkedHashMap<>();
        measurement.put("name", TIME);
        measurement.put(
                "value",
                row.milliseconds().isPresent() ? (Object) row.milliseconds().getAsDouble() : validity);
        measurement.put("unit", "ms");
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("configuration", recorded.values(row));
        content.put("times", times);
        content.put("invalidity", validity);
        content.put("correctness", row.milliseconds().isPresent() ? 1 : 0);
        content.put("measurements", List.of(measurement));
        content.put("objectives", List.of(TIME));
        return content;
    }

    static RecordedSpace of(JsonNode root) {
        JsonNode results = root.path(RESULTS);
        if (!results.isArray() || results.isEmpty()) {
            throw new IllegalArgumentException("its '%s' should be a list with a configuration".formatted(RESULTS));
        }
        if (root.path(RESULTS).findValues("measurements").stream().noneMatch(ResultsFile::hasTime)) {
            throw new IllegalArgumentException("none of its results has a measurement called '%s'".formatted(TIME));
        }
        double milliseconds = unit(root.path("metadata").path("timeunit").asString("milliseconds"));
        List<Tunable> tunables = tunables(results);
        Map<Point, Recorded> rows = new LinkedHashMap<>();
        int number = 0;
        for (JsonNode result : results) {
            Point point = point(tunables, result.path("configuration"), number++);
            rows.put(point, recorded(point, result, milliseconds));
        }
        return RecordedSpace.of("", "", List.of(), tunables, List.copyOf(rows.values()));
    }

    private static boolean hasTime(JsonNode measurements) {
        return measurements
                .valueStream()
                .anyMatch(measurement -> measurement.path("name").asString("").equals(TIME));
    }

    /** Returns how many milliseconds the unit of times has; files write it in several ways. */
    private static double unit(String name) {
        return switch (name) {
            case "miliseconds", "milliseconds", "ms" -> 1;
            case "microseconds", "us" -> 1e-3;
            case "nanoseconds", "ns" -> 1e-6;
            case "seconds", "s" -> 1e3;
            default ->
                throw new IllegalArgumentException(
                        "its metadata name the unit of time '%s'; expected milliseconds, microseconds, nanoseconds or seconds"
                                .formatted(name));
        };
    }

    private static List<Tunable> tunables(JsonNode results) {
        SequencedMap<String, SequencedSet<String>> values = new LinkedHashMap<>();
        for (JsonNode result : results) {
            for (Map.Entry<String, JsonNode> value :
                    result.path("configuration").properties()) {
                values.computeIfAbsent(value.getKey(), _ -> new LinkedHashSet<>())
                        .add(RecordedFile.value(value.getValue()));
            }
        }
        return values.entrySet().stream()
                .map(tunable -> Tunable.sorted(tunable.getKey(), tunable.getValue()))
                .toList();
    }

    private static Point point(List<Tunable> tunables, JsonNode configuration, int number) {
        int[] indices = new int[tunables.size()];
        for (int i = 0; i < indices.length; i++) {
            Tunable tunable = tunables.get(i);
            if (!configuration.has(tunable.name())) {
                throw new IllegalArgumentException(
                        "%s[%d]: its configuration has no %s".formatted(RESULTS, number, tunable.name()));
            }
            indices[i] = tunable.values().indexOf(RecordedFile.value(configuration.path(tunable.name())));
        }
        return Point.of(indices);
    }

    private static Recorded recorded(Point point, JsonNode result, double unit) {
        String validity = result.path("invalidity").asString(CORRECT);
        OptionalDouble time = OptionalDouble.empty();
        for (JsonNode measurement : result.path("measurements")) {
            JsonNode value = measurement.path("value");
            if (measurement.path("name").asString("").equals(TIME) && value.isNumber()) {
                time = Recorded.time(value.asDouble() * unit);
            }
        }
        boolean right = time.isPresent() && validity.equals(CORRECT);
        JsonNode times = result.path("times");
        List<Double> samples = new ArrayList<>();
        times.path("runtimes").forEach(sample -> samples.add(sample.asDouble(0) * unit));
        double benchmark = times.path("benchmark").isNumber()
                ? times.path("benchmark").asDouble() * unit
                : samples.stream().mapToDouble(Double::doubleValue).sum();
        return new Recorded(
                point,
                right ? time : OptionalDouble.empty(),
                samples,
                new Recorded.Costs(
                        times.path("compilation").asDouble(0) * unit,
                        times.path("validation").asDouble(0) * unit,
                        benchmark),
                right ? "" : validity.equals(CORRECT) ? "there is no time" : validity);
    }
}
