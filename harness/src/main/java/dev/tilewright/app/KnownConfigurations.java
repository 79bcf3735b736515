package dev.tilewright.app;

import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.evolve.memory.Workload;
import dev.tilewright.space.Configuration;
import dev.tilewright.tuning.ConfigurationGenome;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Predicate;

/**
 * What memory knew of configurations when a run began: what earlier searches on a recording evaluated, and what was imported. Nothing is
 * ever taken from memory, so a run that is resumed finds the same.
 *
 * @param outcomes what came of each, in the order in which they came to be known
 */
record KnownConfigurations(SequencedMap<Configuration, Evaluation> outcomes) {

    KnownConfigurations {
        outcomes = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(outcomes));
    }

    /**
     * Reads them from the memory of configurations.
     *
     * @param before when the run began
     */
    static KnownConfigurations of(Memory memory, Workload workload, Hardware hardware, Instant before) {
        SequencedMap<Configuration, Evaluation> outcomes = new LinkedHashMap<>();
        List<Run> earlier = memory.runs().stream()
                .filter(run -> run.started().isBefore(before))
                .filter(run -> run.workload().equals(workload) && run.hardware().equals(hardware))
                .sorted(Comparator.comparing(Run::started).thenComparing(Run::id))
                .toList();
        for (Run run : earlier) {
            for (Step step : memory.steps(run.id())) {
                if (step.isDecided() && step.committed().isBefore(before)) {
                    outcomes.putIfAbsent(
                            ConfigurationGenome.of(step.candidate()).configuration(), step.standing());
                }
            }
        }
        return new KnownConfigurations(outcomes);
    }

    /** Returns the fastest of those that meet a condition. */
    Optional<Configuration> best(Predicate<Configuration> condition) {
        return outcomes.entrySet().stream()
                .filter(known -> known.getValue().ok() && condition.test(known.getKey()))
                .max(Comparator.comparingDouble(
                        known -> known.getValue().fitness().orElseThrow()))
                .map(Map.Entry::getKey);
    }
}
