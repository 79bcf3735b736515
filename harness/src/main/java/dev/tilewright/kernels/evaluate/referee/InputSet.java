package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.task.Problem;
import java.util.Map;
import java.util.Optional;

/**
 * Inputs, and what outputs they should give.
 *
 * @param inputs what arguments contain
 * @param shape the shape that they were drawn in
 * @param expected the reference of every output, by name
 * @param place where in the pool of the timed problem the inputs are from; empty if they were drawn for themselves
 */
record InputSet(Inputs inputs, InputShape shape, Map<String, Expected> expected, Optional<InputPool.Place> place) {

    /**
     * Draws inputs for {@code problem} from {@code seed} in a shape, and computes their reference.
     *
     * @throws ReferenceException if a reference of the user's own fails, or gives what nothing can be compared with
     */
    static InputSet draw(TaskDefinition task, TaskReference reference, Problem problem, long seed, InputShape shape) {
        Inputs inputs = Inputs.draw(task, problem, seed, shape);
        return new InputSet(inputs, shape, reference.expected(task, problem, inputs, shape), Optional.empty());
    }

    /**
     * Takes inputs from a pool, and computes their reference.
     *
     * @throws ReferenceException if a reference of the user's own fails, or gives what nothing can be compared with
     */
    static InputSet take(
            TaskDefinition task, TaskReference reference, Problem problem, InputPool pool, InputPool.Place place) {
        Inputs inputs = pool.at(place);
        return new InputSet(
                inputs, pool.shape(), reference.expected(task, problem, inputs, pool.shape()), Optional.of(place));
    }

    /** Tells whether results on these inputs can be judged; other shapes of inputs than the declared one prove nothing where not. */
    boolean judges() {
        return expected.values().stream().allMatch(Expected::judges);
    }

    /** Returns what kind of inputs they are, as messages write it; empty if they are as the task declares them, or of a timed run. */
    Optional<String> where() {
        return place.isPresent() || shape == InputShape.DECLARED ? Optional.empty() : Optional.of(shape.where());
    }

    /** Returns the inputs as they come into the buffers of {@code rig}. */
    Contents contents(Rig rig) {
        return place.map(blended -> rig.at(blended, () -> inputs)).orElseGet(() -> Contents.copied(inputs, shape));
    }
}
