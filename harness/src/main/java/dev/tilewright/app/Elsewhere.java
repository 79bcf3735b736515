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

    /** Takes in what a memory knew, as far as its candidates are points of the space. */
    Elsewhere and(Memory memory, Function<Candidate, Optional<Point>> points) {
        memory.runs().stream()
                .filter(other -> other.started().isBefore(run.started()) && isSameTask(other.workload()))
                .filter(other -> !other.hardware().equals(run.hardware())
                        || !other.workload().equals(run.workload()))
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
        return outcomes.entrySet().stream()
                .map(each -> Known.of(name(each.getKey()), each.getValue(), space))
                .toList();
    }

    private static String name(Place place) {
        return "%s, %s".formatted(place.hardware().model(), place.workload());
    }
}
