package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernels.evaluate.measure.LeastWork;
import dev.tilewright.task.Problem;
import java.util.Map;
import java.util.Optional;

/** What a task's results are held against. */
interface TaskReference extends AutoCloseable {

    /** Returns how many arithmetic operations {@code problem} takes; 0 where that is unknown. */
    double operations(Problem problem);

    /** Returns what no kernel for {@code problem} can do without. */
    LeastWork leastWork(Problem problem);

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
