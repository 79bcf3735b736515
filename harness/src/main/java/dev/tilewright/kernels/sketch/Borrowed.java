package dev.tilewright.kernels.sketch;

import dev.tilewright.loops.nest.Axis;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.loops.transform.ScheduleStep;
import dev.tilewright.tensor.Expression;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A schedule that was good elsewhere, with what it is about, so that it can be fitted where things have other names.
 *
 * @param from where it was good, in words
 * @param schedule its steps as they are written
 * @param nests what the statements that it begins with name
 */
public record Borrowed(String from, List<String> schedule, List<Names> nests) {

    public Borrowed {
        schedule = List.copyOf(schedule);
        nests = List.copyOf(nests);
    }

    /** Tells whether it is of the same computation as untransformed nests, if for other sizes or another device, or of one that names axes and operands alike, as a product with a transposed operand does. */
    public boolean isOf(LoopNests own) {
        return nests.equals(own.nests().stream().map(Names::of).toList());
    }

    /**
     * What a statement names.
     *
     * @param target the tensor that it assigns
     * @param parallel its parallel axes
     * @param reduced its reduction axes
     * @param operands the tensors that it reads
     */
    public record Names(String target, List<String> parallel, List<String> reduced, List<String> operands) {

        public Names {
            parallel = List.copyOf(parallel);
            reduced = List.copyOf(reduced);
            operands = List.copyOf(operands);
        }

        /** Returns what the statement of a nest names. */
        static Names of(Nest nest) {
            return new Names(
                    nest.name(),
                    axes(nest, false),
                    axes(nest, true),
                    nest.reads().stream()
                            .map(Expression.Access::tensor)
                            .distinct()
                            .toList());
        }

        private static List<String> axes(Nest nest, boolean reduced) {
            return nest.axes().stream()
                    .filter(axis -> axis.reduction() == reduced)
                    .map(Axis::name)
                    .toList();
        }
    }

    /** Returns a schedule of untransformed nests. */
    public static Borrowed of(String from, List<String> schedule, LoopNests naive) {
        return new Borrowed(
                from, schedule, naive.nests().stream().map(Names::of).toList());
    }

    /** Returns the schedule. */
    Schedule parsed() {
        return Schedule.parse(schedule);
    }

    /** Returns a step with other names; what a schedule names itself, loops and tensors, begins with the name of what it was made of. */
    static ScheduleStep renamed(ScheduleStep step, Map<String, String> names) {
        String arguments = step.transformation().arguments().stream()
                .map(argument -> renamed(argument, names))
                .collect(Collectors.joining(", "));
        return ScheduleStep.parse("%s: %s(%s)"
                .formatted(renamed(step.nest(), names), step.transformation().name(), arguments));
    }

    private static String renamed(String word, Map<String, String> names) {
        return names.keySet().stream()
                .filter(name -> word.matches(name + "(\\d*|_.*|\\d*=.*)"))
                .findFirst()
                .map(name -> names.get(name) + word.substring(name.length()))
                .orElse(word);
    }
}
