package dev.tilewright.device;

import java.util.List;

/**
 * The incubating vector module, which a JVM has only if it was started with {@code --add-modules jdk.incubator.vector}. This
 * program runs without it.
 */
public final class VectorModule {

    public static final String NAME = "jdk.incubator.vector";

    private VectorModule() {}

    /** Tells whether this JVM was started with it. */
    public static boolean present() {
        return ModuleLayer.boot().findModule(NAME).isPresent();
    }

    /** Returns the options of javac with which kernels may use the module. */
    public static List<String> compilerOptions() {
        return present() ? List.of("--add-modules", NAME) : List.of();
    }

    /**
     * Returns the number of 32-bit lanes of the widest vector that the processor has for floating point. It does not ask the module:
     * a process without it plans kernels for one that has it.
     *
     * @param architecture the processor's, as {@link HostProcessor} gives it
     */
    public static int lanes(String architecture) {
        if (architecture.contains("avx512")) {
            return 16;
        }
        if (architecture.contains("avx2") || architecture.endsWith("avx")) {
            return 8;
        }
        return architecture.contains("sse") || architecture.contains("asimd") || architecture.contains("sve") ? 4 : 1;
    }
}
