package dev.tilewright.cli;

/** What the program's exit status means; documented in the README. */
public final class ExitCode {

    /** All that was asked for was done. */
    public static final int DONE = 0;
    /** Something went wrong that is neither the user's fault nor the machine's. */
    public static final int DEFECT = 1;
    /** The command line, or a file that it names, has a mistake. */
    public static final int USAGE = 2;
    /** There is no usable device, or the machine failed whenever something was to be decided. */
    public static final int NO_DEVICE = 3;
    /** No candidate was right, or none of the kernel that was given. */
    public static final int NO_CANDIDATE = 4;
    /** A suite has become slower than its baseline, beyond doubt. */
    public static final int REGRESSION = 5;
    /** It could not be decided whether a suite has become slower, and that was asked to be a failure. */
    public static final int INCONCLUSIVE = 6;
    /** The run was interrupted by Ctrl-C; all that was evaluated is kept. By another signal it ends with 128 and its number. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {}
}
