package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.task.Argument;
import dev.tilewright.task.Init;
import dev.tilewright.task.Problem;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** The contents of every argument that is read, drawn from a seed. Two draws are never the same inputs, whatever they contain. */
final class Inputs {

    private static final int CHUNK = 1 << 16;

    private final Map<String, MemorySegment> contents;

    private Inputs(Map<String, MemorySegment> contents) {
        this.contents = contents;
    }

    /** Draws inputs for {@code problem} from {@code seed}. */
    static Inputs draw(TaskDefinition task, Problem problem, long seed) {
        SplittableRandom seeds = new SplittableRandom(seed);
        Map<String, MemorySegment> contents = new LinkedHashMap<>();
        for (Argument argument : task.arguments()) {
            if (argument.role() != Buffer.Role.OUTPUT) {
                contents.put(argument.name(), contents(task, argument, argument.buffer(problem), seeds.nextLong()));
            }
        }
        return new Inputs(contents);
    }

    /** Returns inputs that were drawn elsewhere. */
    static Inputs of(Map<String, MemorySegment> contents) {
        return new Inputs(contents);
    }

    /** Draws contents of the kind that {@code argument} has, as many as {@code buffer} holds. */
    static MemorySegment contents(TaskDefinition task, Argument argument, Buffer buffer, long seed) {
        Init init = argument.init()
                .orElseThrow(() -> new IllegalArgumentException(
                        "argument %s of %s is read and has no init".formatted(argument.name(), task.name())));
        MemorySegment memory = Arena.ofAuto().allocate(buffer.bytes(), 64);
        fill(memory, buffer, init, seed);
        return memory;
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

    private static void fill(MemorySegment memory, Buffer buffer, Init init, long seed) {
        long elements = buffer.elements();
        // Every chunk has a generator of its own, so that the numbers do not depend on how many threads draw them.
        IntStream.range(0, Math.toIntExact(Math.ceilDiv(elements, CHUNK)))
                .parallel()
                .forEach(chunk -> {
                    SplittableRandom random = new SplittableRandom(seed + chunk);
                    long from = (long) chunk * CHUNK;
                    for (long i = from; i < Math.min(elements, from + CHUNK); i++) {
                        Elements.set(memory, buffer.type(), i, draw(init, buffer, random));
                    }
                });
    }

    private static double draw(Init init, Buffer buffer, RandomGenerator random) {
        return switch (init) {
            case Init.Uniform(double low, double high) ->
                switch (buffer.type()) {
                    case INT32 -> Math.floor(low + random.nextDouble() * (Math.floor(high) - low + 1));
                    case FLOAT32, FLOAT64 -> low + random.nextDouble() * (high - low);
                };
            case Init.Normal(double mean, double deviation) -> random.nextGaussian(mean, deviation);
            case Init.Constant(double value) -> value;
        };
    }
}
