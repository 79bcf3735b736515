package dev.tilewright.device.runner;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Keeps a driver's compiler from taking the virtual machine's signals.
 *
 * <p>HotSpot stops its threads by faults that it handles itself. While Clang writes a file it handles faults, too, and takes each for its own
 * end: it deletes the file, and a kernel that is right does not build. With the JDK's library for signal chaining before all others,
 * HotSpot's handlers stay the first, whoever sets others.
 *
 * @see <a href="https://docs.oracle.com/en/java/javase/25/vm/signal-chaining.html">Signal Chaining</a>
 */
public final class SignalChaining {

    private static final String PRELOADED = "LD_PRELOAD";

    private SignalChaining() {}

    /** Adds the library to the environment of a process that will load drivers, where the runtime has it. */
    public static void addTo(Map<String, String> environment) {
        Path library = Path.of(System.getProperty("java.home"), "lib", "libjsig.so");
        String others = environment.getOrDefault(PRELOADED, "");
        if (Files.exists(library) && !others.contains(library.toString())) {
            environment.put(PRELOADED, others.isEmpty() ? library.toString() : library + ":" + others);
        }
    }
}
