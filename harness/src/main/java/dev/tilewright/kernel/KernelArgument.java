package dev.tilewright.kernel;

/** One argument of a launch, in the position in which the entry point declares it. */
public sealed interface KernelArgument {

    /** A buffer, by its name. */
    record BufferArgument(String buffer) implements KernelArgument {}

    /** A number; {@code value} is held exactly for every element type. */
    record ScalarArgument(String name, ElementType type, double value) implements KernelArgument {}

    /** A whole number of 64 bits. */
    record WideArgument(String name, long value) implements KernelArgument {}

    /** Local memory of the given size in bytes, shared by the work-items of a group. */
    record LocalArgument(long bytes) implements KernelArgument {
        public LocalArgument {
            if (bytes <= 0) {
                throw new IllegalArgumentException("local memory must have a positive size, not " + bytes);
            }
        }
    }
}
