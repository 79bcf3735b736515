package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.task.Problem;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Inputs, and what outputs they should give.
 *
 * @param inputs what arguments contain
 * @param expected the reference of every output, by name
 */
record InputSet(Inputs inputs, Map<String, Expected> expected) {

    /**
     * Draws inputs for {@code problem} from {@code seed} and computes their reference.
     *
     * @throws ReferenceException if a reference of the user's own fails, or gives what nothing can be compared with
     */
    static InputSet draw(TaskDefinition task, TaskReference reference, Problem problem, long seed) {
        Inputs inputs = Inputs.draw(task, problem, seed);
        Map<String, Expected> expected = new LinkedHashMap<>();
        reference.compute(problem, inputs).forEach((name, values) -> expected.put(name, new Expected(values)));
        return new InputSet(inputs, expected);
    }
}
