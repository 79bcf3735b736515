package dev.tilewright.evaluate.worker;

import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.Session;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.task.Problem;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task's arguments for one problem, on the device, and what of the host's memory is needed beside them. It stays from candidate
 * to candidate.
 */
final class ProblemMemory implements AutoCloseable {

    /** A quiet NaN in single and in double precision, and no likely integer. */
    private static final int POISON = 0x7FF8DEAD;

    private final Session session;
    private final Problem problem;
    private final Map<String, DeviceBuffer> arguments = new LinkedHashMap<>();
    private final Map<String, MemorySegment> results = new LinkedHashMap<>();
    private final Map<String, MemorySegment> earlierResults = new LinkedHashMap<>();
    private final MemorySegment seenInput;
    private MemorySegment poison = MemorySegment.NULL;
    private @Nullable Inputs loaded;

    ProblemMemory(Session session, TaskDefinition task, Problem problem) {
        this.session = session;
        this.problem = problem;
        long largestInput = 0;
        for (Buffer buffer : task.buffers(problem)) {
            arguments.put(buffer.name(), session.allocate(buffer));
            if (buffer.role() != Buffer.Role.INPUT) {
                results.put(buffer.name(), Arena.ofAuto().allocate(buffer.bytes(), 64));
                earlierResults.put(buffer.name(), Arena.ofAuto().allocate(buffer.bytes(), 64));
            }
            if (buffer.role() == Buffer.Role.INPUT) {
                largestInput = Math.max(largestInput, buffer.bytes());
            }
        }
        seenInput = Arena.ofAuto().allocate(Math.max(1, largestInput), 64);
    }

    Problem problem() {
        return problem;
    }

    Map<String, DeviceBuffer> arguments() {
        return arguments;
    }

    DeviceBuffer scratch(Buffer buffer) {
        return session.allocate(buffer);
    }

    /** Copies inputs to the device, unless they are there. */
    void load(Inputs inputs) {
        if (!holds(inputs)) {
            loaded = null;
            inputs.contents().forEach((name, contents) -> argument(name).write(contents));
            loaded = inputs;
        }
    }

    /** Makes {@link #load} copy the inputs again, whatever they are. */
    void forgetInputs() {
        loaded = null;
    }

    /** Tells whether {@code inputs} are on the device. */
    boolean holds(Inputs inputs) {
        return loaded == inputs;
    }

    /** Fills every output with NaN, and gives every argument that is both read and written its contents again. */
    void reset() {
        for (DeviceBuffer argument : arguments.values()) {
            switch (argument.buffer().role()) {
                case OUTPUT -> poison(argument);
                case INOUT -> argument.write(input(argument.buffer().name()));
                case INPUT, SCRATCH -> {}
            }
        }
    }

    boolean hasInout() {
        return arguments.values().stream()
                .anyMatch(argument -> argument.buffer().role() == Buffer.Role.INOUT);
    }

    /** Fills {@code memory} with NaN. */
    void poison(DeviceBuffer memory) {
        long bytes = memory.buffer().bytes();
        if (poison.byteSize() < bytes) {
            poison = Arena.ofAuto().allocate(bytes, 64);
            for (long i = 0; i < bytes / Integer.BYTES; i++) {
                poison.setAtIndex(ValueLayout.JAVA_INT, i, POISON);
            }
        }
        memory.write(poison.asSlice(0, bytes));
    }

    /** Copies all outputs from the device, keeping those that were read before. */
    Map<String, MemorySegment> readResults() {
        results.forEach((name, memory) -> {
            MemorySegment latest = memory;
            MemorySegment stale = earlierResults.put(name, latest);
            results.put(name, require(stale, name));
        });
        results.forEach((name, memory) -> argument(name).read(memory));
        return results;
    }

    /** Returns the outputs that were read before the last. */
    Map<String, MemorySegment> earlierResults() {
        return earlierResults;
    }

    /** Returns the name of an input that is no longer what was loaded. */
    Optional<String> changedInput() {
        for (DeviceBuffer argument : arguments.values()) {
            if (argument.buffer().role() == Buffer.Role.INPUT) {
                String name = argument.buffer().name();
                MemorySegment seen = seenInput.asSlice(0, argument.buffer().bytes());
                argument.read(seen);
                if (!Elements.identical(seen, input(name))) {
                    return Optional.of(name);
                }
            }
        }
        return Optional.empty();
    }

    DeviceBuffer argument(String name) {
        return require(arguments.get(name), name);
    }

    private MemorySegment input(String name) {
        return require(loaded == null ? null : loaded.contents().get(name), name);
    }

    private <T> T require(@Nullable T found, String name) {
        if (found == null) {
            throw new IllegalStateException("%s is not in memory for %s".formatted(name, problem));
        }
        return found;
    }

    @Override
    public void close() {
        arguments.values().forEach(DeviceBuffer::close);
    }
}
