package dev.tilewright.generate;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.candidate.Directive;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.loops.transform.ScheduleStep;
import dev.tilewright.space.Configuration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Combines two parents of one kind. Of two schedules, the child begins as the first and goes on as the second, leaving out what is no
 * longer legal; where a task has several statements, each is scheduled as in one of the parents. Of two configurations, each tunable
 * is taken from one of the parents.
 */
final class Cross implements Operator {

    private static final int ATTEMPTS = 20;

    @Override
    public String name() {
        return "cross";
    }

    @Override
    public List<Directive> directives(CandidateFactory factory) {
        return List.of(new Directive(name(), Optional.empty()));
    }

    @Override
    public Optional<Candidate> make(
            CandidateFactory factory, List<Candidate> parents, Directive directive, UniformRandomProvider random) {
        if (parents.size() < 2) {
            return Optional.empty();
        }
        Candidate first = parents.get(0);
        Candidate second = parents.get(1);
        Candidate.Lineage lineage =
                new Candidate.Lineage(List.of(first.hash(), second.hash()), Optional.of(directive), "cross");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                Optional<Candidate.Origin> origin = combine(factory, first.origin(), second.origin(), random);
                if (origin.isEmpty()) {
                    return Optional.empty();
                }
                if (origin.get().equals(first.origin()) || origin.get().equals(second.origin())) {
                    continue;
                }
                return Optional.of(factory.candidate(origin.get(), lineage));
            } catch (IllegalTransformationException | IllegalArgumentException e) {
                // Not legal together: cut elsewhere.
            }
        }
        return Optional.empty();
    }

    private static Optional<Candidate.Origin> combine(
            CandidateFactory factory, Candidate.Origin first, Candidate.Origin second, UniformRandomProvider random)
            throws IllegalTransformationException {
        if (first instanceof Candidate.Origin.Scheduled(var firstSteps)
                && second instanceof Candidate.Origin.Scheduled(var secondSteps)) {
            List<ScheduleStep> steps = steps(
                    factory,
                    Schedule.parse(firstSteps).steps(),
                    Schedule.parse(secondSteps).steps(),
                    random);
            return Optional.of(new Candidate.Origin.Scheduled(new Schedule(steps).text()));
        }
        if (first instanceof Candidate.Origin.Tuned(String kernel, Configuration one)
                && second instanceof Candidate.Origin.Tuned(String other, Configuration two)
                && kernel.equals(other)) {
            return Optional.of(new Candidate.Origin.Tuned(kernel, either(one, two, random)));
        }
        if (first instanceof Candidate.Origin.Written(String source, Configuration one)
                && second instanceof Candidate.Origin.Written(String other, Configuration two)
                && source.equals(other)) {
            return Optional.of(new Candidate.Origin.Written(source, either(one, two, random)));
        }
        return Optional.empty();
    }

    private static Configuration either(Configuration one, Configuration two, UniformRandomProvider random) {
        TreeMap<String, String> values = new TreeMap<>(one.values());
        two.values().forEach((name, value) -> {
            if (random.nextBoolean()) {
                values.put(name, value);
            }
        });
        return new Configuration(values);
    }

    private static List<ScheduleStep> steps(
            CandidateFactory factory, List<ScheduleStep> first, List<ScheduleStep> second, UniformRandomProvider random)
            throws IllegalTransformationException {
        LoopNests nests = factory.nests().orElseThrow();
        if (nests.nests().size() > 1) {
            List<ScheduleStep> steps = new ArrayList<>();
            for (Nest nest : nests.nests()) {
                List<ScheduleStep> from = random.nextBoolean() ? first : second;
                steps.addAll(of(nest, from, factory));
            }
            return steps;
        }
        List<ScheduleStep> steps = new ArrayList<>();
        List<ScheduleStep> proposed = new ArrayList<>(first.subList(0, random.nextInt(first.size() + 1)));
        proposed.addAll(second.subList(random.nextInt(second.size() + 1), second.size()));
        for (ScheduleStep step : proposed) {
            try {
                nests = step.apply(nests, factory.limits());
                steps.add(step);
            } catch (IllegalTransformationException e) {
                // What the other parent did rests on steps that this child does not have.
            }
        }
        return steps;
    }

    /** Returns the steps that concern the nest of a statement: its own, and those of nests that they brought. */
    private static List<ScheduleStep> of(Nest nest, List<ScheduleStep> steps, CandidateFactory factory)
            throws IllegalTransformationException {
        LoopNests nests = factory.nests().orElseThrow();
        Set<String> names = new HashSet<>(Set.of(nest.name()));
        List<ScheduleStep> own = new ArrayList<>();
        for (ScheduleStep step : steps) {
            LoopNests after = step.apply(nests, factory.limits());
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
}
