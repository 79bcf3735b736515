package dev.tilewright.kernels.sketch;

import dev.tilewright.cost.CoreRoofline;
import dev.tilewright.cost.CostDescription;
import dev.tilewright.device.DeviceFacts;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.ScheduledKernel;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.transform.FastMath;
import dev.tilewright.loops.transform.Inline;
import dev.tilewright.loops.transform.Schedule;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Samples schedules to begin a search with: for each nest a rule derives a structure that suits it and the device, and the numbers are
 * drawn at random within the device's bounds, as in Ansor (Zheng et al., "Ansor: Generating High-Performance Tensor Programs for Deep
 * Learning", OSDI 2020). One step at a time would spend the first evaluations on kernels nearly as slow as the naive one.
 */
public final class Sketches {

    private static final List<SketchRule> RULES =
            List.of(new RegisterTiles(), new GroupTiles(), new Streams(), new GroupReductions());

    /** How often an intermediate that is an element function is computed where it is read. */
    private static final double INLINED = 0.8;

    /** How often several statements are taken through one launch, where caches hold a row or work-items share it. */
    private static final double FUSED = 0.6;

    /** How often functions and quotients are approximated. */
    private static final double RELAXED = 0.6;

    /**
     * How many schedules are drawn for one that is kept, where a launch has one statement: the description knows nothing of what stages
     * of one launch share. More would follow it where it is wrong, and make sketches alike.
     */
    private static final int DRAWS = 4;

    private Sketches() {}

    /**
     * Draws a schedule. On a CPU it draws several, and keeps the one that promises most by its cost.
     *
     * @return its kernel; empty where the task has no expression to schedule
     */
    public static Optional<ScheduledKernel> draw(GenomeFactory factory, UniformRandomProvider random) {
        return factory.target().nests().map(nests -> {
            Draft best = sketch(factory, nests, random);
            double cycles = cycles(best, factory.target().facts());
            for (int i = 1; i < (factory.target().facts().cpu() ? DRAWS : 1) && described(best); i++) {
                Draft other = sketch(factory, nests, random);
                double otherCycles = cycles(other, factory.target().facts());
                if (!described(other) || otherCycles < cycles) {
                    best = other;
                    cycles = otherCycles;
                }
            }
            return kernel(factory, best.schedule());
        });
    }

    /** Tells whether the description of a draft's cost can be held against that of others: every launch is of one statement. */
    private static boolean described(Draft draft) {
        return draft.nests().launches().stream().allMatch(launch -> launch.size() == 1);
    }

    private static double cycles(Draft draft, DeviceFacts facts) {
        return CoreRoofline.cycles(CostDescription.of(draft.nests(), facts), facts);
    }

    private static Draft sketch(GenomeFactory factory, LoopNests nests, UniformRandomProvider random) {
        Draft draft =
                new Draft(nests, factory.target().limits(), factory.target().facts(), random);
        Set<String> scheduled = new HashSet<>();
        inline(draft);
        SplitReductions.schedule(draft);
        boolean cpu = draft.facts().cpu();
        if ((cpu || draft.limits().workItems())
                && draft.chance(FUSED)
                && (cpu ? FusedRows.schedule(draft) : FusedGroups.schedule(draft))) {
            relax(draft);
            return draft;
        }
        Optional<String> next = next(draft, scheduled);
        while (next.isPresent()) {
            String name = next.get();
            scheduled.add(name);
            rule(name, draft).ifPresent(rule -> rule.schedule(name, draft));
            next = next(draft, scheduled);
        }
        relax(draft);
        return draft;
    }

    /** Approximates whatever can be, or nothing: the compiler's leave is for the whole program. */
    private static void relax(Draft draft) {
        if (draft.chance(RELAXED)) {
            for (String name : draft.names()) {
                draft.attempt(name, new FastMath());
            }
        }
    }

    /** Computes intermediates where they are read, unless each is a reduction; memory is dearer than arithmetic. */
    private static void inline(Draft draft) {
        for (String producer : draft.names()) {
            for (String consumer : draft.names()) {
                if (draft.allows(consumer, new Inline(producer)) && draft.chance(INLINED)) {
                    draft.attempt(consumer, new Inline(producer));
                }
            }
        }
    }

    /** Returns the first nest that is not scheduled yet; a step may have brought one before others. */
    private static Optional<String> next(Draft draft, Set<String> scheduled) {
        return draft.names().stream().filter(name -> !scheduled.contains(name)).findFirst();
    }

    private static ScheduledKernel kernel(GenomeFactory factory, Schedule schedule) {
        try {
            return factory.scheduled(schedule);
        } catch (IllegalTransformationException e) {
            throw new IllegalStateException("a schedule of legal steps is not legal: " + e.getMessage(), e);
        }
    }

    /** Draws a rule for a nest, by weight. */
    private static Optional<SketchRule> rule(String name, Draft draft) {
        double[] weights = RULES.stream()
                .mapToDouble(rule -> rule.weight(draft.nest(name), draft))
                .toArray();
        double sum = 0;
        Optional<SketchRule> drawn = Optional.empty();
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i];
            if (weights[i] > 0 && draft.chance(weights[i] / sum)) {
                drawn = Optional.of(RULES.get(i));
            }
        }
        return drawn;
    }
}
