package dev.tilewright.task;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.TunableKernel;
import dev.tilewright.space.Configuration;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the results of a task without an expression are held against: something of the user's own that is trusted as it is. */
public sealed interface Reference {

    /** The name of the method of a {@link JavaClass} that computes the outputs. */
    String METHOD = "compute";

    /** Returns the file that it was read from. */
    Path path();

    /** Returns what it is and how precise, in words. */
    String description();

    /** Returns the text of what is trusted. */
    String content();

    /**
     * Checks that it can compute a problem.
     *
     * @throws TaskException if it cannot
     */
    void checkServes(Problem problem);

    /** Returns the same reference; a kernel is trusted then, and not screened like any other. */
    default Reference asTrusted() {
        return switch (this) {
            case JavaClass java -> java;
            case TrustedKernel(UserKernel kernel) -> new TrustedKernel(kernel.asTrusted());
        };
    }

    /** Returns the name of its file. */
    default String name() {
        return String.valueOf(path().getFileName());
    }

    /**
     * A class with a static method {@value #METHOD} that takes the task's arguments in order, {@code double[]} for {@code float32} and
     * {@code float64} and {@code int[]} for {@code int32}, row-major, and then the task's sizes in order, {@code int} or {@code long}.
     * Arrays are copies: inputs and inouts are filled, outputs are to be filled.
     *
     * @param path the file it was read from; the class is called as the file is
     * @param source the source text
     */
    record JavaClass(Path path, String source) implements Reference {

        @Override
        public String description() {
            return "%s, in double precision".formatted(name());
        }

        @Override
        public String content() {
            return source;
        }

        @Override
        public void checkServes(Problem problem) {
            // Java takes all sizes; what the method makes of them shows when it is called.
        }
    }

    /**
     * A kernel that is run on the device with its first configuration. Its result is no more precise than the kernel.
     *
     * @param kernel the kernel
     */
    record TrustedKernel(UserKernel kernel) implements Reference {

        @Override
        public Path path() {
            return kernel.path();
        }

        @Override
        public String description() {
            return "%s, a kernel that is trusted as it is, in the precision in which it computes".formatted(name());
        }

        @Override
        public String content() {
            TunableKernel trusted = kernel.kernel();
            return Stream.of(
                            trusted.source(),
                            trusted.launches(),
                            trusted.scratch(),
                            new TreeMap<>(trusted.derivedSizes()),
                            trusted.tunables(),
                            trusted.constraints())
                    .map(Object::toString)
                    .collect(Collectors.joining("\u0001"));
        }

        @Override
        public void checkServes(Problem problem) {
            configuration(problem);
        }

        /**
         * Returns the program that computes a problem.
         *
         * @param arguments the buffers of the task's arguments
         * @throws TaskException if the kernel's constraints and launch allow no configuration for the problem
         */
        public KernelProgram program(Problem problem, List<Buffer> arguments) {
            return kernel.program(configuration(problem), problem, arguments);
        }

        private Configuration configuration(Problem problem) {
            return kernel.kernel()
                    .space(problem.sizes())
                    .first()
                    .orElseThrow(() -> new TaskException(
                            "the constraints and the launch of the reference %s allow no configuration for %s"
                                    .formatted(name(), problem)));
        }
    }
}
