package dev.tilewright.candidate;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelArgument;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import dev.tilewright.space.Configuration;
import dev.tilewright.task.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON form of a program. Buffers and launches are written as in {@code launch.json}; the source is in it, word for word.
 *
 * <p>What is read equals what was written. A tree is built by hand, and not by data binding, so that the form is in one place and
 * can be read here; it also spares a worker the start-up of data binding.
 */
public final class ProgramJson {

    private ProgramJson() {}

    /** Writes a program. */
    public static ObjectNode write(KernelProgram program) {
        Kernel kernel = program.kernel();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("language", kernel.language().id());
        node.put("source", kernel.source());
        node.set("entries", strings(kernel.entries()));
        node.set("build_options", strings(kernel.buildOptions()));
        node.set("buffers", buffers(program.buffers()));
        node.set("launches", launches(program.launches()));
        return node;
    }

    /**
     * Reads what {@link #write(KernelProgram)} wrote.
     *
     * @throws IllegalArgumentException if it is not the JSON form of a program
     */
    public static KernelProgram read(JsonNode node) {
        Kernel kernel = new Kernel(
                Language.of(text(node, "language")),
                text(node, "source"),
                list(node, "entries", ProgramJson::text),
                list(node, "build_options", ProgramJson::text));
        return new KernelProgram(
                kernel, list(node, "buffers", ProgramJson::buffer), list(node, "launches", ProgramJson::launch));
    }

    /** Writes a problem as an object, its sizes in their order. */
    public static ObjectNode write(Problem problem) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        problem.sizes().forEach((name, value) -> node.put(name, value.longValue()));
        return node;
    }

    /**
     * Reads what {@link #write(Problem)} wrote.
     *
     * @throws IllegalArgumentException if it is not the JSON form of a problem
     */
    public static Problem problem(JsonNode node) {
        LinkedHashMap<String, Long> sizes = new LinkedHashMap<>();
        node.properties().forEach(size -> sizes.put(size.getKey(), whole(size.getValue())));
        return new Problem(sizes);
    }

    /** Writes a configuration as an object. */
    public static ObjectNode write(Configuration configuration) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        configuration.values().forEach(node::put);
        return node;
    }

    /**
     * Reads what {@link #write(Configuration)} wrote.
     *
     * @throws IllegalArgumentException if it is not the JSON form of a configuration
     */
    public static Configuration configuration(JsonNode node) {
        TreeMap<String, String> values = new TreeMap<>();
        node.properties().forEach(value -> values.put(value.getKey(), text(value.getValue())));
        return new Configuration(values);
    }

    static ArrayNode buffers(List<Buffer> buffers) {
        ArrayNode nodes = JsonNodeFactory.instance.arrayNode();
        for (Buffer buffer : buffers) {
            ObjectNode node = nodes.addObject();
            node.put("name", buffer.name());
            node.put("type", buffer.type().id());
            node.set("shape", longs(buffer.shape()));
            node.put("role", buffer.role().name().toLowerCase(Locale.ROOT));
        }
        return nodes;
    }

    private static Buffer buffer(JsonNode node) {
        return new Buffer(
                text(node, "name"),
                ElementType.of(text(node, "type")),
                list(node, "shape", ProgramJson::whole),
                Buffer.Role.valueOf(text(node, "role").toUpperCase(Locale.ROOT)));
    }

    static ArrayNode launches(List<Launch> launches) {
        ArrayNode nodes = JsonNodeFactory.instance.arrayNode();
        for (Launch launch : launches) {
            ObjectNode node = nodes.addObject();
            node.put("entry", launch.entry());
            node.set("global_size", longs(launch.globalSize()));
            node.set("local_size", longs(launch.localSize()));
            ArrayNode arguments = node.putArray("arguments");
            launch.arguments().forEach(argument -> arguments.add(write(argument)));
        }
        return nodes;
    }

    private static Launch launch(JsonNode node) {
        return new Launch(
                text(node, "entry"),
                list(node, "global_size", ProgramJson::whole),
                list(node, "local_size", ProgramJson::whole),
                list(node, "arguments", ProgramJson::argument));
    }

    private static ObjectNode write(KernelArgument argument) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        return switch (argument) {
            case KernelArgument.BufferArgument(String buffer) -> node.put("buffer", buffer);
            case KernelArgument.LocalArgument(long bytes) -> node.put("local_bytes", bytes);
            case KernelArgument.ScalarArgument(String name, ElementType type, double value) -> {
                node.put("scalar", name).put("type", type.id());
                boolean whole = type == ElementType.INT32 && value == Math.rint(value) && !isNegativeZero(value);
                yield whole ? node.put("value", (long) value) : node.put("value", value);
            }
        };
    }

    private static KernelArgument argument(JsonNode node) {
        if (node.has("buffer")) {
            return new KernelArgument.BufferArgument(text(node, "buffer"));
        }
        if (node.has("local_bytes")) {
            return new KernelArgument.LocalArgument(whole(member(node, "local_bytes")));
        }
        return new KernelArgument.ScalarArgument(
                text(node, "scalar"), ElementType.of(text(node, "type")), real(member(node, "value")));
    }

    private static boolean isNegativeZero(double value) {
        return value == 0 && Double.compare(value, 0.0) != 0;
    }

    static ArrayNode strings(List<String> values) {
        ArrayNode node = JsonNodeFactory.instance.arrayNode();
        values.forEach(node::add);
        return node;
    }

    private static ArrayNode longs(List<Long> values) {
        ArrayNode node = JsonNodeFactory.instance.arrayNode();
        values.forEach(value -> node.add(value.longValue()));
        return node;
    }

    static JsonNode member(JsonNode node, String name) {
        JsonNode value = node.get(name);
        if (value == null) {
            throw new IllegalArgumentException("\"%s\" is missing in %s".formatted(name, abridged(node)));
        }
        return value;
    }

    static String text(JsonNode node, String name) {
        return text(member(node, name));
    }

    static String text(JsonNode node) {
        if (!node.isString()) {
            throw new IllegalArgumentException("expected a string, not " + abridged(node));
        }
        return node.stringValue();
    }

    static long whole(JsonNode node) {
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw new IllegalArgumentException("expected a whole number, not " + abridged(node));
        }
        return node.longValue();
    }

    /** Reads a number; JSON has none for infinity and NaN, which are written as strings. */
    static double real(JsonNode node) {
        return node.isString() ? Double.parseDouble(node.stringValue()) : node.doubleValue();
    }

    static <T> List<T> list(JsonNode node, String name, Function<JsonNode, T> reader) {
        JsonNode array = member(node, name);
        if (!array.isArray()) {
            throw new IllegalArgumentException("\"%s\" must be a list, not %s".formatted(name, abridged(array)));
        }
        List<T> values = new ArrayList<>(array.size());
        array.forEach(element -> values.add(reader.apply(element)));
        return values;
    }

    private static String abridged(JsonNode node) {
        String text = node.toString();
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }
}
