package dev.tilewright.cli;

import dev.tilewright.app.Blame;
import dev.tilewright.app.UseCaseException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns what ends a command into one clear message and an exit code, by who is to blame. */
final class FailureMessages implements IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception exception, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        boolean verbose = command.getCommand() instanceof Subcommand subcommand && subcommand.verbose;
        Blame blame = Blame.of(exception);
        if (blame == Blame.DEFECT && !(exception instanceof UseCaseException)) {
            err.println("tilewright: internal error: " + exception);
            if (!verbose) {
                err.println(
                        "This is a defect of Tilewright. Run the command again with --verbose, and report the stack trace.");
            }
        } else {
            err.println("tilewright: " + exception.getMessage());
        }
        if (verbose) {
            exception.printStackTrace(err);
        }
        err.flush();
        return exitCode(blame);
    }

    private static int exitCode(Blame blame) {
        return switch (blame) {
            case REQUEST -> ExitCode.USAGE;
            case MACHINE -> ExitCode.NO_DEVICE;
            case NO_KERNEL -> ExitCode.NO_CANDIDATE;
            case DEFECT -> ExitCode.DEFECT;
        };
    }
}
