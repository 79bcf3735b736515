package dev.tilewright.device.cuda;

import dev.tilewright.device.BuildException;
import dev.tilewright.kernel.Kernel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * NVIDIA's compiler driver, a program.
 *
 * <p>A start of it takes a third of a second, most of it for CUDA's headers, so all kernels go into one file: each in a namespace of its
 * own, with entry points renamed by macros, and with lines numbered as in the kernel's source.
 */
final class Nvcc implements CudaCompiler {

    /** Functions that kernels overload: within a namespace, an overload would hide CUDA's own. */
    private static final String OVERLOADED = Stream.of(
                    "abs", "cos", "exp", "log", "max", "min", "pow", "rsqrt", "sin", "sqrt", "tanh")
            .map("using ::%s;"::formatted)
            .collect(Collectors.joining(" "));

    private final String version;

    private Nvcc(String version) {
        this.version = version;
    }

    static Optional<CudaCompiler> find() {
        try {
            Process process = new ProcessBuilder("nvcc", "--version")
                    .redirectErrorStream(true)
                    .start();
            String text = text(process);
            return process.waitFor() == 0
                    ? Optional.of(new Nvcc(text.lines()
                            .filter(line -> line.contains("release"))
                            .collect(Collectors.joining())))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while nvcc was looked for", e);
        }
    }

    @Override
    public String version() {
        return "nvcc, " + version;
    }

    @Override
    public List<byte[]> compile(List<Kernel> kernels, String architecture) throws BuildException {
        Set<String> options = new LinkedHashSet<>();
        kernels.forEach(kernel -> options.addAll(kernel.buildOptions()));
        try {
            Path folder = Files.createTempDirectory("tilewright-nvcc");
            Path source = folder.resolve("kernels.cu");
            Path cubin = folder.resolve("kernels.cubin");
            Path log = folder.resolve("log");
            try {
                Files.writeString(source, together(kernels));
                List<String> command = new ArrayList<>(List.of(
                        "nvcc",
                        "-cubin",
                        "-arch=" + architecture,
                        "-Werror",
                        "all-warnings",
                        source.toString(),
                        "-o",
                        cubin.toString()));
                command.addAll(options);
                int exit = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start()
                        .waitFor();
                if (exit != 0) {
                    throw new BuildException("%s:%n%s".formatted(String.join(" ", command), Files.readString(log)));
                }
                return List.of(Files.readAllBytes(cubin));
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted while nvcc ran", e);
            } finally {
                for (Path file : List.of(source, cubin, log, folder)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("nvcc cannot be run: " + e.getMessage(), e);
        }
    }

    private static String together(List<Kernel> kernels) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < kernels.size(); i++) {
            Kernel kernel = kernels.get(i);
            String first = kernel.source()
                    .lines()
                    .findFirst()
                    .orElse("")
                    .replaceAll("[^\\w-]+", " ")
                    .strip();
            for (String entry : kernel.entries()) {
                text.append("#define %s %s_%d%n".formatted(entry, entry, i));
            }
            text.append("namespace kernel_%d {%n%s%n#line 1 \"%d %s\"%n%s}%n"
                    .formatted(i, OVERLOADED, i, first, kernel.source()));
            for (String entry : kernel.entries()) {
                text.append("#undef %s%n".formatted(entry));
            }
        }
        return text.toString();
    }

    private static String text(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
