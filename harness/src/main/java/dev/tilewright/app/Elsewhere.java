package dev.tilewright.app;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.evolve.memory.Workload;
import dev.tilewright.space.Point;
import dev.tilewright.space.SearchSpace;
import dev.tilewright.tuning.Known;
import dev.tilewright.tuning.Outcome;
import dev.tilewright.tuning.StrategySource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What memory knew of the same space elsewhere when a run began: on other hardware, and for other problems. A strategy starts warm from it. Nothing is
 * ever taken from memory, so a run that is resumed finds the same.
 */
final class Elsewhere {

    /** A device and a problem. Another version of the driver, or another recording of a device, adds to what is known of it. */
    private record Place(Hardware hardware, Workload workload) {

        Place {
            hardware =
                    new Hardware(hardware.backend(), hardware.vendor(), hardware.model(), hardware.architecture(), "");
        }
    }

    private final Run run;
    private final SequencedMap<Place, Map<Point, Outcome>> outcomes = new LinkedHashMap<>();

    Elsewhere(Run run) {
        this.run = run;
    }

    /**
     * Takes in what a memory knew, as far as its candidates are points of the space.
     *
     * @param searches tells of a run of the task whether it searched the space; what others found is not even read
     */
    Elsewhere and(Memory memory, Predicate<Run> searches, Function<Candidate, Optional<Point>> points) {
        memory.runs().stream()
                .filter(other -> other.started().isBefore(run.started()) && isSameTask(other.workload()))
                .filter(other -> !other.hardware().equals(run.hardware())
                        || !other.workload().equals(run.workload()))
                .filter(searches)
                .sorted(Comparator.comparing(Run::started).thenComparing(Run::id))
                .forEach(other -> take(other, memory.steps(other.id()), points));
        return this;
    }

    private boolean isSameTask(Workload workload) {
        return workload.task().equals(run.workload().task())
                && workload.content().equals(run.workload().content());
    }

    private void take(Run other, List<Step> steps, Function<Candidate, Optional<Point>> points) {
        for (Step step : steps) {
            if (step.isDecided() && step.committed().isBefore(run.started())) {
                points.apply(step.candidate())
                        .ifPresent(point -> outcomes.computeIfAbsent(
                                        new Place(other.hardware(), other.workload()), _ -> new LinkedHashMap<>())
                                .put(point, StrategySource.outcome(step.standing())));
            }
        }
    }

    /** Returns what a strategy may start from. */
    List<Known> known(SearchSpace space) {
        return outcomes.values().stream().map(each -> Known.of(each, space)).toList();
    }
}
