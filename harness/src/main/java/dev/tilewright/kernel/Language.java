package dev.tilewright.kernel;

import java.util.Arrays;

/** A language that kernels are written in. */
public enum Language {
    OPENCL("opencl", "cl"),
    CUDA("cuda", "cu"),
    JAVA("java", "java"),
    TORNADO("tornado", "java");

    private final String id;
    private final String extension;

    Language(String id, String extension) {
        this.id = id;
        this.extension = extension;
    }

    /** Returns the name used in files and on the command line. */
    public String id() {
        return id;
    }

    /** Returns the extension of a source file, without the dot. */
    public String extension() {
        return extension;
    }

    /**
     * Finds a language by its {@link #id()}.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Language of(String id) {
        return Arrays.stream(values())
                .filter(language -> language.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no kernel language is called " + id));
    }
}
