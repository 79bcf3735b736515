package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.nest.Nest;
import java.util.ArrayList;
import java.util.List;

/**
 * A legal schedule with the nests on its way, so that what is changed in it need not be applied from the start.
 *
 * @param steps its steps, in order
 * @param nests what each step was applied to, and last what all of them lead to
 * @param limits what they fit into
 */
public record Trail(List<ScheduleStep> steps, List<LoopNests> nests, Limits limits) {

    public Trail {
        steps = List.copyOf(steps);
        nests = List.copyOf(nests);
    }

    /**
     * Applies a schedule to untransformed nests.
     *
     * @throws IllegalTransformationException if a step is not legal
     */
    public static Trail of(Schedule schedule, LoopNests naive, Limits limits) throws IllegalTransformationException {
        List<LoopNests> nests = new ArrayList<>(List.of(naive));
        for (ScheduleStep step : schedule.steps()) {
            nests.add(step.apply(nests.getLast(), limits));
        }
        return new Trail(schedule.steps(), nests, limits);
    }

    /** Begins another schedule with the first steps of this one. */
    public ScheduleBuilder first(int count) {
        return new ScheduleBuilder(steps.subList(0, count), nests.get(count), limits);
    }

    /**
     * Returns a step as it is meant for other nests: where one of its numbers followed from those that it was applied to, it follows from the others.
     *
     * @throws IllegalTransformationException if the others lack the nest that it transforms
     */
    public ScheduleStep fitted(int place, LoopNests others) throws IllegalTransformationException {
        ScheduleStep step = steps.get(place);
        Nest own = nests.get(place).nest(step.nest());
        return new ScheduleStep(step.nest(), step.transformation().fitted(own, others.nest(step.nest())));
    }

    /** Returns the same transformation with other numbers, as {@link Transformation#variations} of a step where it was applied. */
    public List<Transformation> variations(int place) {
        ScheduleStep step = steps.get(place);
        try {
            return step.transformation().variations(nests.get(place).nest(step.nest()), limits);
        } catch (IllegalTransformationException e) {
            throw new IllegalStateException("a step was applied to no nest: " + step, e);
        }
    }
}
