package dev.tilewright.task;

import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Bounds;
import dev.tilewright.tensor.BoundsException;
import dev.tilewright.tensor.Computation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** Makes problems of a task, with every check that the sizes need. */
public final class ProblemParser {

    /** Buffers are indexed by {@code int} in kernels and in the reference. */
    private static final long MOST_ELEMENTS = Integer.MAX_VALUE;

    private ProblemParser() {}

    /**
     * Reads a problem as it is written on the command line, {@code M=1024,N=1024,K=1024}.
     *
     * @throws TaskException if a size is unknown, missing, given twice, no positive whole number, makes a tensor of 2^31
     *     elements or more, or lets an access leave its tensor
     */
    public static Problem parse(Task task, String text) {
        Map<String, Long> given = new LinkedHashMap<>();
        for (String binding : text.split(",", -1)) {
            int equals = binding.indexOf('=');
            if (equals < 0) {
                throw new TaskException("problem %s: '%s' is not of the form NAME=NUMBER; expected %s"
                        .formatted(text, binding.strip(), form(task.sizes())));
            }
            String name = binding.substring(0, equals).strip();
            if (given.put(name, number(text, name, binding.substring(equals + 1).strip())) != null) {
                throw new TaskException("problem %s: %s is given twice".formatted(text, name));
            }
        }
        return check("problem " + text, task.name(), task.sizes(), shapes(task), task.computation(), given);
    }

    private static long number(String text, String name, String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new TaskException("problem %s: %s is '%s', not a whole number".formatted(text, name, digits), e);
        }
    }

    private static String form(List<String> sizes) {
        return String.join("=…,", sizes) + "=…";
    }

    private static SequencedMap<String, List<Affine>> shapes(Task task) {
        SequencedMap<String, List<Affine>> shapes = new LinkedHashMap<>();
        task.arguments().forEach(argument -> shapes.put(argument.name(), argument.shape()));
        task.computation().ifPresent(computation -> shapes.putAll(computation.shapes()));
        return shapes;
    }

    /**
     * Makes a problem of the values of sizes.
     *
     * @param where what an error message begins with
     * @param task the name of the task
     * @param sizes the names of the task's sizes
     * @param shapes the shape of every tensor of the task
     * @param computation what the task computes, if it says so
     * @param given the value of every size
     * @throws TaskException if the values are not those of a problem of the task
     */
    static Problem check(
            String where,
            String task,
            List<String> sizes,
            Map<String, List<Affine>> shapes,
            Optional<Computation> computation,
            Map<String, Long> given) {
        given.forEach((name, value) -> {
            if (!sizes.contains(name)) {
                throw new TaskException("%s: %s has no size %s%s; expected %s"
                        .formatted(where, task, name, Suggestion.forName(name, sizes), form(sizes)));
            }
            if (value <= 0) {
                throw new TaskException("%s: %s must be at least 1, not %d".formatted(where, name, value));
            }
        });
        SequencedMap<String, Long> values = new LinkedHashMap<>();
        for (String size : sizes) {
            Long value = given.get(size);
            if (value == null) {
                throw new TaskException("%s: %s is missing; expected %s".formatted(where, size, form(sizes)));
            }
            values.put(size, value);
        }
        shapes.forEach((tensor, shape) -> checkShape(where, tensor, shape, values));
        try {
            computation.ifPresent(checked -> Bounds.check(checked, values));
        } catch (BoundsException e) {
            throw new TaskException("%s: %s".formatted(where, e.getMessage()), e);
        }
        return new Problem(values);
    }

    private static void checkShape(String where, String tensor, List<Affine> shape, Map<String, Long> sizes) {
        long elements = 1;
        try {
            for (Affine dimension : shape) {
                long extent = dimension.evaluate(sizes);
                if (extent <= 0) {
                    throw new TaskException("%s: the dimension %s of %s would be %d, and must be at least 1"
                            .formatted(where, dimension, tensor, extent));
                }
                elements = Math.multiplyExact(elements, extent);
            }
        } catch (ArithmeticException e) {
            elements = Long.MAX_VALUE;
        }
        if (elements > MOST_ELEMENTS) {
            throw new TaskException("%s: %s would have %s elements, and a tensor holds at most 2147483647"
                    .formatted(where, tensor, elements == Long.MAX_VALUE ? "over 2^63" : Long.toString(elements)));
        }
    }
}
