package dev.tilewright.generate;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.candidate.Directive;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.loops.transform.ScheduleStep;
import dev.tilewright.loops.transform.Transformation;
import dev.tilewright.loops.transform.Transformations;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Changes the structure of a schedule by one step of the transformation that the directive names: adds one, changes what one does, or
 * removes one. The steps after it stay as they are, and the child is only made if every step is still legal.
 */
final class Transform implements Operator {

    private static final int ATTEMPTS = 60;
    private static final double REMOVE = 0.15;
    private static final double CHANGE = 0.4;
    private static final double AT_THE_END = 0.5;

    @Override
    public String name() {
        return "transform";
    }

    @Override
    public List<Directive> directives(CandidateFactory factory) {
        if (factory.nests().isEmpty()) {
            return List.of();
        }
        return Transformations.kinds().stream()
                .map(kind -> new Directive(name(), Optional.of(kind.name())))
                .toList();
    }

    @Override
    public Optional<Candidate> make(
            CandidateFactory factory, List<Candidate> parents, Directive directive, UniformRandomProvider random) {
        Candidate parent = parents.getFirst();
        if (!(parent.origin() instanceof Candidate.Origin.Scheduled(List<String> text))) {
            return Optional.empty();
        }
        Transformation.Kind kind =
                Transformations.kind(directive.transformation().orElseThrow());
        List<ScheduleStep> steps = Schedule.parse(text).steps();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                Optional<Change> change = draw(factory, steps, kind, random);
                if (change.isPresent()) {
                    return Optional.of(factory.candidate(
                            new Candidate.Origin.Scheduled(
                                    new Schedule(change.get().steps()).text()),
                            new Candidate.Lineage(
                                    List.of(parent.hash()),
                                    Optional.of(directive),
                                    change.get().text())));
                }
            } catch (IllegalTransformationException e) {
                // Not legal here: draw another.
            }
        }
        return Optional.empty();
    }

    private static Optional<Change> draw(
            CandidateFactory factory, List<ScheduleStep> steps, Transformation.Kind kind, UniformRandomProvider random)
            throws IllegalTransformationException {
        List<Integer> own = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).transformation().name().equals(kind.name())) {
                own.add(i);
            }
        }
        double way = random.nextDouble();
        if (!own.isEmpty() && way < REMOVE) {
            int removed = own.get(random.nextInt(own.size()));
            List<ScheduleStep> fewer = new ArrayList<>(steps);
            fewer.remove(removed);
            return legal(factory, withoutOrphans(factory, fewer), "remove " + steps.get(removed));
        }
        if (!own.isEmpty() && way < CHANGE) {
            int changed = own.get(random.nextInt(own.size()));
            ScheduleStep before = steps.get(changed);
            LoopNests nests = applied(factory, steps.subList(0, changed));
            Optional<ScheduleStep> step = propose(nests.nest(before.nest()), kind, factory, random);
            if (step.isEmpty() || step.get().equals(before)) {
                return Optional.empty();
            }
            List<ScheduleStep> other = new ArrayList<>(steps);
            other.set(changed, step.get());
            return legal(factory, other, "change %s to %s".formatted(before, step.get()));
        }
        int place = random.nextDouble() < AT_THE_END ? steps.size() : random.nextInt(steps.size() + 1);
        LoopNests nests = applied(factory, steps.subList(0, place));
        Nest nest = nests.nests().get(random.nextInt(nests.nests().size()));
        Optional<ScheduleStep> step = propose(nest, kind, factory, random);
        if (step.isEmpty()) {
            return Optional.empty();
        }
        List<ScheduleStep> more = new ArrayList<>(steps);
        more.add(place, step.get());
        return legal(factory, more, "add " + step.get());
    }

    /** Leaves out the steps of nests that there are no longer, because the step that made them is gone. */
    private static List<ScheduleStep> withoutOrphans(CandidateFactory factory, List<ScheduleStep> steps)
            throws IllegalTransformationException {
        LoopNests nests = factory.nests().orElseThrow();
        List<ScheduleStep> kept = new ArrayList<>();
        for (ScheduleStep step : steps) {
            if (nests.nests().stream().anyMatch(nest -> nest.name().equals(step.nest()))) {
                nests = step.apply(nests, factory.limits());
                kept.add(step);
            }
        }
        return kept;
    }

    private static Optional<ScheduleStep> propose(
            Nest nest, Transformation.Kind kind, CandidateFactory factory, UniformRandomProvider random) {
        List<Transformation> proposals = kind.proposals(nest, factory.limits());
        return proposals.isEmpty()
                ? Optional.empty()
                : Optional.of(new ScheduleStep(nest.name(), proposals.get(random.nextInt(proposals.size()))));
    }

    private static LoopNests applied(CandidateFactory factory, List<ScheduleStep> steps)
            throws IllegalTransformationException {
        return new Schedule(steps).apply(factory.nests().orElseThrow(), factory.limits());
    }

    private static Optional<Change> legal(CandidateFactory factory, List<ScheduleStep> steps, String text)
            throws IllegalTransformationException {
        applied(factory, steps);
        return Optional.of(new Change(steps, text));
    }

    private record Change(List<ScheduleStep> steps, String text) {}
}
