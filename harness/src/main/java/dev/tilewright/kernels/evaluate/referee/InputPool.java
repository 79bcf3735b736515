package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.task.Argument;
import dev.tilewright.task.Problem;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Numbers for every argument that is read, more than it holds: each run is given another stretch of them, so that inputs which no
 * run has seen before cost one copy, on the device's side, and no drawing. Elements are drawn independently of each other, so every stretch is as good as a fresh draw.
 */
final class InputPool {

    /** So many elements more than an argument holds, at the least and at the most. */
    private static final long LEAST_SURPLUS = 1L << 12;

    private static final long MOST_SURPLUS = 1L << 23;

    private final List<Argument> arguments;
    private final Problem problem;
    private final InputShape shape;
    private final Map<String, MemorySegment> numbers = new LinkedHashMap<>();

    private InputPool(List<Argument> arguments, Problem problem, InputShape shape) {
        this.arguments = arguments;
        this.problem = problem;
        this.shape = shape;
    }

    /**
     * Draws numbers for {@code problem}.
     *
     * @param shape the shape of all arguments that can have it
     */
    static InputPool draw(TaskDefinition task, Problem problem, InputShape shape, RandomGenerator seeds) {
        InputPool pool = new InputPool(
                task.arguments().stream()
                        .filter(argument -> argument.role() != Buffer.Role.OUTPUT)
                        .toList(),
                problem,
                shape);
        SplittableRandom random = new SplittableRandom(seeds.nextLong());
        for (Argument argument : pool.arguments) {
            Buffer buffer = argument.buffer(problem);
            long surplus = Math.clamp(buffer.elements(), LEAST_SURPLUS, MOST_SURPLUS);
            Buffer larger =
                    new Buffer(buffer.name(), buffer.type(), List.of(buffer.elements() + surplus), Buffer.Role.INPUT);
            InputShape own = shape.fits(Inputs.init(task, argument), larger) ? shape : InputShape.DECLARED;
            pool.numbers.put(buffer.name(), Inputs.contents(task, argument, larger, own, random));
        }
        return pool;
    }

    /** Returns the shape of the inputs. */
    InputShape shape() {
        return shape;
    }

    /** Returns all numbers of each argument. */
    Map<String, MemorySegment> numbers() {
        return numbers;
    }

    /**
     * Where the contents of every argument begin in its numbers, in bytes.
     *
     * @param offsets by the argument's name
     */
    record Place(Map<String, Long> offsets) {}

    /** Draws where to take contents from. */
    Place draw(RandomGenerator random) {
        Map<String, Long> offsets = new LinkedHashMap<>();
        for (Argument argument : arguments) {
            Buffer buffer = argument.buffer(problem);
            long surplus = of(buffer.name()).byteSize() - buffer.bytes();
            offsets.put(
                    buffer.name(),
                    random.nextLong(surplus / buffer.type().bytes() + 1)
                            * buffer.type().bytes());
        }
        return new Place(offsets);
    }

    /** Returns the inputs at a place. */
    Inputs at(Place place) {
        Map<String, MemorySegment> contents = new LinkedHashMap<>();
        place.offsets()
                .forEach((name, offset) ->
                        contents.put(name, of(name).asSlice(offset, buffer(name).bytes())));
        return Inputs.of(contents);
    }

    private Buffer buffer(String name) {
        return arguments.stream()
                .filter(argument -> argument.name().equals(name))
                .findFirst()
                .orElseThrow()
                .buffer(problem);
    }

    private MemorySegment of(String name) {
        MemorySegment found = numbers.get(name);
        if (found == null) {
            throw new IllegalArgumentException("%s is not read".formatted(name));
        }
        return found;
    }
}
