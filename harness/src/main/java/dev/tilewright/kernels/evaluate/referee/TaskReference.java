package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernels.evaluate.measure.LeastWork;
import dev.tilewright.task.Argument;
import dev.tilewright.task.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What a task's results are held against. */
interface TaskReference extends AutoCloseable {

    /** Returns how many arithmetic operations {@code problem} takes; 0 where that is unknown. */
    double operations(Problem problem);

    /** Returns what no kernel for {@code problem} can do without. */
    LeastWork leastWork(Problem problem);

    /**
     * Draws shapes other than the declared one in which inputs of {@code problem} wrong no honest kernel, none twice.
     *
     * @param count how many; there may be fewer
     */
    default List<InputShape> shapes(Problem problem, int count, RandomGenerator random) {
        return List.of();
    }

    /** Tells whether single elements can be computed. */
    default boolean spots() {
        return false;
    }

    /** Returns what computes single elements; empty where only all can be computed. */
    default Optional<SpotCheck> spot(Problem problem) {
        return Optional.empty();
    }

    @Override
    default void close() {}

    /** Tells whether it runs on the device, and so never beside anything else that does. */
    boolean usesDevice();

    /**
     * Computes what every argument that is written should contain.
     *
     * @param inputs the contents of every argument that is read
     * @return the contents by the argument's name, row-major
     * @throws ReferenceException if a reference of the user's own fails
     */
    Map<String, double[]> compute(Problem problem, Inputs inputs);

    /**
     * Computes what every output should contain, and how far a kernel may be from it.
     *
     * @param inputs the contents of every argument that is read
     * @param shape the shape that they were drawn in
     * @return what is expected, by the argument's name
     * @throws ReferenceException if a reference of the user's own fails
     */
    default Map<String, Expected> expected(TaskDefinition task, Problem problem, Inputs inputs, InputShape shape) {
        Map<String, Expected> expected = new LinkedHashMap<>();
        Map<String, double[]> values = compute(problem, inputs);
        for (Argument argument : task.arguments()) {
            double[] output = values.get(argument.name());
            if (output != null) {
                Allowance allowance = new Allowance(task.tolerance(), shape == InputShape.DECLARED, argument.type());
                expected.put(argument.name(), new Expected(output, allowance));
            }
        }
        return expected;
    }

    /**
     * Checks what a reference of the user's own gave.
     *
     * @return the same
     * @throws ReferenceException if an element is NaN, as it is where nothing was written, or infinite
     */
    static double[] requireFinite(double[] values, Buffer output, Problem problem) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new ReferenceException("%s %s%s on %s"
                        .formatted(
                                Double.isNaN(values[i])
                                        ? "gives NaN for, or does not write,"
                                        : "gives an infinite number for",
                                output.name(),
                                Trial.position(output, i),
                                problem));
            }
        }
        return values;
    }
}
