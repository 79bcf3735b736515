package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernels.evaluate.measure.LeastWork;
import dev.tilewright.task.Argument;
import dev.tilewright.task.Problem;
import dev.tilewright.tensor.Affine;
import dev.tilewright.tensor.Computation;
import dev.tilewright.tensor.Counts;
import dev.tilewright.tensor.ErrorModel;
import dev.tilewright.tensor.ErrorModel.ErrorBound;
import dev.tilewright.tensor.NumberRangeException;
import dev.tilewright.tensor.ReferenceProgram;
import dev.tilewright.tensor.TensorParser;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;

/** The reference that a task's own expression gives, in double precision. */
final class TensorReference implements TaskReference {

    private final TaskDefinition task;
    private final Computation computation;
    private final Map<Problem, Modelled> programs = Collections.synchronizedMap(new Recent<>());
    private final Map<Problem, SpotCheck> spots = Collections.synchronizedMap(new Recent<>());
    private final AdverseInputs adverse;

    /** An expression for one problem with the bounds of its errors, and both compiled. */
    private record Modelled(ErrorModel model, ReferenceProgram program) {}

    /** What was made for the problems that were asked for last: every confirmation draws some that nobody asks for again. */
    private static final class Recent<V> extends LinkedHashMap<Problem, V> {
        private static final long serialVersionUID = 1;
        private static final int MOST = 64;

        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Problem, V> eldest) {
            return size() > MOST;
        }
    }

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
        adverse = new AdverseInputs(task, Optional.of(computation));
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
        Map<String, double[]> outputs = new LinkedHashMap<>();
        Modelled modelled = modelled(problem);
        Map<String, double[]> all = run(modelled, problem, inputs);
        modelled.model().outputs().keySet().forEach(output -> outputs.put(output, found(all, output)));
        return outputs;
    }

    @Override
    public Map<String, Expected> expected(TaskDefinition definition, Problem problem, Inputs inputs, InputShape shape) {
        Modelled modelled = modelled(problem);
        Map<String, double[]> all = run(modelled, problem, inputs);
        Map<String, Expected> expected = new LinkedHashMap<>();
        for (Argument argument : definition.arguments()) {
            ErrorBound bound = modelled.model().outputs().get(argument.name());
            if (bound != null) {
                if (shape == InputShape.DECLARED && !definition.tolerance().nonFinite()) {
                    requireHeld(found(all, argument.name()), argument, problem);
                }
                Allowance allowance =
                        new Allowance(definition.tolerance(), shape == InputShape.DECLARED, argument.type());
                expected.put(
                        argument.name(),
                        new Expected(
                                found(all, argument.name()),
                                Optional.ofNullable(all.get(bound.rest())),
                                bound,
                                allowance));
            }
        }
        return expected;
    }

    private Modelled modelled(Problem problem) {
        return programs.computeIfAbsent(problem, p -> {
            ErrorModel model = ErrorModel.of(computation, TensorTypes.precisions(task.arguments()), p.sizes());
            return new Modelled(model, ReferenceProgram.compile(model.computation(), p.sizes()));
        });
    }

    private Map<String, double[]> run(Modelled modelled, Problem problem, Inputs inputs) {
        try {
            return modelled.program().run(numbers(inputs));
        } catch (NumberRangeException tooLarge) {
            throw new ReferenceException("has no result on %s: %s".formatted(problem, tooLarge.getMessage()), tooLarge);
        }
    }

    private Map<String, double[]> numbers(Inputs inputs) {
        Map<String, double[]> numbers = new LinkedHashMap<>();
        for (Argument argument : task.arguments()) {
            if (argument.role() == Buffer.Role.INPUT) {
                numbers.put(argument.name(), Elements.numbers(inputs.of(argument.name()), argument.type()));
            }
        }
        return numbers;
    }

    private static double[] found(Map<String, double[]> all, String output) {
        return Objects.requireNonNull(all.get(output), output);
    }

    @Override
    public Optional<SpotCheck> spot(Problem problem) {
        return Optional.of(spots.computeIfAbsent(problem, asked -> SpotCheck.of(task, computation, asked)));
    }

    @Override
    public boolean spots() {
        return true;
    }

    @Override
    public List<InputShape> shapes(Problem problem, int count, RandomGenerator random) {
        return adverse.some(problem, count, random);
    }

    /** Tells whether inputs in a shape wrong no honest kernel. */
    boolean allows(Problem problem, InputShape shape) {
        return adverse.allows(problem, shape);
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
