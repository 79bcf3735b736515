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

    private static final double SHARE = 0.4;

    private final TaskDefinition task;
    private final Optional<Computation> computation;
    private final Map<Problem, List<InputShape>> shapes = new ConcurrentHashMap<>();

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
        return shapes.computeIfAbsent(problem, this::tryOut);
    }

    /** Tells whether inputs of {@code problem} may have a shape; only this one is tried out. */
    boolean allows(Problem problem, InputShape shape) {
        return Inputs.shapes(task, problem).contains(shape)
                && !tryOut(problem, List.of(shape)).isEmpty();
    }

    /**
     * Draws some of the shapes for {@code problem}, none twice.
     *
     * @param count how many; there may be fewer
     */
    List<InputShape> some(Problem problem, int count, RandomGenerator random) {
        List<InputShape> left = new ArrayList<>(shapes(problem));
        List<InputShape> drawn = new ArrayList<>();
        while (drawn.size() < count && !left.isEmpty()) {
            drawn.add(left.remove(random.nextInt(left.size())));
        }
        return drawn;
    }

    private List<InputShape> tryOut(Problem problem) {
        return tryOut(problem, Inputs.shapes(task, problem));
    }

    private List<InputShape> tryOut(Problem problem, List<InputShape> candidates) {
        if (computation.isEmpty()) {
            return candidates.stream()
                    .filter(shape -> shape == InputShape.DECLARED)
                    .toList();
        }
        ErrorModel model = ErrorModel.of(computation.get(), TensorTypes.precisions(task.arguments()), problem.sizes());
        var forms = TensorTypes.forms(task.arguments());
        SpotProgram exact = SpotProgram.compile(model, problem.sizes(), forms);
        List<SpotProgram> plain = SpotProgram.compilePlain(model, problem.sizes(), forms);
        return candidates.stream()
                .filter(shape -> shape == InputShape.DECLARED || isFair(problem, shape, exact, plain))
                .toList();
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
            double allowed = special ? 0 : SHARE * allowance.modelled(value, reference.bound(), 0) + rounding;
            if (!special && !(allowance.holds(value) && reference.bound() < Double.POSITIVE_INFINITY)
                    || !allowance.accepts(results.get(i).value(), value, allowed)) {
                return false;
            }
        }
        return true;
    }
}
