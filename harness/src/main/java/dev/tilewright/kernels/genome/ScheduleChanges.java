package dev.tilewright.kernels.genome;

import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.loops.transform.ScheduleStep;
import dev.tilewright.loops.transform.Transformation;
import dev.tilewright.loops.transform.Transformations;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Changes of schedules. Steps after a changed one stay as they are, and a child is made only if every step is still legal; else another
 * change is drawn.
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
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                Optional<Variation> variation = structural(parent.steps(), kind);
                if (variation.isPresent()) {
                    return variation;
                }
            } catch (IllegalTransformationException notLegalHere) {
                // Draw another.
            }
        }
        return Optional.empty();
    }

    private Optional<Variation> structural(List<ScheduleStep> steps, Transformation.Kind kind)
            throws IllegalTransformationException {
        List<Integer> own = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).transformation().name().equals(kind.name())) {
                own.add(i);
            }
        }
        double way = random.nextDouble();
        if (!own.isEmpty() && way < REMOVE) {
            return remove(steps, own.get(random.nextInt(own.size())));
        }
        if (!own.isEmpty() && way < CHANGE) {
            return change(steps, own.get(random.nextInt(own.size())), kind);
        }
        return add(steps, kind);
    }

    private Optional<Variation> remove(List<ScheduleStep> steps, int place) throws IllegalTransformationException {
        List<ScheduleStep> fewer = new ArrayList<>(steps);
        fewer.remove(place);
        return Optional.of(made(withoutOrphans(fewer), "remove " + steps.get(place)));
    }

    private Optional<Variation> change(List<ScheduleStep> steps, int place, Transformation.Kind kind)
            throws IllegalTransformationException {
        ScheduleStep before = steps.get(place);
        LoopNests nests = applied(steps.subList(0, place));
        Optional<ScheduleStep> step = propose(nests.nest(before.nest()), kind);
        if (step.isEmpty() || step.get().equals(before)) {
            return Optional.empty();
        }
        List<ScheduleStep> other = new ArrayList<>(steps);
        other.set(place, step.get());
        return Optional.of(made(other, "change %s to %s".formatted(before, step.get())));
    }

    private Optional<Variation> add(List<ScheduleStep> steps, Transformation.Kind kind)
            throws IllegalTransformationException {
        int place = random.nextDouble() < AT_THE_END ? steps.size() : random.nextInt(steps.size() + 1);
        LoopNests nests = applied(steps.subList(0, place));
        Nest nest = nests.nests().get(random.nextInt(nests.nests().size()));
        Optional<ScheduleStep> step = propose(nest, kind);
        if (step.isEmpty()) {
            return Optional.empty();
        }
        List<ScheduleStep> more = new ArrayList<>(steps);
        more.add(place, step.get());
        return Optional.of(made(more, "add " + step.get()));
    }

    /** Leaves out the steps of nests that there are no longer, because the step that made them is gone. */
    private List<ScheduleStep> withoutOrphans(List<ScheduleStep> steps) throws IllegalTransformationException {
        LoopNests nests = naive();
        List<ScheduleStep> kept = new ArrayList<>();
        for (ScheduleStep step : steps) {
            if (nests.nests().stream().anyMatch(nest -> nest.name().equals(step.nest()))) {
                nests = step.apply(nests, factory.target().limits());
                kept.add(step);
            }
        }
        return kept;
    }

    private Optional<ScheduleStep> propose(Nest nest, Transformation.Kind kind) {
        List<Transformation> proposals = kind.proposals(nest, factory.target().limits());
        return proposals.isEmpty()
                ? Optional.empty()
                : Optional.of(new ScheduleStep(nest.name(), proposals.get(random.nextInt(proposals.size()))));
    }

    /** Changes the numbers of one step or of two. */
    Optional<Variation> tune(ScheduledKernel parent, int changes) {
        if (parent.steps().isEmpty()) {
            return Optional.empty();
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                List<ScheduleStep> changed = parent.steps();
                List<String> texts = new ArrayList<>();
                for (int i = 0; i < changes; i++) {
                    int place = random.nextInt(changed.size());
                    ScheduleStep before = changed.get(place);
                    changed = vary(changed, place);
                    if (!changed.get(place).equals(before)) {
                        texts.add("%s to %s".formatted(before, changed.get(place)));
                    }
                }
                if (!texts.isEmpty()) {
                    return Optional.of(made(changed, "tune " + String.join(", ", texts)));
                }
            } catch (IllegalTransformationException notLegalWithTheseNumbers) {
                // Draw others.
            }
        }
        return Optional.empty();
    }

    private List<ScheduleStep> vary(List<ScheduleStep> steps, int place) throws IllegalTransformationException {
        LoopNests nests = applied(steps.subList(0, place));
        ScheduleStep step = steps.get(place);
        List<Transformation> variations = step.transformation()
                .variations(nests.nest(step.nest()), factory.target().limits());
        if (variations.isEmpty()) {
            return steps;
        }
        List<ScheduleStep> varied = new ArrayList<>(steps);
        varied.set(place, new ScheduleStep(step.nest(), variations.get(random.nextInt(variations.size()))));
        return varied;
    }

    /**
     * Combines two schedules: the child begins as the first and goes on as the second, leaving out what is no longer legal; where a task
     * has several statements, each is scheduled as in one of the parents.
     */
    Optional<Variation> cross(ScheduledKernel first, ScheduledKernel second) {
        for (int attempt = 0; attempt < CROSSINGS; attempt++) {
            try {
                List<ScheduleStep> steps = naive().nests().size() > 1
                        ? statements(first.steps(), second.steps())
                        : spliced(first.steps(), second.steps());
                if (!steps.equals(first.steps()) && !steps.equals(second.steps())) {
                    return Optional.of(made(steps, "cross"));
                }
            } catch (IllegalTransformationException notLegalTogether) {
                // Cut elsewhere.
            }
        }
        return Optional.empty();
    }

    private List<ScheduleStep> statements(List<ScheduleStep> first, List<ScheduleStep> second)
            throws IllegalTransformationException {
        List<ScheduleStep> steps = new ArrayList<>();
        for (Nest nest : naive().nests()) {
            steps.addAll(of(nest, random.nextBoolean() ? first : second));
        }
        return steps;
    }

    private List<ScheduleStep> spliced(List<ScheduleStep> first, List<ScheduleStep> second) {
        LoopNests nests = naive();
        List<ScheduleStep> steps = new ArrayList<>();
        List<ScheduleStep> proposed = new ArrayList<>(first.subList(0, random.nextInt(first.size() + 1)));
        proposed.addAll(second.subList(random.nextInt(second.size() + 1), second.size()));
        for (ScheduleStep step : proposed) {
            try {
                nests = step.apply(nests, factory.target().limits());
                steps.add(step);
            } catch (IllegalTransformationException restsOnStepsThatTheChildLacks) {
                // Leave it out.
            }
        }
        return steps;
    }

    /** Returns the steps that concern the nest of a statement: its own, and those of nests that they brought. */
    private List<ScheduleStep> of(Nest nest, List<ScheduleStep> steps) throws IllegalTransformationException {
        LoopNests nests = naive();
        Set<String> names = new HashSet<>(Set.of(nest.name()));
        List<ScheduleStep> own = new ArrayList<>();
        for (ScheduleStep step : steps) {
            LoopNests after = step.apply(nests, factory.target().limits());
            if (names.contains(step.nest())) {
                own.add(step);
                List<String> before = nests.nests().stream().map(Nest::name).toList();
                after.nests().stream()
                        .map(Nest::name)
                        .filter(name -> !before.contains(name))
                        .forEach(names::add);
            }
            nests = after;
        }
        return own;
    }

    private LoopNests naive() {
        return factory.target().nests().orElseThrow();
    }

    private LoopNests applied(List<ScheduleStep> steps) throws IllegalTransformationException {
        return new Schedule(steps).apply(naive(), factory.target().limits());
    }

    private Variation made(List<ScheduleStep> steps, String change) throws IllegalTransformationException {
        return new Variation(factory.scheduled(new Schedule(steps)), change);
    }
}
