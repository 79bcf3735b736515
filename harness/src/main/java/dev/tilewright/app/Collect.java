package dev.tilewright.app;

import dev.tilewright.device.BuildException;
import dev.tilewright.device.DeviceException;
import dev.tilewright.device.cuda.CudaCompiler;
import dev.tilewright.device.cuda.CudaCompilers;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.kernels.genome.KernelJson;
import dev.tilewright.kernels.screen.SourceScreen;
import dev.tilewright.report.Traces;
import dev.tilewright.report.Wisdom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Writes what a memory is worth to others: wisdom, traces, and the candidates that point to a fault. */
public final class Collect {

    /** A search may try what times out or is refused; these should not happen with kernels that Tilewright emits. */
    private static final Set<Status> FAULTS =
            EnumSet.of(Status.BUILD_ERROR, Status.LAUNCH_ERROR, Status.WRONG_RESULT, Status.CRASH);

    /** Failures are alike after some, and each takes a compilation. */
    private static final int MOST_FAILED = 20;

    private Collect() {}

    /**
     * Writes {@code wisdom.json}, the best kernel of each task, and {@code traces.jsonl.gz}, every evaluation.
     *
     * @param folder where to write; made where it is missing
     */
    public static void write(Memory memory, Path folder) throws IOException {
        Files.createDirectories(folder);
        Path fresh = folder.resolve("." + Wisdom.NAME + ".new");
        Files.writeString(fresh, Wisdom.write(Wisdom.of(memory), Home.version()));
        Files.move(fresh, folder.resolve(Wisdom.NAME), StandardCopyOption.REPLACE_EXISTING);
        Traces.write(memory, folder.resolve(Traces.NAME));
    }

    /**
     * Writes the candidates that point to a fault, with their diagnostics and sources, and for CUDA with machine code.
     *
     * <p>All sources are written first: a compiler may hang over what it failed on before, or crash.
     *
     * @param folder where to write; made where it is missing
     */
    public static void writeFailed(Memory memory, Path folder) throws IOException {
        Files.createDirectories(folder);
        Map<Path, Run> kept = new LinkedHashMap<>();
        Map<Path, Kernel> kernels = new LinkedHashMap<>();
        for (Run run : memory.runs()) {
            for (Step step : memory.steps(run.id())) {
                if (FAULTS.contains(step.evaluation().status()) && !step.recalled() && kept.size() < MOST_FAILED) {
                    Path stem = folder.resolve("%s-%d".formatted(run.id(), step.ordinal()));
                    keep(step, stem);
                    kept.put(stem, run);
                    kernels.put(
                            stem, KernelGenome.of(step.candidate()).program().kernel());
                }
            }
        }
        for (Map.Entry<Path, Run> each : kept.entrySet()) {
            compile(
                    Objects.requireNonNull(kernels.get(each.getKey())),
                    each.getValue().hardware().architecture(),
                    each.getKey());
        }
    }

    private static void keep(Step step, Path stem) throws IOException {
        Candidate candidate = step.candidate();
        Kernel kernel = KernelGenome.of(candidate).program().kernel();
        Files.writeString(
                with(stem, "txt"),
                "%s\n\n%s\n"
                        .formatted(
                                step.evaluation().status().id(),
                                step.evaluation().diagnostics()));
        Files.writeString(with(stem, kernel.language().extension()), kernel.source());
        Files.writeString(
                with(stem, "json"), KernelJson.pretty(KernelGenome.of(candidate).program()));
    }

    /** Compiles a kernel of CUDA, once: an empty file stays where the compiler did not come back. */
    private static void compile(Kernel kernel, String architecture, Path stem) throws IOException {
        Path cubin = with(stem, "cubin");
        if (kernel.language() != Language.CUDA || Files.exists(cubin)) {
            return;
        }
        Files.createFile(cubin);
        try {
            SourceScreen.check(kernel);
            CudaCompiler compiler = CudaCompilers.findFor(architecture);
            Files.write(cubin, compiler.compile(kernel, architecture).code());
        } catch (BuildException | DeviceException none) {
            // The diagnostics say why.
            Files.delete(cubin);
        }
    }

    private static Path with(Path stem, String extension) {
        return stem.resolveSibling(stem.getFileName() + "." + extension);
    }
}
