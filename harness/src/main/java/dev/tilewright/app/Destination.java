package dev.tilewright.app;

import dev.tilewright.evolve.memory.Run;
import dev.tilewright.report.Findings;
import dev.tilewright.report.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a run is left.
 *
 * @param folder its folder
 * @param resumeCommand the command that goes on with it
 */
record Destination(Path folder, String resumeCommand) {

    /** Returns where a run is left that was given a memory and, where it was, a folder. */
    static Destination of(Home home, Run run, MemoryLocation memory, Optional<Path> output) {
        return new Destination(
                output.orElseGet(() -> home.runs().resolve(run.id())),
                "%s tune --resume %s%s%s"
                        .formatted(
                                Home.command(),
                                run.id(),
                                memory.named() ? " --memory " + memory.location() : "",
                                output.map(folder -> " --output " + folder).orElse("")));
    }

    /**
     * Writes the run folder.
     *
     * @throws UseCaseException if it cannot be written; the run is in memory then
     */
    void write(Findings findings, String summary) {
        try {
            RunFolder.write(folder, findings, summary);
        } catch (IOException e) {
            throw new UseCaseException(
                    Blame.REQUEST,
                    "the run folder %s cannot be written: %s. The run is in memory; write its folder with: %s"
                            .formatted(folder, e.getMessage(), resumeCommand),
                    e);
        }
    }
}
