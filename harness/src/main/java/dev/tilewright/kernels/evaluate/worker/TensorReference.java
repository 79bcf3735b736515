package dev.tilewright.kernels.evaluate.worker;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.task.Argument;
import dev.tilewright.task.Problem;
import dev.tilewright.tensor.Computation;
import dev.tilewright.tensor.Counts;
import dev.tilewright.tensor.ReferenceProgram;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** The reference that a task's own expression gives, interpreted in double precision. */
final class TensorReference {

    private final TaskDefinition task;
    private final Computation computation;
    private final Map<Problem, ReferenceProgram> programs = new HashMap<>();

    TensorReference(TaskDefinition task) {
        this.task = task;
        computation = task.computation();
    }

    /** Returns how many arithmetic operations {@code problem} takes. */
    double operations(Problem problem) {
        return Counts.of(computation, problem.sizes()).operations();
    }

    /**
     * Computes what the outputs should be.
     *
     * @param inputs the contents of every argument that is read, by name, row-major in the argument's own type
     * @return every output, by name, row-major
     */
    Map<String, double[]> compute(Problem problem, Map<String, MemorySegment> inputs) {
        Map<String, double[]> numbers = new LinkedHashMap<>();
        for (Argument argument : task.arguments()) {
            MemorySegment contents = inputs.get(argument.name());
            if (contents != null && argument.role() == Buffer.Role.INPUT) {
                numbers.put(argument.name(), numbers(contents, argument.type()));
            }
        }
        return programs.computeIfAbsent(problem, p -> ReferenceProgram.compile(computation, p.sizes()))
                .run(numbers);
    }

    private static double[] numbers(MemorySegment contents, ElementType type) {
        double[] numbers = new double[Math.toIntExact(contents.byteSize() / type.bytes())];
        IntStream.range(0, numbers.length).parallel().forEach(i -> numbers[i] = Elements.get(contents, type, i));
        return numbers;
    }
}
