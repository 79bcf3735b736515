package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import java.util.ArrayList;
import java.util.List;

/** A schedule in the making: the steps that were taken, all of them legal, and the nests that they have led to. */
public final class ScheduleBuilder {

    private final Limits limits;
    private final List<ScheduleStep> steps;
    private LoopNests nests;

    /** Begins with untransformed nests. */
    public ScheduleBuilder(LoopNests nests, Limits limits) {
        this(List.of(), nests, limits);
    }

    ScheduleBuilder(List<ScheduleStep> taken, LoopNests nests, Limits limits) {
        this.steps = new ArrayList<>(taken);
        this.nests = nests;
        this.limits = limits;
    }

    /**
     * Takes a step.
     *
     * @throws IllegalTransformationException if it is not legal here; then nothing has changed
     */
    public void take(ScheduleStep step) throws IllegalTransformationException {
        nests = step.apply(nests, limits);
        steps.add(step);
    }

    /** Takes a step if it is legal. Tells whether it is. */
    public boolean attempt(ScheduleStep step) {
        try {
            take(step);
            return true;
        } catch (IllegalTransformationException e) {
            return false;
        }
    }

    /** Tells whether a step would be legal. */
    public boolean allows(ScheduleStep step) {
        try {
            step.apply(nests, limits);
            return true;
        } catch (IllegalTransformationException e) {
            return false;
        }
    }

    /**
     * Takes a step, or, where it is not legal with its numbers, the first of its variations that is.
     *
     * @throws IllegalTransformationException if none is; it says why the step itself is not
     */
    public void takeNearest(ScheduleStep step) throws IllegalTransformationException {
        try {
            take(step);
        } catch (IllegalTransformationException e) {
            for (Transformation other : step.transformation().variations(nests.nest(step.nest()), limits)) {
                if (attempt(new ScheduleStep(step.nest(), other))) {
                    return;
                }
            }
            throw e;
        }
    }

    /**
     * Takes what is left of another schedule. Numbers that were tied to numbers of its nests follow these, and others give way where they are no longer
     * legal.
     *
     * @param from the place of the first step that is taken
     * @throws IllegalTransformationException if a step is legal with no number
     */
    public void follow(Trail other, int from) throws IllegalTransformationException {
        for (int place = from; place < other.steps().size(); place++) {
            takeNearest(other.fitted(place, nests));
        }
    }

    /** Returns the steps that were taken. */
    public Schedule schedule() {
        return new Schedule(steps);
    }

    /** Returns the nests that the steps have led to. */
    public LoopNests nests() {
        return nests;
    }

    /** Returns what schedules must fit into. */
    public Limits limits() {
        return limits;
    }
}
