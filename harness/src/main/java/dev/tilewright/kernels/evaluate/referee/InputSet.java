package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.task.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Inputs, and what outputs they should give.
 *
 * @param inputs what arguments contain
 * @param expected the reference of every output, by name
 * @param place where in the pool of the timed problem the inputs are from; empty if they were drawn for themselves
 */
record InputSet(Inputs inputs, Map<String, Expected> expected, Optional<InputPool.Place> place) {

    /**
     * Computes the reference of {@code inputs}.
     *
     * @throws ReferenceException if a reference of the user's own fails, or gives what nothing can be compared with
     */
    static InputSet of(TaskReference reference, Problem problem, Inputs inputs, Optional<InputPool.Place> place) {
        Map<String, Expected> expected = new LinkedHashMap<>();
        reference.compute(problem, inputs).forEach((name, values) -> expected.put(name, new Expected(values)));
        return new InputSet(inputs, expected, place);
    }

    /** Returns the inputs as they come into the buffers of {@code rig}. */
    Contents contents(Rig rig) {
        return place.map(rig::at).orElseGet(() -> Contents.copied(inputs));
    }
}
