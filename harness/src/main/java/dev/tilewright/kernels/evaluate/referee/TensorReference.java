package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernels.evaluate.measure.LeastWork;
import dev.tilewright.task.Argument;
import dev.tilewright.task.Problem;
import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Computation;
import dev.tilewright.tensor.Counts;
import dev.tilewright.tensor.NumberRangeException;
import dev.tilewright.tensor.ReferenceProgram;
import dev.tilewright.tensor.TensorParser;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;

/** The reference that a task's own expression gives, in double precision. */
final class TensorReference implements TaskReference {

    private final TaskDefinition task;
    private final Computation computation;
    private final Map<Problem, ReferenceProgram> programs = new ConcurrentHashMap<>();

    /** Parses the expression; it was parsed once when the task was read, so it has no mistakes. */
    TensorReference(TaskDefinition task, String compute) {
        this.task = task;
        SequencedMap<String, List<Affine>> shapes = new LinkedHashMap<>();
        task.arguments().forEach(argument -> shapes.put(argument.name(), argument.shape()));
        List<String> outputs = task.arguments().stream()
                .filter(argument -> argument.role() != Buffer.Role.INPUT)
                .map(Argument::name)
                .toList();
        computation = TensorParser.parse(compute, task.sizes(), shapes, outputs, Argument.whole(task.arguments()));
    }

    @Override
    public double operations(Problem problem) {
        return Counts.of(computation, problem.sizes()).operations();
    }

    @Override
    public LeastWork leastWork(Problem problem) {
        Map<String, Integer> bytes = new HashMap<>();
        task.arguments()
                .forEach(argument -> bytes.put(argument.name(), argument.type().bytes()));
        return LeastWork.of(computation, problem.sizes(), name -> Objects.requireNonNull(bytes.get(name), name));
    }

    @Override
    public boolean usesDevice() {
        return false;
    }

    /** @throws ReferenceException if a result is no number that an argument holds: no kernel could give it */
    @Override
    public Map<String, double[]> compute(Problem problem, Inputs inputs) {
        Map<String, double[]> numbers = new LinkedHashMap<>();
        for (Argument argument : task.arguments()) {
            if (argument.role() == Buffer.Role.INPUT) {
                numbers.put(argument.name(), Elements.numbers(inputs.of(argument.name()), argument.type()));
            }
        }
        ReferenceProgram program =
                programs.computeIfAbsent(problem, p -> ReferenceProgram.compile(computation, p.sizes()));
        Map<String, double[]> outputs;
        try {
            outputs = program.run(numbers);
        } catch (NumberRangeException tooLarge) {
            throw new ReferenceException("has no result on %s: %s".formatted(problem, tooLarge.getMessage()), tooLarge);
        }
        for (Argument argument : task.arguments()) {
            if (argument.role() != Buffer.Role.INPUT) {
                requireHeld(Objects.requireNonNull(outputs.get(argument.name())), argument, problem);
            }
        }
        return outputs;
    }

    private static void requireHeld(double[] values, Argument output, Problem problem) {
        double most = output.type() == ElementType.FLOAT32 ? Float.MAX_VALUE : Double.MAX_VALUE;
        for (int i = 0; i < values.length; i++) {
            if (!(Math.abs(values[i]) <= most)) {
                throw new ReferenceException(
                        "has no result on %s: %s%s is %s, and should be a finite number that %s holds; change compute, or the init of its inputs"
                                .formatted(
                                        problem,
                                        output.name(),
                                        Trial.position(output.buffer(problem), i),
                                        values[i],
                                        output.type().id()));
            }
        }
    }
}
