package dev.tilewright.cli;

import dev.tilewright.app.Home;
import dev.tilewright.app.OpenMemory;
import dev.tilewright.app.Replay;
import dev.tilewright.app.RunLookup;
import dev.tilewright.evolve.memory.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Repeats a run from memory alone, and says whether every prompt and every candidate came out as it did then. */
@Command(
        name = "replay",
        description = "Repeat a run from memory, with no network and no device, and tell whether every prompt and every"
                + " candidate comes out as it did.")
final class LlmReplayCommand extends Subcommand {

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private MemoryOption memory;

    @Parameters(
            paramLabel = "RUN",
            arity = "0..1",
            defaultValue = "latest",
            description = "The id of a run, the path of a run folder, or latest (the default).")
    private String wanted = "latest";

    @Override
    public Integer call() {
        try (OpenMemory store = memory.location().openExisting()) {
            Run run = RunLookup.find(store, memory.location(), wanted).run();
            Replay.Repeated repeated = new Replay(Home.find()).of(store, run);
            out().printf(
                            "run %s: %d steps and %d answers repeated from memory, all identical%n",
                            run.id(), repeated.steps(), repeated.answers());
            out().flush();
            return ExitCode.DONE;
        }
    }
}
