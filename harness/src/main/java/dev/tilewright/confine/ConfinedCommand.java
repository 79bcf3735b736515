package dev.tilewright.confine;

import java.util.List;
import java.util.Map;

/**
 * What to start so that a command is confined.
 *
 * @param command the command line
 * @param environment all variables
 */
public record ConfinedCommand(List<String> command, Map<String, String> environment) {

    public ConfinedCommand {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** Returns a builder for it. Start it by {@link DependentProcess#start}. */
    public ProcessBuilder builder() {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }
}
