package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.task.Problem;
import dev.tilewright.tensor.Computation;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A stand-in until the real one comes. */
final class SpotCheck {

    static SpotCheck of(TaskDefinition task, Computation computation, Problem problem) {
        return new SpotCheck();
    }

    Optional<String> wrong(Inputs inputs, Map<String, MemorySegment> outputs, RandomGenerator random, int count) {
        return Optional.empty();
    }
}
