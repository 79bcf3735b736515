package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.Axis;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.nest.Nest;
import java.util.ArrayList;
import java.util.List;

/**
 * An ordered list of steps that turns naive loop nests into fast ones.
 *
 * @param steps what is done, in order
 */
public record Schedule(List<ScheduleStep> steps) {

    public Schedule {
        steps = List.copyOf(steps);
    }

    /**
     * Reads a schedule.
     *
     * @throws IllegalArgumentException if a line is no step
     */
    public static Schedule parse(List<String> lines) {
        return new Schedule(lines.stream().map(ScheduleStep::parse).toList());
    }

    /**
     * Returns the schedule that makes a kernel a person would write first: one work-item for each element, accumulating in the
     * target. On a device without work-items, one group for each iteration of the outermost parallel loop.
     */
    public static Schedule naive(LoopNests nests, Limits limits) {
        List<ScheduleStep> steps = new ArrayList<>();
        for (Nest nest : nests.nests()) {
            List<Axis> parallel =
                    nest.axes().stream().filter(axis -> !axis.reduction()).toList();
            if (parallel.isEmpty()) {
                continue;
            }
            if (!limits.workItems()) {
                steps.add(new ScheduleStep(
                        nest.name(), new Bind(parallel.getFirst().name(), Bind.Level.GROUP)));
                continue;
            }
            Axis last = parallel.getLast();
            long items = Math.min(64, Math.min(limits.groupSize(), Long.highestOneBit(nest.extent(last))));
            for (Axis axis : parallel.subList(0, parallel.size() - 1)) {
                steps.add(new ScheduleStep(nest.name(), new Bind(axis.name(), Bind.Level.GROUP)));
            }
            if (items > 1) {
                steps.add(new ScheduleStep(nest.name(), new Split(last.name(), items)));
                steps.add(new ScheduleStep(nest.name(), new Bind(last.name(), Bind.Level.GROUP)));
                steps.add(new ScheduleStep(nest.name(), new Bind(nest.freshName(last.name()), Bind.Level.ITEM)));
            } else {
                steps.add(new ScheduleStep(nest.name(), new Bind(last.name(), Bind.Level.GROUP)));
            }
        }
        return new Schedule(steps);
    }

    /**
     * Applies every step to untransformed nests.
     *
     * @throws IllegalTransformationException if a step is not legal; the message names the step and says why
     */
    public LoopNests apply(LoopNests nests, Limits limits) throws IllegalTransformationException {
        LoopNests transformed = nests;
        for (ScheduleStep step : steps) {
            try {
                transformed = step.apply(transformed, limits);
            } catch (IllegalTransformationException e) {
                throw new IllegalTransformationException("%s: %s".formatted(step, e.getMessage()));
            }
        }
        return transformed;
    }

    /** Returns the steps as they are written. */
    public List<String> text() {
        return steps.stream().map(ScheduleStep::toString).toList();
    }
}
