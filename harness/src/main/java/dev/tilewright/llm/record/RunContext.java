package dev.tilewright.llm.record;

import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.space.Configuration;
import dev.tilewright.space.Formula;
import dev.tilewright.task.TaskKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Where a run is, as far as beliefs tell runs apart.
 *
 * @param tasks the kind of its task
 * @param devices the class of its device
 * @param sizes the sizes of its problem
 */
public record RunContext(String tasks, String devices, Map<String, Long> sizes) {

    /** What a condition calls the largest number that a transformation was given. */
    public static final String PARAMETER = "parameter";

    public RunContext {
        sizes = Map.copyOf(sizes);
    }

    /** Returns the context of a factory's candidates. */
    public static RunContext of(GenomeFactory factory) {
        return new RunContext(
                TaskKind.of(factory.target().task()).id(),
                devices(factory.target().facts().cpu()),
                factory.target().problem().sizes());
    }

    /** Returns the class of a device. */
    public static String devices(boolean cpu) {
        return cpu ? "cpu" : "gpu";
    }

    /** Tells whether something within a scope can be met here. */
    public boolean concerns(Belief.Scope scope) {
        boolean open = scope.condition()
                .filter(text -> text.matches(".*\\b" + PARAMETER + "\\b.*"))
                .isPresent();
        return isOfKind(scope) && (open || holds(scope, OptionalLong.empty()));
    }

    /** Tells whether a child made here, by a transformation with some number or none, is within a scope. */
    public boolean within(Belief.Scope scope, OptionalLong parameter) {
        return isOfKind(scope) && holds(scope, parameter);
    }

    private boolean isOfKind(Belief.Scope scope) {
        return scope.tasks().filter(kind -> !kind.equals(tasks)).isEmpty()
                && scope.devices().filter(kind -> !kind.equals(devices)).isEmpty();
    }

    /** A condition on what is not known here, such as a size that the task has not, does not hold. */
    private boolean holds(Belief.Scope scope, OptionalLong parameter) {
        if (scope.condition().isEmpty()) {
            return true;
        }
        Map<String, Long> known = new LinkedHashMap<>(sizes);
        parameter.ifPresent(number -> known.put(PARAMETER, number));
        try {
            return Formula.parse(scope.condition().get()).holds(known, Configuration.none());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
