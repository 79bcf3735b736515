package dev.tilewright.space;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A tuning problem in the T1 format, the input of Kernel Tuner, KTT and other tuners (github.com/odgaard/TuningSchema): tunables with
 * their values, conditions over them, and what is told of the kernel. Values and conditions are Python expressions.
 *
 * <p>What it does not know it passes over, but not in the definition of the space: a condition under another name would be left out
 * unseen. A file may repeat a tunable as it is, as some do.
 *
 * @param name what it calls itself; empty where it does not
 * @param tunables what may be chosen; {@code True} and {@code False} are 1 and 0, which conditions and kernels compute with alike
 * @param conditions what every configuration satisfies
 * @param kernel what is told of the kernel
 */
public record T1(Optional<String> name, List<Tunable> tunables, List<Condition> conditions, Optional<T1Kernel> kernel) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final List<String> GROUP_SIZES = List.of("block_size_x", "block_size_y", "block_size_z");
    private static final int LARGEST_GROUP = 1024;

    private static final String SPACE = "ConfigurationSpace";
    private static final String TUNABLES = "TuningParameters";
    private static final String CONDITIONS = "Conditions";

    public T1 {
        tunables = List.copyOf(tunables);
        conditions = List.copyOf(conditions);
    }

    /** Returns its space, with the {@link #groupLimit}: it is what Kernel Tuner searches. */
    public Space space() {
        return new Space(
                tunables,
                Stream.concat(conditions.stream(), groupLimit(tunables).stream())
                        .toList(),
                Map.of());
    }

    /**
     * Returns the condition that Kernel Tuner adds to every space: tunables with the names that it has for the size of a work-group multiply
     * to at most 1024.
     */
    public static Optional<Condition> groupLimit(List<Tunable> tunables) {
        List<String> sizes = tunables.stream()
                .map(Tunable::name)
                .filter(GROUP_SIZES::contains)
                .toList();
        return sizes.isEmpty()
                ? Optional.empty()
                : Optional.of(PythonExpression.parse("%s <= %d".formatted(String.join(" * ", sizes), LARGEST_GROUP)));
    }

    /**
     * Reads the text of a file.
     *
     * @throws IllegalArgumentException if it is not in the format, in one line, with where in the file that is
     */
    public static T1 read(String json) {
        JsonNode root = tree(json);
        JsonNode space = T1Fields.object(root, SPACE, "");
        for (String key : space.propertyNames()) {
            if (!Set.of(TUNABLES, CONDITIONS).contains(key)) {
                throw new IllegalArgumentException(
                        "%s: '%s' means nothing here; expected %s or %s".formatted(SPACE, key, TUNABLES, CONDITIONS));
            }
        }
        SequencedMap<String, Tunable> tunables = new LinkedHashMap<>();
        List<JsonNode> parameters = T1Fields.list(space, TUNABLES, SPACE + ".");
        for (int i = 0; i < parameters.size(); i++) {
            Tunable tunable = begun(tunable(parameters.get(i), "%s[%d]".formatted(TUNABLES, i)), parameters.get(i));
            Tunable former = tunables.putIfAbsent(tunable.name(), tunable);
            if (former != null && !former.equals(tunable)) {
                throw new IllegalArgumentException(
                        "%s[%d] '%s': it is declared before, with other values".formatted(TUNABLES, i, tunable.name()));
            }
        }
        if (tunables.isEmpty()) {
            throw new IllegalArgumentException("%s.%s is empty: there is nothing to tune".formatted(SPACE, TUNABLES));
        }
        return new T1(
                T1Fields.text(root.path("General"), "BenchmarkName")
                        .or(() -> T1Fields.text(root.path("KernelSpecification"), "BenchmarkName")),
                List.copyOf(tunables.values()),
                conditions(space, tunables.keySet()),
                T1Kernel.read(root.path("KernelSpecification")));
    }

    private static JsonNode tree(String json) {
        try {
            JsonNode root = JSON.readTree(json);
            if (!root.isObject()) {
                throw new IllegalArgumentException(
                        "a T1 file is a JSON object with %s and KernelSpecification".formatted(SPACE));
            }
            return root;
        } catch (JacksonException e) {
            String where = e.getLocation() == null
                    ? ""
                    : "line %d, column %d: "
                            .formatted(
                                    e.getLocation().getLineNr(), e.getLocation().getColumnNr());
            throw new IllegalArgumentException(
                    "%sthis is no JSON: %s".formatted(where, oneLine(e.getOriginalMessage())), e);
        }
    }

    private static String oneLine(String text) {
        return text.lines().findFirst().orElse("").replaceFirst("(: maybe a |\\s*\\((start marker|\\[Source)).*", "");
    }

    private static Tunable tunable(JsonNode parameter, String index) {
        String name = T1Fields.text(parameter, "Name")
                .orElseThrow(() -> new IllegalArgumentException("%s: Name is missing".formatted(index)));
        String place = "%s '%s'".formatted(index, name);
        JsonNode values = parameter.path("Values");
        if (values.isMissingNode()) {
            throw new IllegalArgumentException("%s: Values is missing".formatted(place));
        }
        try {
            return new Tunable(
                    name, values(values).stream().map(Tunable::textOf).toList());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("%s: %s".formatted(place, e.getMessage()), e);
        }
    }

    /** Returns values that are a JSON list, or a Python expression in a text. */
    private static List<?> values(JsonNode values) {
        if (values.isArray()) {
            return values.values().stream().map(T1Fields::value).toList();
        }
        String expected = "Values should be a list, such as [1, 2, 4] or \"[2**i for i in range(5)]\"";
        if (!values.isString()) {
            throw new IllegalArgumentException(expected);
        }
        Object computed = PythonExpression.ofValues(values.asString()).evaluate(new HashMap<>());
        if (computed instanceof List<?> list) {
            return list;
        }
        throw new IllegalArgumentException(expected + ", not " + PythonValues.shown(computed));
    }

    /** Takes the default, where it is one of the values: some files have one that is not, or one in a list. */
    private static Tunable begun(Tunable tunable, JsonNode parameter) {
        JsonNode given = parameter.path("Default");
        JsonNode value = given.isArray() && given.size() == 1 ? given.get(0) : given;
        if (!value.isValueNode() || value.isNull()) {
            return tunable;
        }
        String text = value.isString() ? value.asString() : Tunable.textOf(T1Fields.value(value));
        return tunable.values().contains(text) ? tunable.beginningWith(text) : tunable;
    }

    private static List<Condition> conditions(JsonNode space, Set<String> tunables) {
        if (space.path(CONDITIONS).isMissingNode()) {
            return List.of();
        }
        List<Condition> conditions = new ArrayList<>();
        List<JsonNode> given = T1Fields.list(space, CONDITIONS, SPACE + ".");
        for (int i = 0; i < given.size(); i++) {
            String place = "%s[%d]".formatted(CONDITIONS, i);
            String expression = T1Fields.text(given.get(i), "Expression")
                    .orElseThrow(() -> new IllegalArgumentException("%s: Expression is missing".formatted(place)));
            try {
                conditions.add(condition(expression, tunables));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("%s: %s".formatted(place, e.getMessage()), e);
            }
        }
        return conditions;
    }

    private static Condition condition(String expression, Set<String> tunables) {
        PythonExpression condition = PythonExpression.parse(expression);
        for (String name : condition.names()) {
            if (!tunables.contains(name)) {
                throw new IllegalArgumentException(
                        "\"%s\" names %s, which is none of the %s".formatted(condition.shown(), name, TUNABLES));
            }
        }
        return condition;
    }
}
