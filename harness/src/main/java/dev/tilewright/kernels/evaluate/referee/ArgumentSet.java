package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.device.runner.RemoteBuffer;
import dev.tilewright.device.runner.RemoteSession;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.task.Problem;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A task's arguments for one problem, once, on the device, and what they were given. It stays from candidate to candidate. */
final class ArgumentSet implements AutoCloseable {

    private final Problem problem;
    private final Map<String, RemoteBuffer> arguments = new LinkedHashMap<>();
    private @Nullable Contents loaded;

    ArgumentSet(RemoteSession session, TaskDefinition task, Problem problem) {
        this.problem = problem;
        try {
            for (Buffer buffer : task.buffers(problem)) {
                arguments.put(buffer.name(), session.allocate(buffer));
            }
        } catch (RuntimeException full) {
            close();
            throw full;
        }
    }

    Problem problem() {
        return problem;
    }

    Map<String, RemoteBuffer> arguments() {
        return arguments;
    }

    /** Begins to give every argument that is read its contents, and to fill every other with {@code word}. */
    void prepare(Contents contents, int word) {
        for (RemoteBuffer argument : arguments.values()) {
            switch (argument.buffer().role()) {
                case INPUT -> {
                    if (loaded != contents) {
                        contents.into(argument);
                    }
                }
                case INOUT -> contents.into(argument);
                case OUTPUT -> argument.fill(word);
                case SCRATCH -> {}
            }
        }
        loaded = contents;
    }

    /** Makes {@link #prepare} copy the contents again, whatever they are. */
    void forget() {
        loaded = null;
    }

    /** Returns the name of an input that is no longer what was loaded; empty if there is none, or it was told already. */
    Optional<String> changedInput() {
        Contents given = loaded;
        if (given == null) {
            return Optional.empty();
        }
        for (RemoteBuffer argument : arguments.values()) {
            if (argument.buffer().role() == Buffer.Role.INPUT) {
                MemorySegment truth = given.inputs().of(argument.buffer().name());
                if (!argument.look(contents -> Elements.identical(contents, truth))) {
                    loaded = null;
                    return Optional.of(argument.buffer().name());
                }
            }
        }
        return Optional.empty();
    }

    /** Returns the arguments that a program writes. */
    List<RemoteBuffer> outputs() {
        return arguments.values().stream()
                .filter(argument -> argument.buffer().role() != Buffer.Role.INPUT)
                .toList();
    }

    @Override
    public void close() {
        arguments.values().forEach(RemoteBuffer::close);
    }
}
