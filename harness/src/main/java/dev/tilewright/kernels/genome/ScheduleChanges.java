package dev.tilewright.kernels.genome;

import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.loops.transform.ScheduleBuilder;
import dev.tilewright.loops.transform.ScheduleStep;
import dev.tilewright.loops.transform.Trail;
import dev.tilewright.loops.transform.Transformation;
import dev.tilewright.loops.transform.Transformations;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Changes of schedules. Steps after a changed one stay as they are, but for numbers: those that followed from a number that was changed follow it, such as
 * the width of a panel that of a tile, and those that are no longer legal give way to the nearest that are. Where a step is legal with no
 * number, another change is drawn.
 */
final class ScheduleChanges {

    private static final int ATTEMPTS = 60;
    private static final int CROSSINGS = 20;
    private static final double REMOVE = 0.15;
    private static final double CHANGE = 0.4;
    private static final double AT_THE_END = 0.5;

    private final GenomeFactory factory;
    private final UniformRandomProvider random;

    ScheduleChanges(GenomeFactory factory, UniformRandomProvider random) {
        this.factory = factory;
        this.random = random;
    }

    /** Adds a step of a transformation, changes what one does, or removes one. */
    Optional<Variation> transform(ScheduledKernel parent, String transformation) {
        Transformation.Kind kind = Transformations.kind(transformation);
        Trail trail = trail(parent);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                Optional<Variation> variation = structural(trail, kind);
                if (variation.isPresent()) {
                    return variation;
                }
            } catch (IllegalTransformationException notLegalHere) {
                // Draw another.
            }
        }
        return Optional.empty();
    }

    private Optional<Variation> structural(Trail trail, Transformation.Kind kind)
            throws IllegalTransformationException {
        List<Integer> own = IntStream.range(0, trail.steps().size())
                .filter(place ->
                        trail.steps().get(place).transformation().name().equals(kind.name()))
                .boxed()
                .toList();
        double way = random.nextDouble();
        if (!own.isEmpty() && way < REMOVE) {
            return remove(trail, own.get(random.nextInt(own.size())));
        }
        if (!own.isEmpty() && way < CHANGE) {
            return change(trail, own.get(random.nextInt(own.size())), kind);
        }
        return add(trail, kind);
    }

    /** Removes a step, and with it the steps of nests that there are no longer. */
    private Optional<Variation> remove(Trail trail, int place) throws IllegalTransformationException {
        ScheduleBuilder child = trail.first(place);
        for (int later = place + 1; later < trail.steps().size(); later++) {
            if (has(child.nests(), trail.steps().get(later).nest())) {
                child.takeNearest(trail.fitted(later, child.nests()));
            }
        }
        return Optional.of(made(child, "remove " + trail.steps().get(place)));
    }

    private Optional<Variation> change(Trail trail, int place, Transformation.Kind kind)
            throws IllegalTransformationException {
        ScheduleStep before = trail.steps().get(place);
        Optional<ScheduleStep> step = propose(trail.nests().get(place).nest(before.nest()), kind);
        if (step.isEmpty() || step.get().equals(before)) {
            return Optional.empty();
        }
        ScheduleBuilder child = trail.first(place);
        child.take(step.get());
        child.follow(trail, place + 1);
        String change = "change %s to %s".formatted(before, step.get());
        return Optional.of(made(child, change + consequences(trail, place + 1, child)));
    }

    private Optional<Variation> add(Trail trail, Transformation.Kind kind) throws IllegalTransformationException {
        int end = trail.steps().size();
        int place = random.nextDouble() < AT_THE_END ? end : random.nextInt(end + 1);
        List<Nest> nests = trail.nests().get(place).nests();
        Optional<ScheduleStep> step = propose(nests.get(random.nextInt(nests.size())), kind);
        if (step.isEmpty()) {
            return Optional.empty();
        }
        ScheduleBuilder child = trail.first(place);
        child.take(step.get());
        child.follow(trail, place);
        return Optional.of(made(child, "add " + step.get() + consequences(trail, place, child)));
    }

    /** Says which of the steps that follow a change have other numbers for it. */
    private static String consequences(Trail trail, int from, ScheduleBuilder child) {
        List<ScheduleStep> before = trail.steps().subList(from, trail.steps().size());
        List<ScheduleStep> all = child.schedule().steps();
        List<ScheduleStep> after = all.subList(all.size() - before.size(), all.size());
        List<String> changed = IntStream.range(0, before.size())
                .filter(place -> !before.get(place).equals(after.get(place)))
                .mapToObj(place -> "%s to %s".formatted(before.get(place), after.get(place)))
                .toList();
        return changed.isEmpty() ? "" : ", and with it " + String.join(", ", changed);
    }

    private Optional<ScheduleStep> propose(Nest nest, Transformation.Kind kind) {
        List<Transformation> proposals = kind.proposals(nest, factory.target().limits());
        return proposals.isEmpty() ? Optional.empty() : Optional.of(new ScheduleStep(nest.name(), any(proposals)));
    }

    /** Changes the numbers of a few steps, each by one move to a number that is near or by several, the more of them the more steps. */
    Optional<Variation> tune(ScheduledKernel parent, int changes) {
        Trail trail = trail(parent);
        List<Integer> places = new ArrayList<>(IntStream.range(0, trail.steps().size())
                .filter(place -> !trail.variations(place).isEmpty())
                .boxed()
                .toList());
        for (int attempt = 0; attempt < ATTEMPTS && !places.isEmpty(); attempt++) {
            for (int i = 0; i < Math.min(changes, places.size()); i++) {
                Collections.swap(places, i, i + random.nextInt(places.size() - i));
            }
            Set<Integer> changed = new HashSet<>(places.subList(0, Math.min(changes, places.size())));
            try {
                Optional<Variation> variation = tuned(trail, changed, changes);
                if (variation.isPresent()) {
                    return variation;
                }
            } catch (IllegalTransformationException notLegalWithTheseNumbers) {
                // Draw others.
            }
        }
        return Optional.empty();
    }

    private Optional<Variation> tuned(Trail trail, Set<Integer> changed, int moves)
            throws IllegalTransformationException {
        int first = Collections.min(changed);
        ScheduleBuilder child = trail.first(first);
        for (int place = first; place < trail.steps().size(); place++) {
            ScheduleStep step = trail.fitted(place, child.nests());
            if (changed.contains(place)) {
                child.take(moved(step, 1 + random.nextInt(moves), child));
            } else {
                child.takeNearest(step);
            }
        }
        List<ScheduleStep> steps = child.schedule().steps();
        List<String> texts = IntStream.range(first, steps.size())
                .filter(place -> !steps.get(place).equals(trail.steps().get(place)))
                .mapToObj(place -> "%s to %s".formatted(trail.steps().get(place), steps.get(place)))
                .toList();
        return texts.isEmpty() ? Optional.empty() : Optional.of(made(child, "tune " + String.join(", ", texts)));
    }

    /** Returns a step with other numbers, so many moves away. */
    private ScheduleStep moved(ScheduleStep step, int moves, ScheduleBuilder child)
            throws IllegalTransformationException {
        Transformation moved = step.transformation();
        for (int i = 0; i < moves; i++) {
            List<Transformation> near = moved.variations(child.nests().nest(step.nest()), child.limits());
            moved = near.isEmpty() ? moved : any(near);
        }
        return new ScheduleStep(step.nest(), moved);
    }

    private Transformation any(List<Transformation> several) {
        return several.get(random.nextInt(several.size()));
    }

    /**
     * Combines two schedules: the child begins as the first and goes on as the second, leaving out what is no longer legal; where a task
     * has several statements, each is scheduled as in one of the parents.
     */
    Optional<Variation> cross(ScheduledKernel first, ScheduledKernel second) {
        Trail one = trail(first);
        Trail other = trail(second);
        for (int attempt = 0; attempt < CROSSINGS; attempt++) {
            try {
                ScheduleBuilder child =
                        one.nests().getFirst().nests().size() > 1 ? statements(one, other) : spliced(one, other);
                List<ScheduleStep> steps = child.schedule().steps();
                if (!steps.equals(one.steps()) && !steps.equals(other.steps())) {
                    return Optional.of(made(child, "cross"));
                }
            } catch (IllegalTransformationException notLegalTogether) {
                // Cut elsewhere.
            }
        }
        return Optional.empty();
    }

    private ScheduleBuilder statements(Trail first, Trail second) throws IllegalTransformationException {
        ScheduleBuilder child = first.first(0);
        for (Nest nest : first.nests().getFirst().nests()) {
            for (ScheduleStep step : of(nest, random.nextBoolean() ? first : second)) {
                child.take(step);
            }
        }
        return child;
    }

    private ScheduleBuilder spliced(Trail first, Trail second) {
        ScheduleBuilder child = first.first(random.nextInt(first.steps().size() + 1));
        int cut = random.nextInt(second.steps().size() + 1);
        // Steps that rest on others which the child lacks are left out.
        second.steps().subList(cut, second.steps().size()).forEach(child::attempt);
        return child;
    }

    /** Returns the steps that concern the nest of a statement: its own, and those of nests that they brought. */
    private static List<ScheduleStep> of(Nest nest, Trail trail) {
        Set<String> names = new HashSet<>(Set.of(nest.name()));
        List<ScheduleStep> own = new ArrayList<>();
        for (int place = 0; place < trail.steps().size(); place++) {
            ScheduleStep step = trail.steps().get(place);
            if (names.contains(step.nest())) {
                own.add(step);
                LoopNests before = trail.nests().get(place);
                trail.nests().get(place + 1).nests().stream()
                        .map(Nest::name)
                        .filter(name -> !has(before, name))
                        .forEach(names::add);
            }
        }
        return own;
    }

    private static boolean has(LoopNests nests, String name) {
        return nests.nests().stream().anyMatch(nest -> nest.name().equals(name));
    }

    private Trail trail(ScheduledKernel kernel) {
        try {
            return factory.trail(new Schedule(kernel.steps()));
        } catch (IllegalTransformationException e) {
            throw new IllegalStateException("the schedule of a kernel is not legal: " + e.getMessage(), e);
        }
    }

    private Variation made(ScheduleBuilder child, String change) {
        return new Variation(factory.scheduled(child), change);
    }
}
