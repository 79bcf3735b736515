package dev.tilewright.tuning.recorded;

import dev.tilewright.space.Configuration;
import dev.tilewright.space.Point;
import dev.tilewright.space.Tunable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Kernel Tuner's cache files: everything that was measured of one kernel on one device, in one JSON object. */
public final class CacheFile {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** What it has, and no other format. */
    static final String CACHE = "cache";

    private CacheFile() {}

    /**
     * Returns the text of a file, closed where Kernel Tuner has left it open: it writes a line for each configuration, with a comma after it, and closes the file
     * when it is done. A file that ends within a line is left as it is.
     */
    static String closed(String text) {
        String written = text.stripTrailing();
        return written.endsWith("},") && written.contains('"' + CACHE + '"')
                ? written.substring(0, written.length() - 1) + "}}"
                : text;
    }

    /**
     * Reads a cache file, compressed by gzip or not.
     *
     * @throws IllegalArgumentException if it is no cache file, or is cut off, in one line
     * @throws IOException if it cannot be read
     */
    public static RecordedSpace read(Path file) throws IOException {
        return of(RecordedFile.tree(file));
    }

    /**
     * Writes a cache file as Kernel Tuner does, a configuration to a line, and ends it so that Kernel Tuner can go on with it. The file is
     * compressed where its name ends with {@code .gz}; Kernel Tuner itself reads none that is.
     *
     * @throws IOException if it cannot be written
     */
    public static void write(Path file, RecordedSpace recorded) throws IOException {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("device_name", recorded.device());
        header.put("kernel_name", recorded.kernel());
        header.put("problem_size", recorded.problem());
        header.put(
                "tune_params_keys",
                recorded.space().tunables().stream().map(Tunable::name).toList());
        Map<String, Object> values = new LinkedHashMap<>();
        recorded.space()
                .tunables()
                .forEach(tunable -> values.put(
                        tunable.name(),
                        tunable.values().stream().map(RecordedFile::json).toList()));
        header.put("tune_params", values);
        header.put("objective", "time");
        List<String> rows = new ArrayList<>();
        for (Recorded row : recorded.rows()) {
            rows.add("%s: %s"
                    .formatted(
                            JSON.writeValueAsString(key(recorded, row)),
                            JSON.writeValueAsString(content(recorded, row))));
        }
        String head = JSON.writeValueAsString(header);
        RecordedFile.write(
                file,
                "%s,\n\"%s\": {\n%s}\n}"
                        .formatted(head.substring(0, head.length() - 1), CACHE, String.join(",\n", rows)));
    }

    private static String key(RecordedSpace recorded, Recorded row) {
        Configuration configuration = recorded.space().configuration(row.point());
        return recorded.space().tunables().stream()
                .map(tunable -> configuration.values().get(tunable.name()))
                .collect(Collectors.joining(","));
    }

    private static Map<String, Object> content(RecordedSpace recorded, Recorded row) {
        Map<String, Object> content = new LinkedHashMap<>(recorded.values(row));
        content.put(
                "time",
                row.milliseconds().isPresent()
                        ? row.milliseconds().getAsDouble()
                        : switch (row.status()) {
                            case BUILD_ERROR -> "CompilationFailedConfig";
                            case REJECTED -> "InvalidConfig";
                            default -> "RuntimeFailedConfig";
                        });
        if (!row.samples().isEmpty()) {
            content.put("times", row.samples());
        }
        content.put("compile_time", row.costs().compilation());
        content.put("verification_time", row.costs().verification());
        content.put("benchmark_time", row.costs().benchmark());
        content.put("strategy_time", 0);
        content.put("framework_time", 0);
        return content;
    }

    static RecordedSpace of(JsonNode root) {
        List<Tunable> tunables = tunables(root);
        Map<Point, Recorded> rows = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> row : object(root, CACHE).properties()) {
            Point point = point(tunables, row.getKey(), row.getValue());
            if (rows.put(point, recorded(point, row.getValue())) != null) {
                throw new IllegalArgumentException(
                        "%s['%s'] has the configuration of another row".formatted(CACHE, row.getKey()));
            }
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("its cache has no configuration");
        }
        return RecordedSpace.of(
                root.path("kernel_name").asString(""),
                root.path("device_name").asString(""),
                problem(root.path("problem_size")),
                tunables,
                List.copyOf(rows.values()));
    }

    /** Returns the size of the problem: a list, or a number where it has one dimension; none where a function computed it. */
    private static List<Long> problem(JsonNode size) {
        List<Long> problem = new ArrayList<>();
        if (size.isNumber()) {
            problem.add(size.asLong());
        }
        size.forEach(dimension -> problem.add(dimension.asLong(0)));
        return problem;
    }

    private static JsonNode object(JsonNode root, String name) {
        JsonNode node = required(root, name);
        if (!node.isObject()) {
            throw new IllegalArgumentException("its '%s' should be an object".formatted(name));
        }
        return node;
    }

    private static JsonNode required(JsonNode root, String name) {
        JsonNode node = root.get(name);
        if (node == null) {
            throw new IllegalArgumentException("it is no cache file of Kernel Tuner: it has no '%s'".formatted(name));
        }
        return node;
    }

    private static List<Tunable> tunables(JsonNode root) {
        JsonNode values = object(root, "tune_params");
        List<Tunable> tunables = new ArrayList<>();
        for (JsonNode key : required(root, "tune_params_keys")) {
            List<String> named = new ArrayList<>();
            values.path(key.asString("")).forEach(value -> named.add(RecordedFile.value(value)));
            tunables.add(new Tunable(key.asString(""), named));
        }
        return tunables;
    }

    private static Point point(List<Tunable> tunables, String key, JsonNode row) {
        int[] indices = new int[tunables.size()];
        for (int i = 0; i < indices.length; i++) {
            Tunable tunable = tunables.get(i);
            if (!row.has(tunable.name())) {
                throw new IllegalArgumentException(
                        "%s['%s'] has no value for %s".formatted(CACHE, key, tunable.name()));
            }
            String value = RecordedFile.value(row.path(tunable.name()));
            indices[i] = tunable.values().indexOf(value);
            if (indices[i] < 0) {
                throw new IllegalArgumentException("%s['%s']: %s is '%s', which is none of its values in tune_params"
                        .formatted(CACHE, key, tunable.name(), value));
            }
        }
        return Point.of(indices);
    }

    private static Recorded recorded(Point point, JsonNode row) {
        JsonNode time = row.path("time");
        OptionalDouble right = time.isNumber() ? Recorded.time(time.doubleValue()) : OptionalDouble.empty();
        List<Double> samples = new ArrayList<>();
        row.path("times").forEach(sample -> samples.add(sample.asDouble(0)));
        return new Recorded(
                point,
                right,
                samples,
                new Recorded.Costs(
                        row.path("compile_time").asDouble(0),
                        row.path("verification_time").asDouble(0),
                        row.path("benchmark_time").asDouble(0)),
                right.isPresent() ? "" : failure(row, time));
    }

    /** Returns the kind of failure that Kernel Tuner tells in place of a time, or beside it. */
    private static String failure(JsonNode row, JsonNode time) {
        JsonNode error = row.path("__error__");
        return error.isString() ? error.asString() : time.isString() ? time.asString() : "there is no time";
    }
}
