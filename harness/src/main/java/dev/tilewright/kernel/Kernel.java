package dev.tilewright.kernel;

import java.util.List;

/**
 * Source text that a device can build.
 *
 * @param language the language of the source
 * @param source the whole source text
 * @param entries the names of its entry points
 * @param buildOptions what the compiler is told besides, {@code -DTILE=16}
 */
public record Kernel(Language language, String source, List<String> entries, List<String> buildOptions) {

    public Kernel {
        entries = List.copyOf(entries);
        buildOptions = List.copyOf(buildOptions);
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("a kernel must have an entry point");
        }
    }
}
