package dev.tilewright.kernels.sketch;

import dev.tilewright.cost.CostDescription;
import dev.tilewright.cost.Roofline;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelTarget;
import dev.tilewright.kernels.genome.ScheduledKernel;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.transform.Bind;
import dev.tilewright.loops.transform.ScheduleBuilder;
import dev.tilewright.loops.transform.ScheduleStep;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fits schedules that were good elsewhere to a target: another problem, another device, or another task. Numbers that are not legal there give way to the nearest that are, and steps that are
 * legal with no number are left out. What another task calls its axes and operands is not known to mean the same here, so every way to
 * assign them is tried, and the one that promises most by its cost is taken.
 */
public final class Refit {

    /** A schedule of which less than this share is legal has nothing to say here. */
    private static final double LEAST_KEPT = 0.6;

    private final KernelTarget target;
    private final LoopNests naive;

    private Refit(KernelTarget target, LoopNests naive) {
        this.target = target;
        this.naive = naive;
    }

    /**
     * Fits a schedule.
     *
     * @return empty where too little of it is legal, or the task has no expression to schedule
     */
    public static Optional<ScheduledKernel> of(Borrowed borrowed, GenomeFactory factory) {
        return factory.target()
                .nests()
                .flatMap(naive -> new Refit(factory.target(), naive).fitted(borrowed))
                .map(factory::scheduled);
    }

    private Optional<ScheduleBuilder> fitted(Borrowed borrowed) {
        List<ScheduleStep> steps = borrowed.parsed().steps();
        List<Borrowed.Names> own =
                naive.nests().stream().map(Borrowed.Names::of).toList();
        if (own.equals(borrowed.nests())) {
            return Optional.of(applied(steps, List.of())).filter(built -> isEnoughOf(steps, built));
        }
        return own.size() == 1 && borrowed.nests().size() == 1
                ? assigned(steps, borrowed.nests().getFirst(), own.getFirst())
                : Optional.empty();
    }

    private static boolean isEnoughOf(List<ScheduleStep> steps, ScheduleBuilder built) {
        return built.schedule().steps().size() >= LEAST_KEPT * steps.size();
    }

    /** Tries every way to assign names. */
    private Optional<ScheduleBuilder> assigned(List<ScheduleStep> steps, Borrowed.Names elsewhere, Borrowed.Names own) {
        Roofline roofline = Roofline.of(target.facts());
        List<ScheduleBuilder> built = new ArrayList<>();
        for (Map<String, String> ofParallel : assignments(elsewhere.parallel(), own.parallel())) {
            List<String> left = own.parallel().stream()
                    .filter(axis -> !ofParallel.containsValue(axis))
                    .toList();
            for (Map<String, String> ofReduced : assignments(elsewhere.reduced(), own.reduced())) {
                for (Map<String, String> ofOperands : assignments(elsewhere.operands(), own.operands())) {
                    Map<String, String> names = new LinkedHashMap<>(ofParallel);
                    names.putAll(ofReduced);
                    names.putAll(ofOperands);
                    names.put(elsewhere.target(), own.target());
                    built.add(applied(
                            steps.stream()
                                    .map(step -> Borrowed.renamed(step, names))
                                    .toList(),
                            left));
                }
            }
        }
        return built.stream()
                .filter(one -> isEnoughOf(steps, one))
                .min(Comparator.comparingDouble(
                        one -> roofline.cycles(CostDescription.of(one.nests(), target.facts()))));
    }

    /** Returns every way to give each name one of others that no other name has. */
    private static List<Map<String, String>> assignments(List<String> names, List<String> others) {
        List<Map<String, String>> all = new ArrayList<>(List.of(Map.of()));
        for (String name : names) {
            List<Map<String, String>> longer = new ArrayList<>();
            for (Map<String, String> one : all) {
                for (String other : others) {
                    if (!one.containsValue(other)) {
                        Map<String, String> more = new LinkedHashMap<>(one);
                        more.put(name, other);
                        longer.add(more);
                    }
                }
            }
            all = longer;
        }
        return all;
    }

    /**
     * Takes what is legal of some steps.
     *
     * @param bound axes that the steps know nothing of: each of their iterations is a group
     */
    private ScheduleBuilder applied(List<ScheduleStep> steps, List<String> bound) {
        ScheduleBuilder built = new ScheduleBuilder(naive, target.limits());
        for (String axis : bound) {
            built.attempt(new ScheduleStep(naive.nests().getFirst().name(), new Bind(axis, Bind.Level.GROUP)));
        }
        for (ScheduleStep step : steps) {
            try {
                built.takeNearest(step);
            } catch (IllegalTransformationException leftOut) {
                // Steps that rest on it are not legal either.
            }
        }
        return built;
    }
}
