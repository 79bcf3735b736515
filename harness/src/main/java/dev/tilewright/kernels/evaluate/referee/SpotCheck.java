package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.task.Argument;
import dev.tilewright.task.Problem;
import dev.tilewright.tensor.Computation;
import dev.tilewright.tensor.ErrorModel;
import dev.tilewright.tensor.SpotProgram;
import dev.tilewright.tensor.SpotProgram.Element;
import dev.tilewright.tensor.TensorForm;
import java.lang.foreign.MemorySegment;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Holds some elements of a result, drawn at random, against the task's expression in double precision: for inputs that were never seen
 * before, and whose whole reference would take seconds. An instance may be used by several threads.
 *
 * <p>Of a result in which a share p of the elements is wrong, n elements show a wrong one with probability 1 − (1 − p)ⁿ: 256 find one wrong
 * element in fifty with a probability of 99.4 %. A wrong row among thousands would be missed, so borders, where tiles end, are looked at more
 * closely.
 */
final class SpotCheck {

    /** As much of an element as the error model allows in a sum of 2²⁴ terms. */
    private static final double MOST = 5e-4;

    /** Vectors and most tiles of a thread are not wider. */
    private static final long BORDER = 16;

    private final TaskDefinition task;
    private final Problem problem;
    private final SpotProgram program;
    private final PlainKernels plain;

    private SpotCheck(TaskDefinition task, Problem problem, SpotProgram program, PlainKernels plain) {
        this.task = task;
        this.problem = problem;
        this.program = program;
        this.plain = plain;
    }

    /** Compiles the expression of a task for {@code problem}, in some milliseconds. */
    static SpotCheck of(TaskDefinition task, Computation computation, Problem problem) {
        ErrorModel model = ErrorModel.of(computation, TensorTypes.precisions(task.arguments()), problem.sizes());
        Map<String, TensorForm> forms = TensorTypes.forms(task.arguments());
        return new SpotCheck(
                task,
                problem,
                SpotProgram.compile(model, problem.sizes(), forms),
                new PlainKernels(model, problem.sizes(), forms));
    }

    /** An element that is further off than the error model allows. */
    record Suspect(int index, double actual, double exact, double allowed) {

        /** What the plainest kernel makes of millions of terms is no measure: a sample of them does as well. */
        private boolean isWithin(double honest) {
            return Math.abs(actual - exact) <= Math.min(honest, MOST * Math.abs(exact));
        }

        /** How far it is off, as a share of what the model allows. */
        double deviation() {
            double deviation = Math.abs(actual - exact) / allowed;
            return Double.isNaN(deviation) ? Double.POSITIVE_INFINITY : deviation;
        }
    }

    /**
     * Finds an element that is further off than an honest kernel may be on these inputs ({@link PlainKernels}).
     *
     * @param suspects elements of one output in ascending order
     */
    Optional<Suspect> guilty(Map<String, MemorySegment> inputs, String output, List<Suspect> suspects) {
        Optional<Suspect> worst = suspects.stream().max(Comparator.comparingDouble(Suspect::deviation));
        // Most wrong kernels are off by far: there is no need to look at all.
        Optional<Suspect> found = worst.flatMap(one -> oneOf(inputs, output, List.of(one)));
        return found.isPresent() ? found : oneOf(inputs, output, suspects);
    }

    private Optional<Suspect> oneOf(Map<String, MemorySegment> inputs, String output, List<Suspect> suspects) {
        Optional<Suspect> notFinite =
                suspects.stream().filter(one -> !Double.isFinite(one.actual())).findFirst();
        if (suspects.isEmpty() || notFinite.isPresent()) {
            return notFinite;
        }
        double[] honest = plain.allowances(
                program,
                inputs,
                output,
                suspects.stream().mapToInt(Suspect::index).toArray());
        return IntStream.range(0, honest.length)
                .filter(i -> !suspects.get(i).isWithin(honest[i]))
                .mapToObj(suspects::get)
                .findFirst();
    }

