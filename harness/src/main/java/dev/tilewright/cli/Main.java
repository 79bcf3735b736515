package dev.tilewright.cli;

import dev.tilewright.app.Home;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program: {@code tilewright COMMAND}. */
@Command(
        name = "tilewright",
        description = "Discovers fast kernels: evolves, proves, times and remembers them.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            DevicesCommand.class,
            TasksCommand.class,
            TuneCommand.class,
            ShowCommand.class,
            ExportCommand.class,
            ImportCommand.class,
            StudyCommand.class,
            BenchCommand.class,
            LlmCommand.class,
            TimeBestCommand.class,
            DemandCommand.class,
            PeaksCommand.class,
            CollectCommand.class,
            GpuCheckCommand.class,
            WarmUpCommand.class
        },
        footer = {"", "The main job: tilewright tune matmul", "Help on a command: tilewright COMMAND --help"})
public final class Main implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private Main() {}

    /** Runs the program and ends the JVM with its exit code. */
    public static void main(String[] args) {
        // Numbers and messages are the same on every machine.
        Locale.setDefault(Locale.ROOT);
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        int exitCode = run(out, new PrintWriter(System.err, true, StandardCharsets.UTF_8), args);
        out.flush();
        System.exit(exitCode);
    }

    /**
     * Runs one command.
     *
     * @param out takes data
     * @param err takes progress and messages
     * @param args the command line
     * @return the exit code, one of {@link ExitCode}
     */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        CommandLine commandLine = new CommandLine(new Main())
                .setOut(new VisiblePrinter(out))
                .setErr(new VisiblePrinter(err))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setAbbreviatedOptionsAllowed(false)
                .setParameterExceptionHandler(new UsageMessages())
                .setExecutionExceptionHandler(new FailureMessages());
        commandLine.getSubcommands().values().forEach(command -> command.setCaseInsensitiveEnumValuesAllowed(true));
        try {
            return commandLine.execute(args);
        } finally {
            commandLine.getOut().flush();
            commandLine.getErr().flush();
        }
    }

    /** Without a command there is only help. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Names the version for {@code --version}. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"Tilewright " + Home.version()};
        }
    }
}
