package dev.tilewright.device.runner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The operating system's side of a runner: how it is started, what it takes, and how it ends. */
final class RunnerProcess {

    private static final String VECTORS = "jdk.incubator.vector";
    private static final int KILLED = 128 + 9;
    private static final Map<Integer, String> SIGNALS = Map.of(
            4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV", 15, "SIGTERM", 24,
            "SIGXCPU", 25, "SIGXFSZ", 31, "SIGSYS");

    private static final Pattern REPORTED_SIGNAL = Pattern.compile("\\b(SIG[A-Z]+)\\s+\\(0x");

    private static final Pattern SECRET = Pattern.compile("KEY|TOKEN|SECRET|PASSWORD", Pattern.CASE_INSENSITIVE);

    private static final Optional<MethodHandle> KILL = killer();

    /** Systems tell a process when the thread that has started it ends, so one that never does starts them all. */
    private static final ExecutorService STARTER = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("runner-start").factory());

    private final Process process;
    private final OutputTail output;
    private volatile boolean killed;

    private RunnerProcess(Process process) {
        this.process = process;
        output = new OutputTail(process.getInputStream());
    }

    /** What a runner is told to do by its system. */
    enum Signal {
        STOP(19),
        CONTINUE(18);

        private final int number;

        Signal(int number) {
            this.number = number;
        }
    }

    static RunnerProcess start(Room room, Path folder, Path socket, SharedMemory shared)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command(room, folder, socket, shared)).redirectErrorStream(true);
        builder.environment().put("POCL_CACHE_DIR", room.compilerCache().toString());
        SignalChaining.addTo(builder.environment());
        // A kernel may be written by anybody, and has no business with keys of whoever runs it.
        builder.environment()
                .keySet()
                .removeIf(variable -> SECRET.matcher(variable).find());
        CompletableFuture<Process> started = new CompletableFuture<>();
        STARTER.execute(() -> {
            try {
                started.complete(builder.start());
            } catch (IOException | RuntimeException failed) {
                started.completeExceptionally(failed);
            }
        });
        try {
            return new RunnerProcess(started.get());
        } catch (ExecutionException failed) {
            throw new IOException("a runner cannot be started: " + failed.getMessage(), failed);
        }
    }

    private static List<String> command(Room room, Path folder, Path socket, SharedMemory shared) {
        // Ctrl-C goes to every process of a terminal. A runner must outlive it, or the candidate in its hands would be
        // remembered as one that crashes; its end comes with its connection's. Memory without a name is opened here,
        // for
        // nobody beyond can reach the process that has it.
        String shell = shared.nameless()
                ? "trap '' INT; exec 3<>\"$1\"; shift; exec \"$@\""
                : "trap '' INT; shift; exec \"$@\"";
        List<String> command = new ArrayList<>(List.of(
                "/bin/sh",
                "-c",
                shell,
                "runner",
                shared.path().toString(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx" + Math.ceilDiv(room.heapBytes(), 1 << 20) + "m",
                // No collector threads beside the kernels that are timed.
                "-XX:+UseSerialGC",
                // A register tile of Java may be a method so long that it would be interpreted for ever.
                "-XX:-DontCompileHugeMethods",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + folder.resolve("crash")));
        // A runtime that was cut down to what GPUs need has no vectors of Java.
        if (ModuleFinder.ofSystem().find(VECTORS).isPresent()) {
            command.addAll(List.of("--add-modules", VECTORS));
        }
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                RunnerMain.class.getName(),
                socket.toString(),
                shared.nameless() ? "/proc/self/fd/3" : shared.path().toString()));
        return command;
    }

    boolean waitFor(Duration limit) throws InterruptedException {
        return process.waitFor(limit);
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Returns how much memory it holds that it shares with nobody, in bytes, where the system tells. */
    OptionalLong memoryBytes() {
        long bytes = 0;
        for (ProcessHandle each : all()) {
            try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(each.pid()), "status"))) {
                bytes += lines.filter(line -> line.startsWith("RssAnon:"))
                                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                                .sum()
                        << 10;
            } catch (IOException | UncheckedIOException untold) {
                // It has ended, or this system does not tell.
            }
        }
        return bytes == 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
    }

    private List<ProcessHandle> all() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
    }

    /** Sends a signal to it and all that it has started. */
    void signal(Signal signal) {
        KILL.ifPresent(kill -> {
            for (ProcessHandle each : all()) {
                try {
                    int ignored = (int) kill.invokeExact(Math.toIntExact(each.pid()), signal.number);
                } catch (Throwable impossible) {
                    throw new AssertionError("kill throws nothing", impossible);
                }
            }
        });
    }

    void kill() {
        killed = true;
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Tells whether it was killed, and not by us: a system that is short of memory does so, and people do. */
    boolean killedFromOutside() {
        return !killed && !process.isAlive() && process.exitValue() == KILLED;
    }

    /** Says how it ended. */
    String end() throws InterruptedException {
        if (process.isAlive()) {
            return "no word";
        }
        int code = process.exitValue();
        // A virtual machine that crashes in native code ends itself with code 1, and says by which signal.
        Matcher reported = REPORTED_SIGNAL.matcher(said());
        String signal = code == 1 && reported.find() ? reported.group(1) : SIGNALS.get(code - 128);
        return signal == null ? "exit code " + code : "signal " + signal;
    }

    String said() throws InterruptedException {
        return output.text();
    }

    /** Returns what it said last, on lines of its own. */
    String lastWords() throws InterruptedException {
        String said = said();
        return said.isEmpty() ? "" : "\n" + said;
    }

    @SuppressWarnings("restricted")
    private static Optional<MethodHandle> killer() {
        Linker linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find("kill")
                .map(kill -> linker.downcallHandle(
                        kill, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)));
    }
}
