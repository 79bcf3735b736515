package dev.tilewright.kernels.sketch;

import dev.tilewright.cost.Roofline;
import dev.tilewright.evolve.archive.Niche;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.ScheduledKernel;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.transform.FastMath;
import dev.tilewright.loops.transform.Inline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
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

    /** How many schedules are drawn for each one to begin with. */
    private static final int DRAWS = 8;

    /** So many of those to begin with are taken as they come: the description may be wrong. */
    private static final double AS_THEY_COME = 0.2;

    /** So many of one niche are taken before another is looked at that promises less. */
    private static final int OF_A_NICHE = 3;

    private Sketches() {}

    /**
     * Draws a schedule.
     *
     * @return its kernel; empty where the task has no expression to schedule
     */
    public static Optional<ScheduledKernel> draw(GenomeFactory factory, UniformRandomProvider random) {
        return factory.target()
                .nests()
                .map(nests -> factory.scheduled(sketch(factory, nests, random).builder()));
    }

    /** Draws schedules to begin a search with, where nothing is known but the roofline of the device. */
    public static List<ScheduledKernel> draw(int count, GenomeFactory factory, UniformRandomProvider random) {
        Roofline roofline = Roofline.of(factory.target().facts());
        return draw(
                count, factory, random, kernel -> roofline.cycles(kernel.cost().orElseThrow()));
    }

    /**
     * Draws schedules to begin a search with: some as they come, and of many others those that promise most by their cost, of every kind a few.
     *
     * @param count how many
     * @param promise what a schedule is expected to cost, in whatever unit
     * @return their kernels, different ones; fewer where there are no more, none where the task has no expression to schedule
     */
    public static List<ScheduledKernel> draw(
            int count, GenomeFactory factory, UniformRandomProvider random, ToDoubleFunction<ScheduledKernel> promise) {
        Map<List<String>, ScheduledKernel> drawn = new LinkedHashMap<>();
        for (int i = 0; i < DRAWS * count; i++) {
            draw(factory, random).ifPresent(sketch -> drawn.putIfAbsent(sketch.schedule(), sketch));
        }
        List<ScheduledKernel> all = List.copyOf(drawn.values());
        int asTheyCome = Math.min(all.size(), (int) Math.round(AS_THEY_COME * count));
        List<ScheduledKernel> chosen = new ArrayList<>(all.subList(0, asTheyCome));
        // The description knows nothing of what stages of one launch share, so those that have any are not held against
        // others.
        Map<Boolean, List<ScheduledKernel>> rest =
                all.subList(asTheyCome, all.size()).stream().collect(Collectors.partitioningBy(Sketches::described));
        List<ScheduledKernel> fused = Objects.requireNonNull(rest.get(false));
        int share = fused.size() * (count - chosen.size()) / Math.max(1, all.size() - asTheyCome);
        chosen.addAll(fused.subList(0, share));
        take(byPromise(Objects.requireNonNull(rest.get(true)), promise), count, chosen);
        return chosen;
    }

    private static List<ScheduledKernel> byPromise(
            List<ScheduledKernel> kernels, ToDoubleFunction<ScheduledKernel> promise) {
        record Promising(ScheduledKernel kernel, double cost) {}
        return kernels.stream()
                .map(kernel -> new Promising(kernel, promise.applyAsDouble(kernel)))
                .sorted(Comparator.comparingDouble(Promising::cost))
                .map(Promising::kernel)
                .toList();
    }

    /** Takes from the front of a list until there are enough: first a few of each niche, then the others. */
    private static void take(List<ScheduledKernel> from, int count, List<ScheduledKernel> chosen) {
        Map<Niche, Integer> alike = new HashMap<>();
        chosen.forEach(kernel -> alike.merge(kernel.niche(), 1, Integer::sum));
        List<ScheduledKernel> others = new ArrayList<>();
        for (ScheduledKernel kernel : from) {
            boolean few = alike.merge(kernel.niche(), 1, Integer::sum) <= OF_A_NICHE;
            (few && chosen.size() < count ? chosen : others).add(kernel);
        }
        chosen.addAll(others.subList(0, Math.min(others.size(), count - chosen.size())));
    }

    /** Tells whether what a kernel costs can be held against that of others: every launch is of one statement. */
    private static boolean described(ScheduledKernel kernel) {
        return kernel.nests().orElseThrow().launches().stream().allMatch(launch -> launch.size() == 1);
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
