package dev.tilewright.cli;

import dev.tilewright.bench.BaselineException;
import dev.tilewright.bench.KernelNotFoundException;
import dev.tilewright.device.DeviceException;
import dev.tilewright.device.NoDeviceException;
import dev.tilewright.llm.model.ModelsException;
import dev.tilewright.memory.MemoryException;
import dev.tilewright.task.TaskException;
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
        int exitCode = switch (exception) {
            case CommandFailure failure -> failure.exitCode();
            case TaskException _, MemoryException _, ModelsException _, BaselineException _ -> ExitCode.USAGE;
            case KernelNotFoundException _ -> ExitCode.NO_CANDIDATE;
            case NoDeviceException _, DeviceException _ -> ExitCode.NO_DEVICE;
            default -> ExitCode.DEFECT;
        };
        if (exitCode == ExitCode.DEFECT) {
            err.println("tilewright: this should not have happened: " + exception);
            if (!verbose) {
                err.println("Run it again with --verbose for the stack trace, and report it.");
            }
        } else {
            err.println("tilewright: " + exception.getMessage());
        }
        if (verbose) {
            exception.printStackTrace(err);
        }
        err.flush();
        return exitCode;
    }
}
