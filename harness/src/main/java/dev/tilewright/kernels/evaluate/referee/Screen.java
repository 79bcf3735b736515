package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelArgument;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import dev.tilewright.kernels.screen.SourceScreen;
import java.util.List;
import java.util.Optional;

/** Finds what cannot run at all before a compiler is asked. */
final class Screen {

    private final Language language;
    private final DeviceFacts facts;

    Screen(Language language, DeviceFacts facts) {
        this.language = language;
        this.facts = facts;
    }

    /**
     * Looks for a reason to refuse a program.
     *
     * @param arguments the task's buffers for the program's problem
     * @return the reason, in one sentence; empty if there is none
     */
    Optional<String> refusal(KernelProgram program, List<Buffer> arguments) {
        if (program.kernel().language() != language) {
            return Optional.of("The device runs %s, not %s."
                    .formatted(language.id(), program.kernel().language().id()));
        }
        return source(program.kernel())
                .or(() -> arguments(program, arguments))
                .or(() -> buffers(program))
                .or(() -> launches(program));
    }

    /** Looks at what strangers wrote; classes of Java are looked at when they are compiled. */
    private static Optional<String> source(Kernel kernel) {
        return kernel.trusted() ? Optional.empty() : SourceScreen.refusal(kernel);
    }

    private static Optional<String> arguments(KernelProgram program, List<Buffer> arguments) {
        for (Buffer argument : arguments) {
            if (argument.role() != Buffer.Role.INPUT && !program.buffers().contains(argument)) {
                return Optional.of("The program has no buffer %s as the task has it, %s %s, and cannot give its result."
                        .formatted(argument.name(), argument.type().id(), argument.shape()));
            }
        }
        for (Buffer buffer : program.buffers()) {
            boolean known = arguments.contains(buffer);
            boolean taken =
                    arguments.stream().anyMatch(argument -> argument.name().equals(buffer.name()));
            if (buffer.role() == Buffer.Role.SCRATCH ? taken : !known) {
                return Optional.of(
                        "Buffer %s, %s %s, is neither an argument of the task as the task has it nor scratch of its own."
                                .formatted(buffer.name(), buffer.type().id(), buffer.shape()));
            }
        }
        return Optional.empty();
    }

    private Optional<String> buffers(KernelProgram program) {
        long all = 0;
        for (Buffer buffer : program.buffers()) {
            if (buffer.bytes() > facts.maxAllocationBytes()) {
                return Optional.of("Buffer %s has %d bytes, and the device allocates at most %d at once."
                        .formatted(buffer.name(), buffer.bytes(), facts.maxAllocationBytes()));
            }
            all = Math.addExact(all, buffer.bytes());
        }
        return all > facts.globalMemoryBytes()
                ? Optional.of("The buffers have %d bytes together, and the device has %d."
                        .formatted(all, facts.globalMemoryBytes()))
                : Optional.empty();
    }

    private Optional<String> launches(KernelProgram program) {
        for (Launch launch : program.launches()) {
            if (launch.groupSize() > facts.maxGroupSize()) {
                return Optional.of("%s is launched in groups of %s, %d work-items, and the device takes at most %d."
                        .formatted(launch.entry(), launch.localSize(), launch.groupSize(), facts.maxGroupSize()));
            }
            long local = launch.arguments().stream()
                    .mapToLong(argument -> argument instanceof KernelArgument.LocalArgument(long bytes) ? bytes : 0)
                    .sum();
            if (local > facts.localMemoryBytes()) {
                return Optional.of("%s is launched with %d bytes of local memory, and the device has %d."
                        .formatted(launch.entry(), local, facts.localMemoryBytes()));
            }
        }
        return Optional.empty();
    }
}
