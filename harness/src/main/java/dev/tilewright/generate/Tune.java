package dev.tilewright.generate;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.candidate.Directive;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.loops.transform.ScheduleStep;
import dev.tilewright.loops.transform.Transformation;
import dev.tilewright.space.Configuration;
import dev.tilewright.space.Space;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Changes numbers and leaves the structure as it is: the parameters of a schedule's steps, one step or now and then two at once, or
 * the values of a kernel's tunables.
 */
final class Tune implements Operator {

    private static final int ATTEMPTS = 60;
    private static final double TWO_STEPS = 0.3;
    private static final double NEIGHBOUR = 0.7;

    @Override
    public String name() {
        return "tune";
    }

    @Override
    public List<Directive> directives(CandidateFactory factory) {
        return List.of(new Directive(name(), Optional.empty()));
    }

    @Override
    public Optional<Candidate> make(
            CandidateFactory factory, List<Candidate> parents, Directive directive, UniformRandomProvider random) {
        Candidate parent = parents.getFirst();
        return switch (parent.origin()) {
            case Candidate.Origin.Scheduled(List<String> text) ->
                schedule(factory, parent, Schedule.parse(text).steps(), directive, random);
            case Candidate.Origin.Tuned(String kernel, Configuration own) ->
                configuration(
                        factory, parent, own, other -> new Candidate.Origin.Tuned(kernel, other), directive, random);
            case Candidate.Origin.Written(String source, Configuration own) ->
                configuration(
                        factory, parent, own, other -> new Candidate.Origin.Written(source, other), directive, random);
        };
    }

    private static Optional<Candidate> schedule(
            CandidateFactory factory,
            Candidate parent,
            List<ScheduleStep> steps,
            Directive directive,
            UniformRandomProvider random) {
        if (steps.isEmpty()) {
            return Optional.empty();
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                List<ScheduleStep> changed = steps;
                List<String> texts = new ArrayList<>();
                int changes = random.nextDouble() < TWO_STEPS ? 2 : 1;
                for (int i = 0; i < changes; i++) {
                    int place = random.nextInt(steps.size());
                    ScheduleStep before = changed.get(place);
                    changed = vary(factory, changed, place, random);
                    if (!changed.get(place).equals(before)) {
                        texts.add("%s to %s".formatted(before, changed.get(place)));
                    }
                }
                if (!texts.isEmpty()) {
                    return Optional.of(factory.candidate(
                            new Candidate.Origin.Scheduled(new Schedule(changed).text()),
                            new Candidate.Lineage(
                                    List.of(parent.hash()),
                                    Optional.of(directive),
                                    "tune " + String.join(", ", texts))));
                }
            } catch (IllegalTransformationException e) {
                // Not legal with these numbers: draw others.
            }
        }
        return Optional.empty();
    }

    private static List<ScheduleStep> vary(
            CandidateFactory factory, List<ScheduleStep> steps, int place, UniformRandomProvider random)
            throws IllegalTransformationException {
        LoopNests nests =
                new Schedule(steps.subList(0, place)).apply(factory.nests().orElseThrow(), factory.limits());
        ScheduleStep step = steps.get(place);
        List<Transformation> variations = step.transformation().variations(nests.nest(step.nest()), factory.limits());
        if (variations.isEmpty()) {
            return steps;
        }
        List<ScheduleStep> varied = new ArrayList<>(steps);
        varied.set(place, new ScheduleStep(step.nest(), variations.get(random.nextInt(variations.size()))));
        return varied;
    }

    private static Optional<Candidate> configuration(
            CandidateFactory factory,
            Candidate parent,
            Configuration own,
            Function<Configuration, Candidate.Origin> origin,
            Directive directive,
            UniformRandomProvider random) {
        Space space = factory.tunable(parent.origin())
                .orElseThrow()
                .space(parent.problem().sizes());
        List<Configuration> neighbours = space.neighbours(own);
        Optional<Configuration> other = neighbours.isEmpty() || random.nextDouble() >= NEIGHBOUR
                ? space.draw(random)
                : Optional.of(neighbours.get(random.nextInt(neighbours.size())));
        return other.filter(configuration -> !configuration.equals(own)).map(configuration -> {
            List<String> changes = new ArrayList<>();
            configuration.values().forEach((name, value) -> {
                if (!value.equals(own.values().get(name))) {
                    changes.add(name + "=" + value);
                }
            });
            return child(
                    factory,
                    origin.apply(configuration),
                    new Candidate.Lineage(
                            List.of(parent.hash()), Optional.of(directive), "tune " + String.join(", ", changes)));
        });
    }

    private static Candidate child(CandidateFactory factory, Candidate.Origin origin, Candidate.Lineage lineage) {
        try {
            return factory.candidate(origin, lineage);
        } catch (IllegalTransformationException e) {
            throw new IllegalStateException("a configuration has no steps", e);
        }
    }
}
