package dev.tilewright.task;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.TunableKernel;
import dev.tilewright.space.Configuration;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A kernel of the user, named in a task file or on the command line.
 *
 * @param path the file its source was read from
 * @param kernel its source, tunables, constraints and launch geometry
 * @param trusted whether the user lets it through, whatever it does
 * @param general whether it is launched as it should be for problems other than the one that it is timed on
 */
public record UserKernel(Path path, TunableKernel kernel, boolean trusted, boolean general) {

    private static final int DIGITS = 8;

    /** Makes a kernel that is screened like any other. */
    public UserKernel(Path path, TunableKernel kernel) {
        this(path, kernel, false, true);
    }

    /** Returns the same kernel, whose launch is right for one problem only. */
    UserKernel asSpecific() {
        return new UserKernel(path, kernel, trusted, false);
    }

    /** Returns the same kernel, trusted. */
    public UserKernel asTrusted() {
        return new UserKernel(path, kernel, true, general);
    }

    /**
     * Returns the program that runs it.
     *
     * @throws IllegalArgumentException if the geometry is impossible
     */
    public KernelProgram program(Configuration configuration, Problem problem, List<Buffer> arguments) {
        KernelProgram program = kernel.instantiate(configuration, problem.sizes(), arguments);
        return trusted ? program.asTrusted() : program;
    }

    /**
     * Returns the name by which memory knows the kernel: that of its file and a part of its source's hash, {@code tiled.cl@1f2e3d4c}. So
     * files of one name in different folders are told apart, and so is a file that was changed.
     */
    public String name() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(kernel.source().getBytes(StandardCharsets.UTF_8));
            return fileName() + "@" + HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Returns what a person should know about it, one sentence each; it can be tuned all the same. */
    public List<String> warnings() {
        return UserKernelReader.warnings(kernel);
    }

    /** Returns the name of its file. */
    public String fileName() {
        return String.valueOf(path.getFileName());
    }

    /** Returns the name of the file in a {@link #name()}, or in the name that earlier versions kept, which is that of the file. */
    public static String fileName(String name) {
        int at = name.lastIndexOf('@');
        return at < 0 ? name : name.substring(0, at);
    }
}
