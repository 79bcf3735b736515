package dev.tilewright.kernels.genome;

import dev.tilewright.loops.transform.ScheduleStep;
import dev.tilewright.loops.transform.Transformation;
import dev.tilewright.loops.transform.Transformations;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjDoubleConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a surrogate learns from a schedule's own steps (Zhai et al., "TLP: A Deep Learning-based Cost Model for Tensor Program Tuning", ASPLOS 2023): of each kind of transformation
 * how often it is used, and how large its numbers are together, as logarithms to base 2.
 */
final class ScheduleFeatures {

    private static final Pattern NUMBER = Pattern.compile("(?:\\w+=)?(\\d+)");

    private ScheduleFeatures() {}

    /** Gives the features of steps, by name, always in the same order. */
    static void of(List<ScheduleStep> steps, ObjDoubleConsumer<String> sink) {
        Map<String, Integer> counts = new HashMap<>();
        Map<String, Double> sizes = new HashMap<>();
        for (ScheduleStep step : steps) {
            counts.merge(step.transformation().name(), 1, Integer::sum);
            sizes.merge(step.transformation().name(), size(step.transformation()), Double::sum);
        }
        for (Transformation.Kind kind : Transformations.kinds()) {
            sink.accept(kind.name(), counts.getOrDefault(kind.name(), 0));
            sink.accept(kind.name() + " size", sizes.getOrDefault(kind.name(), 0.0));
        }
    }

    private static double size(Transformation transformation) {
        double size = 0;
        for (String argument : transformation.arguments()) {
            Matcher number = NUMBER.matcher(argument);
            size += number.matches() ? Math.log(1.0 + Long.parseLong(number.group(1))) / Math.log(2) : 0;
        }
        return size;
    }
}
