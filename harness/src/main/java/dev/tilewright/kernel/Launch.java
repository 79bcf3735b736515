package dev.tilewright.kernel;

import java.util.List;

/**
 * One run of an entry point over a grid of work-items.
 *
 * @param entry the name of the entry point
 * @param globalSize the number of work-items in each of one to three dimensions, fastest first, as in OpenCL
 * @param localSize the size of a work-group in the same dimensions; it divides {@code globalSize}
 * @param arguments the arguments, in order
 */
public record Launch(String entry, List<Long> globalSize, List<Long> localSize, List<KernelArgument> arguments) {

    public Launch {
        globalSize = List.copyOf(globalSize);
        localSize = List.copyOf(localSize);
        arguments = List.copyOf(arguments);
        if (globalSize.isEmpty() || globalSize.size() > 3 || globalSize.size() != localSize.size()) {
            throw new IllegalArgumentException(
                    "%s: global size %s and local size %s must have the same one to three dimensions"
                            .formatted(entry, globalSize, localSize));
        }
        for (int d = 0; d < globalSize.size(); d++) {
            if (globalSize.get(d) <= 0 || localSize.get(d) <= 0 || globalSize.get(d) % localSize.get(d) != 0) {
                throw new IllegalArgumentException(
                        "%s: local size %s must divide global size %s, and both must be positive"
                                .formatted(entry, localSize, globalSize));
            }
        }
    }

    /** Returns the number of work-items in one work-group. */
    public long groupSize() {
        return localSize.stream().reduce(1L, Math::multiplyExact);
    }
}
