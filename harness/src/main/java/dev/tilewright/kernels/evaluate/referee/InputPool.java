package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.device.LargeMemory;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.task.Argument;
import dev.tilewright.task.Problem;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Numbers for every argument that is read, more than it holds: each run is given others of them, so that inputs which no run has seen
 * before cost one copy, on the device's side, and no drawing. Elements are drawn independently of each other, so every choice is as good
 * as a fresh draw.
 *
 * <p>A choice takes each element from one of two stretches. What a kernel has found out of one stretch, the sum of a block for example,
 * is then of no use: two runs that have a stretch in common have no block in common.
 */
final class InputPool {

    /** So many elements more than an argument holds, at the least and at the most. */
    private static final long LEAST_SURPLUS = 1L << 12;

    private static final long MOST_SURPLUS = 1L << 23;

    private final List<Argument> arguments;
    private final Problem problem;
    private final InputShape shape;
    private final Map<String, MemorySegment> numbers = new LinkedHashMap<>();
    private final Map<String, MemorySegment> shown = new HashMap<>();
    private @Nullable Showing showing;

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
     * Two stretches of an argument's numbers, and which element is taken from which of them.
     *
     * @param first where the one begins, in bytes
     * @param second where the other begins, in bytes
     * @param seed what the choice follows from
     */
    record Blend(long first, long second, int seed) {}

    /**
     * Where the contents of every argument are taken from.
     *
     * @param blends by the argument's name
     */
    record Place(Map<String, Blend> blends) {}

    /** The last inputs that were shown. */
    private record Showing(Place place, Inputs inputs) {}

    /** Draws where to take contents from. */
    Place draw(RandomGenerator random) {
        Map<String, Blend> blends = new LinkedHashMap<>();
        for (Argument argument : arguments) {
            Buffer buffer = argument.buffer(problem);
            int size = buffer.type().bytes();
            long places = (of(buffer.name()).byteSize() - buffer.bytes()) / size + 1;
            blends.put(
                    buffer.name(),
                    new Blend(random.nextLong(places) * size, random.nextLong(places) * size, random.nextInt()));
        }
        return new Place(blends);
    }

    /** Returns the inputs at a place, in memory of their own. */
    Inputs at(Place place) {
        return at(place, buffer -> Arena.ofAuto().allocate(buffer.bytes(), 64));
    }

    /** Returns the inputs at a place; the next that are shown take their memory. */
    Inputs shown(Place place) {
        Showing last = showing;
        if (last == null || !last.place().equals(place)) {
            last = new Showing(
                    place,
                    at(
                            place,
                            buffer -> shown.computeIfAbsent(
                                    buffer.name(), name -> Arena.ofAuto().allocate(buffer.bytes(), 64))));
            showing = last;
        }
        return last.inputs();
    }

    private Inputs at(Place place, Function<Buffer, MemorySegment> room) {
        Map<String, MemorySegment> contents = new LinkedHashMap<>();
        place.blends().forEach((name, blend) -> {
            Buffer buffer = buffer(name);
            MemorySegment memory = room.apply(buffer);
            LargeMemory.blend(
                    of(name).asSlice(blend.first(), buffer.bytes()),
                    of(name).asSlice(blend.second(), buffer.bytes()),
                    memory,
                    blend.seed(),
                    buffer.type().bytes());
            contents.put(name, memory);
        });
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
