package dev.tilewright.task;

import java.nio.file.Path;
import java.util.List;

/** Reads what a task trusts in place of an expression. */
final class ReferenceReader {

    private static final String JAVA = ".java";

    private ReferenceReader() {}

    /**
     * Reads a kernel or a Java class. A Java source is a kernel if its comments say so, with the entry point that every kernel in Java
     * must name.
     *
     * @param sizes the names of the task's sizes
     * @param arguments the names of the task's arguments
     * @throws TaskException if it cannot be read, or a comment of a kernel has a mistake
     */
    static Reference read(Path path, List<String> sizes, List<String> arguments) {
        if (path.toString().endsWith(JAVA)) {
            String source = UserKernelReader.source(path);
            if (!source.contains("tilewright:entry")) {
                return new Reference.JavaClass(path, source);
            }
        }
        return new Reference.TrustedKernel(UserKernelReader.read(path, KernelHeader.of(""), sizes, arguments));
    }
}
