package dev.tilewright.cli;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.kernels.genome.ProgramJson;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.device.BuildException;
import dev.tilewright.device.DeviceException;
import dev.tilewright.device.cuda.CudaCompiler;
import dev.tilewright.device.cuda.CudaCompilers;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.Language;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.evolve.candidate.Step;
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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes all that a memory is worth to others. */
@Command(
        name = "collect",
        hidden = true,
        description = "Write what a memory knows: wisdom.json, the best kernel of each task; traces.jsonl.gz, every"
                + " evaluation; and with --failed the candidates that point to a fault, with sources and machine code.")
final class CollectCommand extends Subcommand {

    /** A search may try what times out or is refused; these should not happen with kernels that Tilewright emits. */
    private static final Set<Status> FAULTS =
            EnumSet.of(Status.BUILD_ERROR, Status.LAUNCH_ERROR, Status.WRONG_RESULT, Status.CRASH);

    /** Failures are alike after some, and each takes a compilation. */
    private static final int MOST_FAILED = 20;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private MemoryOption memory;

    @Option(names = "--output", paramLabel = "DIR", required = true, description = "The folder to write.")
    @SuppressWarnings("NullAway.Init")
    private Path output;

    @Option(names = "--failed", paramLabel = "DIR", description = "Where failed candidates are kept.")
    private @Nullable Path failed;

    @Override
    public Integer call() throws IOException {
        try (Memory store = memory.openExisting()) {
            Files.createDirectories(output);
            Path fresh = output.resolve("." + Wisdom.NAME + ".new");
            Files.writeString(fresh, Wisdom.write(Wisdom.of(store), Home.version()));
            Files.move(fresh, output.resolve(Wisdom.NAME), StandardCopyOption.REPLACE_EXISTING);
            Traces.write(store, output.resolve(Traces.NAME));
            if (failed != null) {
                keepFailed(store, failed);
            }
        }
        return ExitCode.DONE;
    }

    /** Writes all sources first: a compiler may hang over what it failed on before, or crash. */
    private static void keepFailed(Memory store, Path folder) throws IOException {
        Files.createDirectories(folder);
        Map<Path, Run> kept = new LinkedHashMap<>();
        Map<Path, Kernel> kernels = new LinkedHashMap<>();
        for (Run run : store.runs()) {
            for (Step step : store.steps(run.id())) {
                if (FAULTS.contains(step.evaluation().status()) && !step.recalled() && kept.size() < MOST_FAILED) {
                    Path stem = folder.resolve("%s-%d".formatted(run.id(), step.ordinal()));
                    keep(step, stem);
                    kept.put(stem, run);
                    kernels.put(stem, step.candidate().program().kernel());
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
        Kernel kernel = candidate.program().kernel();
        Files.writeString(
                with(stem, "txt"),
                "%s\n\n%s\n"
                        .formatted(
                                step.evaluation().status().id(),
                                step.evaluation().diagnostics()));
        Files.writeString(with(stem, kernel.language().extension()), kernel.source());
        Files.writeString(
                with(stem, "json"), ProgramJson.write(candidate.program()).toPrettyString());
    }

    /** Compiles a kernel of CUDA, once: an empty file stays where the compiler did not come back. */
    private static void compile(Kernel kernel, String architecture, Path stem) throws IOException {
        Path cubin = with(stem, "cubin");
        if (kernel.language() != Language.CUDA || Files.exists(cubin)) {
            return;
        }
        Files.createFile(cubin);
        try {
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
