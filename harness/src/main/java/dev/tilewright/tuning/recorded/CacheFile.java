package dev.tilewright.tuning.recorded;

import dev.tilewright.space.Point;
import dev.tilewright.space.Tunable;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Kernel Tuner's cache files: everything that was measured of one kernel on one device, in one JSON object. */
public final class CacheFile {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** From here on a time is Kernel Tuner's way to say that there is none. */
    private static final double NONE = 1e19;

    private CacheFile() {}

    /**
     * Reads a cache file, compressed by gzip or not.
     *
     * @throws IllegalArgumentException if it is no cache file, or is cut off, in one line
     * @throws IOException if it cannot be read
     */
    public static RecordedSpace read(Path file) throws IOException {
        try (InputStream stream = open(file)) {
            return of(JSON.readTree(stream));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("it is no JSON, or cut off: " + firstLine(e.getOriginalMessage()), e);
        } catch (EOFException e) {
            throw new IllegalArgumentException("it is cut off: its compressed data end too early", e);
        }
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse(message);
    }

    private static InputStream open(Path file) throws IOException {
        InputStream stream = new BufferedInputStream(Files.newInputStream(file));
        stream.mark(2);
        boolean zipped = stream.read() == 0x1f && stream.read() == 0x8b;
        stream.reset();
        return zipped ? new GZIPInputStream(stream) : stream;
    }

    private static RecordedSpace of(JsonNode root) {
        List<Tunable> tunables = tunables(root);
        Map<Point, Recorded> rows = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> row : required(root, "cache").properties()) {
            Point point = point(tunables, row.getKey(), row.getValue());
            rows.put(point, recorded(point, row.getValue()));
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("its cache has no configuration");
        }
        List<Long> problem = new ArrayList<>();
        root.path("problem_size").forEach(size -> problem.add(size.asLong(0)));
        return RecordedSpace.of(
                root.path("kernel_name").asString(""),
                root.path("device_name").asString(""),
                problem,
                tunables,
                List.copyOf(rows.values()));
    }

    private static JsonNode required(JsonNode root, String name) {
        JsonNode node = root.get(name);
        if (node == null) {
            throw new IllegalArgumentException("it is no cache file of Kernel Tuner: it has no '%s'".formatted(name));
        }
        return node;
    }

    private static List<Tunable> tunables(JsonNode root) {
        JsonNode values = required(root, "tune_params");
        List<Tunable> tunables = new ArrayList<>();
        for (JsonNode key : required(root, "tune_params_keys")) {
            List<String> named = new ArrayList<>();
            values.path(key.asString("")).forEach(value -> named.add(value.asString("")));
            tunables.add(new Tunable(key.asString(""), named));
        }
        return tunables;
    }

    private static Point point(List<Tunable> tunables, String key, JsonNode row) {
        int[] indices = new int[tunables.size()];
        for (int i = 0; i < indices.length; i++) {
            Tunable tunable = tunables.get(i);
            String value = row.path(tunable.name()).asString("");
            indices[i] = tunable.values().indexOf(value);
            if (indices[i] < 0) {
                throw new IllegalArgumentException("cache['%s']: %s is '%s', which is none of its values in tune_params"
                        .formatted(key, tunable.name(), value));
            }
        }
        return Point.of(indices);
    }

    private static Recorded recorded(Point point, JsonNode row) {
        JsonNode time = row.path("time");
        boolean right = time.isNumber() && time.doubleValue() > 0 && time.doubleValue() < NONE;
        List<Double> samples = new ArrayList<>();
        row.path("times").forEach(sample -> samples.add(sample.asDouble(0)));
        return new Recorded(
                point,
                right ? OptionalDouble.of(time.doubleValue()) : OptionalDouble.empty(),
                samples,
                new Recorded.Costs(
                        row.path("compile_time").asDouble(0),
                        row.path("verification_time").asDouble(0),
                        row.path("benchmark_time").asDouble(0)),
                right ? "" : time.asString("failed"));
    }
}
