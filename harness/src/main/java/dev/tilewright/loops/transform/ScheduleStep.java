package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
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
public record ScheduleStep(String nest, Transformation transformation) {

    private static final Pattern FORM = Pattern.compile("\\s*(\\w+)\\s*:\\s*([\\w-]+)\\s*\\(([^()]*)\\)\\s*");

    /**
     * Reads a step.
     *
     * @throws IllegalArgumentException if it is not of the form {@code nest: transformation(arguments)}, or names no transformation
     */
    public static ScheduleStep parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is no step; a step is written as C: split(i, 8)".formatted(text));
        }
        List<String> arguments = matcher.group(3).isBlank()
                ? List.of()
                : Stream.of(matcher.group(3).split(",", -1)).map(String::strip).toList();
        return new ScheduleStep(
                matcher.group(1), Transformations.kind(matcher.group(2)).parse(arguments));
    }

    /**
     * Applies this step.
     *
     * @throws IllegalTransformationException if it is not legal here; the message says why
     */
    public LoopNests apply(LoopNests nests, Limits limits) throws IllegalTransformationException {
        LoopNests changed = transformation.apply(nests, nests.nest(nest), limits);
        Transformations.check(nests, changed, limits);
        return changed;
    }

    @Override
    public String toString() {
        return "%s: %s(%s)".formatted(nest, transformation.name(), String.join(", ", transformation.arguments()));
    }
}