    /**
     * Looks at some elements of every output.
     *
     * @param inputs the contents of every input by name, row-major, in the argument's own type; as long as this runs they do not change
     * @param outputs the contents of every output, alike
     * @param shape the shape that the inputs were drawn in
     * @param random draws the elements
     * @param count how many elements of each output, at least one, and a quarter as many at its borders; a smaller output is looked at as a whole
     * @return what is wrong, with the place, the value, what it should be and how far it may be off
     */
    Optional<String> wrong(
            Map<String, MemorySegment> inputs,
            Map<String, MemorySegment> outputs,
            InputShape shape,
            RandomGenerator random,
            int count) {
        Map<String, int[]> wanted = new LinkedHashMap<>();
        for (Argument argument : task.arguments()) {
            if (argument.role() == Buffer.Role.OUTPUT) {
                wanted.put(argument.name(), places(argument.buffer(problem), random, count));
            }
        }
        return wrong(inputs, outputs, shape, wanted);
    }

    /**
     * Looks at given elements.
     *
     * @param wanted their row-major indices by output, in ascending order
     * @return what is wrong, as above
     */
    Optional<String> wrong(
            Map<String, MemorySegment> inputs,
            Map<String, MemorySegment> outputs,
            InputShape shape,
            Map<String, int[]> wanted) {
        Map<String, List<Element>> found = program.at(inputs, wanted);
        for (Argument argument : task.arguments()) {
            MemorySegment result = outputs.get(argument.name());
            List<Element> elements = found.getOrDefault(argument.name(), List.of());
            if (!elements.isEmpty() && result != null) {
                Optional<String> wrong = wrong(argument, inputs, result, elements, shape);
                if (wrong.isPresent()) {
                    return wrong;
                }
            }
        }
        return Optional.empty();
    }

    /** Draws places anywhere, and a quarter as many more at the borders, in ascending order. */
    private static int[] places(Buffer buffer, RandomGenerator random, int count) {
        int elements = Math.toIntExact(buffer.elements());
        return elements <= count
                ? IntStream.range(0, elements).toArray()
                : IntStream.concat(
                                random.ints(count, 0, elements),
                                IntStream.generate(() -> border(buffer.shape(), random))
                                        .limit(Math.ceilDiv(count, 4)))
                        .sorted()
                        .distinct()
                        .toArray();
    }

    /** Draws a place that is the first, the last or one of the last few along one dimension, and anywhere along the others. */
    private static int border(List<Long> shape, RandomGenerator random) {
        int at = random.nextInt(shape.size());
        long index = 0;
        for (int d = 0; d < shape.size(); d++) {
            long extent = shape.get(d);
            long place = random.nextLong(extent);
            if (d == at) {
                place = switch (random.nextInt(3)) {
                    case 0 -> 0;
                    case 1 -> extent - 1;
                    default -> extent - 1 - random.nextLong(Math.min(BORDER, extent));
                };
            }
            index = index * extent + place;
        }
        return Math.toIntExact(index);
    }

    private Optional<String> wrong(
            Argument argument,
            Map<String, MemorySegment> inputs,
            MemorySegment result,
            List<Element> elements,
            InputShape shape) {
        Allowance allowance = new Allowance(task.tolerance(), shape == InputShape.DECLARED, argument.type());
        double magnitude = Math.sqrt(elements.stream()
                .mapToDouble(element -> element.value() * element.value())
                .average()
                .orElse(0));
        List<Suspect> suspects = elements.stream()
                .map(element -> new Suspect(
                        element.index(),
                        Elements.get(result, argument.type(), element.index()),
                        element.value(),
                        allowance.modelled(element.value(), element.bound(), magnitude)))
                .filter(one -> !allowance.accepts(one.actual(), one.exact(), one.allowed()))
                .toList();
        Optional<Suspect> wrong =
                allowance.strict() ? suspects.stream().findFirst() : guilty(inputs, argument.name(), suspects);
        return wrong.map(one -> "%s%s is %s and should be %s, give or take %.2g, on %s"
                .formatted(
                        argument.name(),
                        Trial.position(argument.buffer(problem), one.index()),
                        allowance.written(one.actual()),
                        allowance.written(one.exact()),
                        one.allowed(),
                        problem));
    }
}
