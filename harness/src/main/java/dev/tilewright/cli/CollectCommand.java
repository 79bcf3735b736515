package dev.tilewright.cli;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.candidate.ProgramJson;
import dev.tilewright.candidate.Status;
import dev.tilewright.device.BuildException;
import dev.tilewright.device.DeviceException;
import dev.tilewright.device.cuda.CudaCompiler;
import dev.tilewright.device.cuda.CudaCompilers;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.Language;
import dev.tilewright.memory.Memory;
import dev.tilewright.memory.Run;
import dev.tilewright.memory.Step;
import dev.tilewright.report.Traces;
import dev.tilewright.report.Wisdom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
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
            Files.writeString(output.resolve(Wisdom.NAME), Wisdom.write(Wisdom.of(store), Home.version()));
            Traces.write(store, output.resolve(Traces.NAME));
            if (failed != null) {
                keepFailed(store, failed);
            }
        }
        return ExitCode.DONE;
    }

    private static void keepFailed(Memory store, Path folder) throws IOException {
        Files.createDirectories(folder);
        int kept = 0;
        for (Run run : store.runs()) {
            for (Step step : store.steps(run.id())) {
                if (FAULTS.contains(step.evaluation().status()) && kept < MOST_FAILED) {
                    keep(run, step, folder.resolve("%s-%d".formatted(run.id(), step.ordinal())));
                    kept++;
                }
            }
        }
    }

    private static void keep(Run run, Step step, Path stem) throws IOException {
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
        if (kernel.language() == Language.CUDA && !Files.exists(with(stem, "cubin"))) {
            Optional<byte[]> code = compiled(kernel, run.hardware().architecture());
            if (code.isPresent()) {
                Files.write(with(stem, "cubin"), code.get());
            }
        }
    }

    private static Path with(Path stem, String extension) {
        return stem.resolveSibling(stem.getFileName() + "." + extension);
    }

    private static Optional<byte[]> compiled(Kernel kernel, String architecture) {
        try {
            CudaCompiler compiler = CudaCompilers.findFor(architecture);
            return Optional.of(compiler.compile(kernel, architecture).code());
        } catch (BuildException | DeviceException none) {
            // The diagnostics say why.
            return Optional.empty();
        }
    }
}
