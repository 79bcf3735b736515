package dev.tilewright.confine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to start so that a command is confined: {@code command.start(command.builder().redirectErrorStream(true))}.
 *
 * @param command the command line
 * @param environment all variables
 * @param folder where it begins: its scratch folder, so paths must be absolute
 * @param watched what is to be kept from outside, while it runs
 */
public record ConfinedCommand(
        List<String> command, Map<String, String> environment, Path folder, Optional<FolderLimit> watched) {

    public ConfinedCommand {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** Returns a builder for it, in which the streams can be redirected before it is started. */
    public ProcessBuilder builder() {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.directory(folder.toFile());
        return builder;
    }

    /**
     * Starts it.
     *
     * @param builder what {@link #builder} returned
     * @throws IOException if it cannot be started
     */
    public DependentProcess start(ProcessBuilder builder) throws IOException {
        DependentProcess process = DependentProcess.start(builder);
        watched.ifPresent(limit -> limit.watch(process));
        return process;
    }
}
