package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.task.Problem;
import java.util.Map;

/**
 * Inputs, and what outputs they should give.
 *
 * @param inputs what arguments contain
 * @param expected the reference of every output, by name
 */
record InputSet(Inputs inputs, Map<String, Expected> expected) {

    /**
     * Draws inputs for {@code problem} from {@code seed}, as the task declares them, and computes their reference.
     *
     * @throws ReferenceException if a reference of the user's own fails, or gives what nothing can be compared with
     */
    static InputSet draw(TaskDefinition task, TaskReference reference, Problem problem, long seed) {
        return draw(task, reference, problem, seed, InputShape.DECLARED);
    }

    /**
     * Draws inputs for {@code problem} from {@code seed} in a shape, and computes their reference.
     *
     * @throws ReferenceException if a reference of the user's own fails, or gives what nothing can be compared with
     */
    static InputSet draw(TaskDefinition task, TaskReference reference, Problem problem, long seed, InputShape shape) {
        Inputs inputs = Inputs.draw(task, problem, seed, shape);
        return new InputSet(inputs, reference.expected(task, problem, inputs, shape));
    }

    /** Tells whether results on these inputs can be judged; other shapes of inputs than the declared one prove nothing where not. */
    boolean judges() {
        return expected.values().stream().allMatch(Expected::judges);
    }
}
