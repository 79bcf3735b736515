package dev.tilewright.kernel;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A whole small program: one source, one or more launches in order, and the buffers they share.
 *
 * @param kernel the source
 * @param buffers every buffer that a launch names: the task's arguments and the program's own scratch
 * @param launches what is run, in order; the time of the program is that of all of them
 */
public record KernelProgram(Kernel kernel, List<Buffer> buffers, List<Launch> launches) {

    public KernelProgram {
        buffers = List.copyOf(buffers);
        launches = List.copyOf(launches);
        if (launches.isEmpty()) {
            throw new IllegalArgumentException("a program must have a launch");
        }
        Set<String> names = new HashSet<>();
        for (Buffer buffer : buffers) {
            if (!names.add(buffer.name())) {
                throw new IllegalArgumentException("two buffers are called " + buffer.name());
            }
        }
        for (Launch launch : launches) {
            if (!kernel.entries().contains(launch.entry())) {
                throw new IllegalArgumentException("the kernel has no entry point " + launch.entry());
            }
            for (KernelArgument argument : launch.arguments()) {
                if (argument instanceof KernelArgument.BufferArgument(String buffer) && !names.contains(buffer)) {
                    throw new IllegalArgumentException(
                            "%s is launched with an unknown buffer %s".formatted(launch.entry(), buffer));
                }
            }
        }
    }

    /** Returns the same program with its kernel {@linkplain Kernel#trusted trusted}. */
    public KernelProgram asTrusted() {
        return new KernelProgram(kernel.asTrusted(), buffers, launches);
    }
}
