package dev.tilewright.cli;

import dev.tilewright.app.ProblemChoice;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The task that a command is about, and the problem. */
final class TaskArgument {

    @Parameters(paramLabel = "TASK", description = "A task's name, as `tasks` lists it, or the path of a task file.")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Option(names = "--problem", paramLabel = "M=…,N=…", description = "The sizes. Default: the task's first problem.")
    private @Nullable String problem;

    ProblemChoice choice() {
        return new ProblemChoice(name, Optional.ofNullable(problem));
    }
}
