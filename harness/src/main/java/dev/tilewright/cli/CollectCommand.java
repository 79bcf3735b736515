package dev.tilewright.cli;

import dev.tilewright.app.Collect;
import dev.tilewright.app.OpenMemory;
import java.io.IOException;
import java.nio.file.Path;
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
        try (OpenMemory store = memory.location().openExisting()) {
            Collect.write(store.memory(), output);
            if (failed != null) {
                Collect.writeFailed(store.memory(), failed);
            }
        }
        return ExitCode.DONE;
    }
}
