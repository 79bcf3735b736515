package dev.tilewright.device.cuda;

import dev.tilewright.confine.OwnedFolder;
import dev.tilewright.device.BuildException;
import dev.tilewright.device.DeviceException;
import dev.tilewright.kernel.Kernel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** NVIDIA's compiler driver, a program. A start of it takes a third of a second, most of it for CUDA's headers. */
final class Nvcc implements CudaCompiler {

    private static final Pattern RELEASE = Pattern.compile("release ([0-9.]+)");

    private final String program;
    private final String release;
    private final Set<String> architectures;

    private Nvcc(String program, String release, Set<String> architectures) {
        this.program = program;
        this.release = release;
        this.architectures = architectures;
    }

    static Optional<CudaCompiler> find(CudaPlaces places) {
        return places.nvcc().stream().map(Nvcc::open).flatMap(Optional::stream).findFirst();
    }

    private static Optional<CudaCompiler> open(String program) {
        Optional<String> version = answer(program, "--version");
        Optional<String> code = answer(program, "--list-gpu-code");
        if (version.isEmpty() || code.isEmpty()) {
            return Optional.empty();
        }
        Matcher release = RELEASE.matcher(version.get());
        Set<String> architectures = code.get().lines().map(String::strip).collect(Collectors.toSet());
        return Optional.of(new Nvcc(program, release.find() ? release.group(1) : "of unknown version", architectures));
    }

    private static Optional<String> answer(String program, String question) {
        try {
            Process process = new ProcessBuilder(program, question)
                    .redirectErrorStream(true)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? Optional.of(text) : Optional.empty();
        } catch (IOException absent) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DeviceException("interrupted while nvcc was looked for", interrupted);
        }
    }

    @Override
    public String version() {
        return "nvcc " + release;
    }

    @Override
    public boolean supports(String architecture) {
        return architectures.contains(architecture);
    }

    @Override
    public Cubin compile(Kernel kernel, String architecture) throws BuildException {
        try (OwnedFolder owned = OwnedFolder.create("nvcc")) {
            Path folder = owned.path();
            Path source = folder.resolve("kernel.cu");
            Path cubin = folder.resolve("kernel.cubin");
            Path said = folder.resolve("log");
            try {
                Files.writeString(source, kernel.source());
                List<String> command =
                        new ArrayList<>(List.of(program, "-cubin", "-arch=" + architecture, "-Xptxas", "-v"));
                command.addAll(kernel.buildOptions());
                // Relative names, so that the log is the same whichever folder it is.
                command.addAll(List.of("kernel.cu", "-o", "kernel.cubin"));
                int exit = new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start()
                        .waitFor();
                String log = Files.readString(said);
                if (exit != 0) {
                    throw new BuildException(PtxasLog.parse(log).rest());
                }
                return Cubin.of(kernel, Files.readAllBytes(cubin), log);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new DeviceException("interrupted while nvcc ran", interrupted);
            }
        } catch (IOException | UncheckedIOException failed) {
            throw new DeviceException("%s cannot be run: %s".formatted(program, failed.getMessage()), failed);
        }
    }
}
