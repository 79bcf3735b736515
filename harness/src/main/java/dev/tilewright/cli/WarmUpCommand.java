package dev.tilewright.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Goes once through what every start needs, so that the launcher can keep the loaded classes for later starts. */
@Command(name = "warm-up", hidden = true, description = "Load what every start needs, and end.")
final class WarmUpCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        for (String command : new String[] {"devices", "tasks"}) {
            Main.run(nowhere, nowhere, command);
            Main.run(nowhere, nowhere, command, "--format", "json");
        }
        Main.run(nowhere, nowhere, "tune", "--help");
        return ExitCode.DONE;
    }
}
