package dev.tilewright.device.tornado;

import dev.tilewright.device.BuildException;
import dev.tilewright.device.JavaCompilation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The program that runs kernels in TornadoVM's own JVM, compiled against an SDK.
 *
 * @param sdk the SDK
 * @param classes its class files, by binary name
 */
record HostProgram(Sdk sdk, Map<String, byte[]> classes) {

    static final String MAIN = "dev.tilewright.tornado.TornadoHost";

    private static final String SOURCE = "TornadoHost.java";

    /**
     * Compiles the program.
     *
     * @throws BuildException if the SDK's API is another than the program was written for
     */
    static HostProgram compile(Sdk sdk) throws BuildException {
        try (JavaCompilation compilation = new JavaCompilation(List.of(sdk.api()), List.of())) {
            return new HostProgram(sdk, compilation.compile(source(), List.of()).classes());
        }
    }

    private static String source() {
        try (InputStream source = HostProgram.class.getResourceAsStream(SOURCE)) {
            if (source == null) {
                throw new IllegalStateException(SOURCE + " is not on the class path");
            }
            return new String(source.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Writes class files where a JVM whose class path begins at {@code folder} finds them. */
    static void write(Map<String, byte[]> classes, Path folder) throws IOException {
        for (Map.Entry<String, byte[]> entry : classes.entrySet()) {
            Path file = folder.resolve(entry.getKey().replace('.', '/') + ".class");
            Files.createDirectories(file.getParent());
            Files.write(file, entry.getValue());
        }
    }
}
