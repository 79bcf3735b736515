package dev.tilewright.loops;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One step of a schedule: a transformation of the nest of one statement. Written {@code C: split(i, 8)}.
 *
 * @param nest the tensor that the statement assigns
 * @param transformation what is done to its nest
 */
public record Step(String nest, Transformation transformation) {

    private static final Pattern FORM = Pattern.compile("\\s*(\\w+)\\s*:\\s*([\\w-]+)\\s*\\(([^()]*)\\)\\s*");

    /**
     * Reads a step.
     *
     * @throws IllegalArgumentException if it is not of the form {@code nest: transformation(arguments)}, or names no transformation
     */
    public static Step parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is no step; a step is written as C: split(i, 8)".formatted(text));
        }
        List<String> arguments = matcher.group(3).isBlank()
                ? List.of()
                : Stream.of(matcher.group(3).split(",", -1)).map(String::strip).toList();
        return new Step(matcher.group(1), Catalogue.kind(matcher.group(2)).parse(arguments));
    }

    @Override
    public String toString() {
        return "%s: %s(%s)".formatted(nest, transformation.name(), String.join(", ", transformation.arguments()));
    }
}
