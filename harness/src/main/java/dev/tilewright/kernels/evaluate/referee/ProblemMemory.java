package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.Session;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.task.Problem;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task's arguments for one problem, on the device, and what of the host's memory is needed beside them. It stays from candidate
 * to candidate.
 */
final class ProblemMemory implements AutoCloseable {

    /** A quiet NaN in single and in double precision, and no likely integer. */
    static final int POISON = 0x7FF8DEAD;

    private final Session session;
    private final Problem problem;
    private final Map<String, DeviceBuffer> arguments = new LinkedHashMap<>();
    private final Map<String, MemorySegment> kept = new LinkedHashMap<>();
    private @Nullable Inputs loaded;

    ProblemMemory(Session session, TaskDefinition task, Problem problem) {
        this.session = session;
        this.problem = problem;
        for (Buffer buffer : task.buffers(problem)) {
            arguments.put(buffer.name(), session.allocate(buffer));
            if (buffer.role() != Buffer.Role.INPUT) {
                kept.put(buffer.name(), Arena.ofAuto().allocate(buffer.bytes(), 64));
            }
        }
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
        memory.fill(POISON);
    }

    /** Keeps a copy of an output for {@link #kept}. */
    void keep(DeviceBuffer output) {
        output.read(kept(output.buffer().name()));
    }

    /** Returns the copy of an output that was kept last. */
    MemorySegment kept(String name) {
        return require(kept.get(name), name);
    }

    /** Returns the name of an input that is no longer what was loaded. */
    Optional<String> changedInput() {
        for (DeviceBuffer argument : arguments.values()) {
            if (argument.buffer().role() == Buffer.Role.INPUT) {
                String name = argument.buffer().name();
                MemorySegment loadedContents = input(name);
                if (!argument.look(contents -> Elements.identical(contents, loadedContents))) {
                    return Optional.of(name);
                }
            }
        }
        return Optional.empty();
    }

    /** Returns the arguments that a program writes. */
    List<DeviceBuffer> outputs() {
        return arguments.values().stream()
                .filter(argument -> argument.buffer().role() != Buffer.Role.INPUT)
                .toList();
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
