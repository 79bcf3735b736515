package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.task.Argument;
import dev.tilewright.task.Init;
import dev.tilewright.task.Problem;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The contents of every argument that is read, drawn from a seed. Two draws are never the same inputs, whatever they contain. */
final class Inputs {

    private static final int CHUNK = 1 << 16;

    private final Map<String, MemorySegment> contents;

    private Inputs(Map<String, MemorySegment> contents) {
        this.contents = contents;
    }

    /** Draws inputs for {@code problem} from {@code seed}, as the task declares them. */
    static Inputs draw(TaskDefinition task, Problem problem, long seed) {
        return draw(task, problem, seed, InputShape.DECLARED);
    }

    /**
     * Draws inputs for {@code problem} from {@code seed} in which some arguments have a shape: at least one of those that can have it,
     * most often all, and the others as the task declares them.
     */
    static Inputs draw(TaskDefinition task, Problem problem, long seed, InputShape shape) {
        SplittableRandom seeds = new SplittableRandom(seed);
        List<Argument> able = task.arguments().stream()
                .filter(argument -> argument.role() != Buffer.Role.OUTPUT)
                .filter(argument -> shape.fits(init(task, argument), argument.buffer(problem)))
                .toList();
        Set<String> shaped = new HashSet<>();
        able.stream().filter(_ -> seeds.nextInt(4) > 0).map(Argument::name).forEach(shaped::add);
        if (shaped.isEmpty() && !able.isEmpty()) {
            shaped.add(able.get(seeds.nextInt(able.size())).name());
        }
        Map<String, MemorySegment> contents = new LinkedHashMap<>();
        for (Argument argument : task.arguments()) {
            if (argument.role() != Buffer.Role.OUTPUT) {
                InputShape own = shaped.contains(argument.name()) ? shape : InputShape.DECLARED;
                contents.put(argument.name(), contents(task, argument, argument.buffer(problem), own, seeds));
            }
        }
        return new Inputs(contents);
    }

    /** Returns inputs that were drawn elsewhere. */
    static Inputs of(Map<String, MemorySegment> contents) {
        return new Inputs(contents);
    }

    /** Draws contents of the kind that {@code argument} has, as many as {@code buffer} holds. */
    static MemorySegment contents(
            TaskDefinition task, Argument argument, Buffer buffer, InputShape shape, SplittableRandom seeds) {
        MemorySegment memory = Arena.ofAuto().allocate(buffer.bytes(), 64);
        fill(memory, buffer, shape.filling(init(task, argument), buffer, seeds).orElseThrow(), seeds.nextLong());
        return memory;
    }

    /** Returns the shapes that an input of the task can have, first the one that the task declares. */
    static List<InputShape> shapes(TaskDefinition task, Problem problem) {
        return Arrays.stream(InputShape.values())
                .filter(shape ->
                        shape != InputShape.NOT_FINITE || task.tolerance().nonFinite())
                .filter(shape -> task.arguments().stream()
                        .filter(argument -> argument.role() != Buffer.Role.OUTPUT)
                        .anyMatch(argument -> shape.fits(init(task, argument), argument.buffer(problem))))
                .toList();
    }

    static Init init(TaskDefinition task, Argument argument) {
        return argument.init()
                .orElseThrow(() -> new IllegalArgumentException(
                        "argument %s of %s is read and has no init".formatted(argument.name(), task.name())));
    }

    /** Returns the contents by the argument's name, row-major, in the argument's own type. */
    Map<String, MemorySegment> contents() {
        return contents;
    }

    /** Returns the contents of one argument that is read. */
    MemorySegment of(String name) {
        MemorySegment found = contents.get(name);
        if (found == null) {
            throw new IllegalArgumentException("%s is not read".formatted(name));
        }
        return found;
    }

    private static void fill(MemorySegment memory, Buffer buffer, InputShape.Filling filling, long seed) {
        long elements = buffer.elements();
        // Every chunk has a generator of its own, so that the numbers do not depend on how many threads draw them.
        IntStream.range(0, Math.toIntExact(Math.ceilDiv(elements, CHUNK)))
                .parallel()
                .forEach(chunk -> {
                    SplittableRandom random = new SplittableRandom(seed + chunk);
                    long from = (long) chunk * CHUNK;
                    for (long i = from; i < Math.min(elements, from + CHUNK); i++) {
                        Elements.set(memory, buffer.type(), i, filling.at(i, random));
                    }
                });
    }
}
