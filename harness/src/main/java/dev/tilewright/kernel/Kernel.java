package dev.tilewright.kernel;

import java.util.List;
import java.util.Objects;

/**
 * Source text that a device can build.
 *
 * <p>Whoever makes a kernel says whether it is trusted: what this program wrote itself is, and what its user lets through. Any other is
 * screened before it is built. Trust is no part of what a kernel is: it is not compared, and not kept in memory or files, since whoever
 * writes these could claim it.
 *
 * @param language the language of the source
 * @param source the whole source text
 * @param entries the names of its entry points
 * @param buildOptions what the compiler is told besides, {@code -DTILE=16}
 * @param trusted whether it is built as it is, without a look at what it may do
 */
public record Kernel(
        Language language, String source, List<String> entries, List<String> buildOptions, boolean trusted) {

    public Kernel {
        entries = List.copyOf(entries);
        buildOptions = List.copyOf(buildOptions);
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("a kernel must have an entry point");
        }
    }

    /** Makes a kernel that is not trusted. */
    public Kernel(Language language, String source, List<String> entries, List<String> buildOptions) {
        this(language, source, entries, buildOptions, false);
    }

    /** Returns the same kernel, trusted. */
    public Kernel asTrusted() {
        return trusted ? this : new Kernel(language, source, entries, buildOptions, true);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Kernel that
                && language == that.language
                && source.equals(that.source)
                && entries.equals(that.entries)
                && buildOptions.equals(that.buildOptions);
    }

    @Override
    public int hashCode() {
        return Objects.hash(language, source, entries, buildOptions);
    }
}
