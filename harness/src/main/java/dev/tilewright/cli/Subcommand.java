package dev.tilewright.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command has: help, and the two streams, data on one and messages on the other. */
abstract class Subcommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    boolean help;

    @Option(names = "--verbose", description = "On a failure, print the stack trace as well.")
    boolean verbose;

    /** Takes data. */
    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Takes progress and messages. */
    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Prints the help, for a command that does nothing without another. */
    final void printUsage() {
        spec.commandLine().usage(out());
    }
}
