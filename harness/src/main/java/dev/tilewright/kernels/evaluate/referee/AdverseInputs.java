package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.task.Argument;
import dev.tilewright.task.Problem;
import dev.tilewright.tensor.Computation;
import dev.tilewright.tensor.ErrorModel;
import dev.tilewright.tensor.NumberRangeException;
import dev.tilewright.tensor.SpotProgram;
import dev.tilewright.tensor.SpotProgram.Element;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The shapes that inputs of a task can have on a problem without wronging an honest kernel.
 *
 * <p>The plainest kernels decide, those that do what the text says in the task's own precision, in the order of the text or in the opposite
 * one: a shape on which one of them is further off than two fifths of what the error model allows is not used. A sum of sixteen million ascending numbers is such a case, where
 * a running sum in single precision no longer grows. Nor is a shape used whose results overflow, or of which the model says nothing.
 *
 * <p>A task with a reference of the user's own in place of an expression has inputs as it declares them, and no others: nobody knows what
 * its reference can stand. An instance may be used by several threads.
 */
final class AdverseInputs {

    /** Elements of each output in which a shape is tried out. */
    private static final int TRIED = 64;

    private final TaskDefinition task;
    private final Optional<Computation> computation;
    private final Map<Problem, Programs> programs = new ConcurrentHashMap<>();
    private final Map<Tried, Boolean> fair = new ConcurrentHashMap<>();

    private record Programs(SpotProgram exact, List<SpotProgram> plain) {}

    private record Tried(Problem problem, InputShape shape) {}

    /**
     * Takes a task.
     *
     * @param computation its expression; empty if it has a reference of the user's own
     */
    AdverseInputs(TaskDefinition task, Optional<Computation> computation) {
        this.task = task;
        this.computation = computation;
    }

    /**
     * Returns the shapes for {@code problem}, first the one that the task declares. The first time, each is tried out, which takes as long
     * as drawing inputs in all of them.
     */
    List<InputShape> shapes(Problem problem) {
        return Inputs.shapes(task, problem).stream()
                .filter(shape -> shape == InputShape.DECLARED || isFair(problem, shape))
                .toList();
    }

    /** Tells whether inputs of {@code problem} may have a shape; only this one is tried out. */
    boolean allows(Problem problem, InputShape shape) {
        return Inputs.shapes(task, problem).contains(shape) && (shape == InputShape.DECLARED || isFair(problem, shape));
    }

    /**
     * Draws some of the shapes for {@code problem} other than the one that the task declares, none twice. Only those that are drawn are
     * tried out.
     *
     * @param count how many; there may be fewer
     */
    List<InputShape> some(Problem problem, int count, RandomGenerator random) {
        List<InputShape> left = new ArrayList<>(Inputs.shapes(task, problem));
        left.remove(InputShape.DECLARED);
        List<InputShape> drawn = new ArrayList<>();
        while (drawn.size() < count && !left.isEmpty()) {
            InputShape next = left.remove(random.nextInt(left.size()));
            if (isFair(problem, next)) {
                drawn.add(next);
            }
        }
        return drawn;
    }

    private boolean isFair(Problem problem, InputShape shape) {
        return computation.isPresent()
                && fair.computeIfAbsent(new Tried(problem, shape), tried -> {
                    Programs compiled = programs.computeIfAbsent(problem, this::compile);
                    return isFair(problem, shape, compiled.exact(), compiled.plain());
                });
    }

    private Programs compile(Problem problem) {
        ErrorModel model =
                ErrorModel.of(computation.orElseThrow(), TensorTypes.precisions(task.arguments()), problem.sizes());
        var forms = TensorTypes.forms(task.arguments());
        return new Programs(
                SpotProgram.compile(model, problem.sizes(), forms),
                new PlainKernels(model, problem.sizes(), forms).programs());
    }

    private boolean isFair(Problem problem, InputShape shape, SpotProgram exact, List<SpotProgram> plain) {
        // Which shapes are used is no secret, and the same in every run.
        Inputs inputs = Inputs.draw(task, problem, shape.name().hashCode(), shape);
        Map<String, int[]> wanted = new LinkedHashMap<>();
        for (Argument argument : task.arguments()) {
            if (argument.role() == Buffer.Role.OUTPUT) {
                int elements = Math.toIntExact(argument.buffer(problem).elements());
                int tried = Math.min(elements, TRIED);
                wanted.put(
                        argument.name(),
                        IntStream.range(0, tried)
                                .map(i -> (int) ((long) elements * i / tried))
                                .toArray());
            }
        }
        try {
            Map<String, List<Element>> references = exact.at(inputs.contents(), wanted);
            return plain.stream().allMatch(kernel -> isFair(references, kernel.at(inputs.contents(), wanted)));
        } catch (NumberRangeException beyondRange) {
            return false;
        }
    }

    private boolean isFair(Map<String, List<Element>> references, Map<String, List<Element>> results) {
        return task.arguments().stream()
                .filter(argument -> references.containsKey(argument.name()))
                .allMatch(argument -> isFair(
                        argument,
                        references.getOrDefault(argument.name(), List.of()),
                        results.getOrDefault(argument.name(), List.of())));
    }

    private boolean isFair(Argument argument, List<Element> references, List<Element> results) {
        Allowance allowance = new Allowance(task.tolerance(), false, argument.type());
        for (int i = 0; i < references.size(); i++) {
            Element reference = references.get(i);
            double value = reference.value();
            boolean special = task.tolerance().nonFinite() && !allowance.holds(value);
            double rounding = TensorTypes.precision(argument.type()).unit() * Math.abs(value);
            double allowed =
                    special ? 0 : PlainKernels.SHARE * allowance.modelled(value, reference.bound(), 0) + rounding;
            if (!special && !(allowance.holds(value) && reference.bound() < Double.POSITIVE_INFINITY)
                    || !allowance.accepts(results.get(i).value(), value, allowed)) {
                return false;
            }
        }
        return true;
    }
}
