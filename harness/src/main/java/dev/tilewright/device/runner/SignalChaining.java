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

    private SignalChaining() {}

    /** Returns the variables of a process that will load drivers: the library before all others, where the runtime has it. */
    public static Map<String, String> variables() {
        Path library = Path.of(System.getProperty("java.home"), "lib", "libjsig.so");
        return Files.exists(library) ? Map.of("LD_PRELOAD", library.toString()) : Map.of();
    }
}
