package dev.tilewright.cli;

import dev.tilewright.task.Suggestion;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line in one message, with what may have been meant. */
final class UsageMessages implements IParameterExceptionHandler {

    @Override
    public int handleParseException(ParameterException exception, String[] args) {
        CommandLine command = exception.getCommandLine();
        String message = exception.getMessage();
        if (exception instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            message = unmatched(command, unmatched.getUnmatched().getFirst());
        }
        command.getErr().println("tilewright: " + message);
        command.getErr().println("Help: " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    private static String unmatched(CommandLine command, String word) {
        boolean isOption = word.startsWith("-");
        Collection<String> known = new TreeSet<>();
        if (isOption) {
            command.getCommandSpec().options().forEach(option -> known.addAll(List.of(option.names())));
        } else {
            command.getSubcommands().forEach((name, subcommand) -> {
                if (!subcommand.getCommandSpec().usageMessage().hidden()) {
                    known.add(name);
                }
            });
        }
        String what = isOption ? "option" : known.isEmpty() ? "argument" : "command";
        String name = isOption ? word.replaceFirst("=.*", "") : word;
        return "%s %s is unknown%s".formatted(what, name, Suggestion.forName(name, known));
    }
}
