package dev.tilewright.device.runner;

import dev.tilewright.confine.ConfinedCommand;
import dev.tilewright.confine.Confinement;
import dev.tilewright.confine.DependentProcess;
import dev.tilewright.confine.Rights;
import dev.tilewright.confine.SystemPaths;
import dev.tilewright.device.VectorModule;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The operating system's side of a runner: how it is started, what it takes, and how it ends. */
final class RunnerProcess {

    private static final int KILLED = 128 + 9;
    private static final Map<Integer, String> SIGNALS = Map.of(
            4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV", 15, "SIGTERM", 24,
            "SIGXCPU", 25, "SIGXFSZ", 31, "SIGSYS");

    private static final Pattern REPORTED_SIGNAL = Pattern.compile("\\b(SIG[A-Z]+)\\s+\\(0x");

    private static final Optional<MethodHandle> KILL = killer();

    /** Who stands still starts nothing, so a few rounds reach everybody. */
    private static final int MOST_ROUNDS = 50;

    private final DependentProcess dependent;
    private final Process process;
    private final OutputTail output;
    private final long sharedBytes;
    private volatile boolean killed;

    private RunnerProcess(DependentProcess dependent, long sharedBytes) {
        this.dependent = dependent;
        this.sharedBytes = sharedBytes;
        process = dependent.process();
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

    /**
     * Starts a runner that can compute, and reach {@code socket} and {@code shared}, and nothing else.
     *
     * @param folder for all that it needs a place for
     */
    static RunnerProcess start(Room room, Path folder, Path socket, SharedMemory shared) throws IOException {
        Path scratch = Files.createDirectory(folder.resolve("scratch"));
        Rights rights = Rights.to(scratch)
                .reading(SystemPaths.ofThisJava())
                .reading(DriverSettings.folders())
                .sharing(shared.nameless() ? List.of(socket) : List.of(socket, shared.path()))
                .withDevices(SystemPaths.accelerators())
                .withEnvironment(DriverSettings.variables())
                .withEnvironment(SignalChaining.variables())
                .withSockets();
        ConfinedCommand confined = Confinement.strongest().command(java(room, scratch, socket, shared), rights);
        ConfinedCommand wrapped = new ConfinedCommand(
                wrapped(shared, confined.command()), confined.environment(), confined.folder(), confined.watched());
        return new RunnerProcess(wrapped.start(wrapped.builder().redirectErrorStream(true)), room.sharedBytes());
    }

    /**
     * Ctrl-C goes to every process of a terminal. A runner must outlive it, or the candidate in its hands would be remembered as one
     * that crashes; its end comes with its connection's. Memory without a name is opened here, since nobody beyond can reach the process
     * that has it.
     */
    private static List<String> wrapped(SharedMemory shared, List<String> confined) {
        List<String> command = new ArrayList<>(List.of(
                "/bin/sh",
                "-c",
                shared.nameless()
                        ? "trap '' INT; exec 4<>\"$1\"; shift; exec \"$@\""
                        : "trap '' INT; shift; exec \"$@\"",
                "runner",
                shared.path().toString()));
        command.addAll(confined);
        return command;
    }

    private static List<String> java(Room room, Path scratch, Path socket, SharedMemory shared) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx" + Math.ceilDiv(room.heapBytes(), 1 << 20) + "m",
                // No collector threads beside the kernels that are timed.
                "-XX:+UseSerialGC",
                // A register tile of Java may be a method so long that it would be interpreted for ever.
                "-XX:-DontCompileHugeMethods",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:-UsePerfData",
                "-XX:ErrorFile=" + scratch.resolve("crash"),
                "-Djava.io.tmpdir=" + scratch));
        // A runtime that was cut down to what GPUs need has no vectors of Java.
        if (ModuleFinder.ofSystem().find(VectorModule.NAME).isPresent()) {
            command.addAll(List.of("--add-modules", VectorModule.NAME));
        }
        command.addAll(List.of(
                "-cp",
                SystemPaths.classPath(),
                RunnerMain.class.getName(),
                socket.toString(),
                shared.nameless() ? "/proc/self/fd/4" : shared.path().toString()));
        return command;
    }

    boolean waitFor(Duration limit) throws InterruptedException {
        return process.waitFor(limit);
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Returns how much memory it holds beside what it shares with the referee, in bytes, where the system tells. */
    OptionalLong memoryBytes() {
        long bytes = 0;
        for (ProcessHandle each : all()) {
            try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(each.pid()), "status"))) {
                Map<String, Long> told = lines.filter(line -> line.startsWith("Rss"))
                        .collect(Collectors.toMap(
                                line -> line.substring(0, line.indexOf(':')),
                                line -> Long.parseLong(line.replaceAll("\\D", "")) << 10));
                long shared = told.getOrDefault("RssShmem", 0L);
                bytes += told.getOrDefault("RssAnon", 0L) + Math.max(0, shared - sharedBytes);
            } catch (IOException | UncheckedIOException untold) {
                // It has ended, or this system does not tell.
            }
        }
        return bytes == 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
    }

    /** Returns what it has had of the processors since it started, as far as the system tells. */
    ProcessorShare share() {
        return all().stream().map(ProcessorShare::of).reduce(ProcessorShare.NONE, ProcessorShare::plus);
    }

    private List<ProcessHandle> all() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
    }

    /** Sends a signal to it and all that it has started, and to what these start before it reaches them. */
    void signal(Signal signal) {
        Set<ProcessHandle> told = new HashSet<>();
        List<ProcessHandle> untold = all();
        for (int round = 0; !untold.isEmpty() && round < MOST_ROUNDS; round++) {
            untold.forEach(each -> send(each, signal));
            told.addAll(untold);
            untold = all().stream().filter(each -> !told.contains(each)).toList();
        }
    }

    private static void send(ProcessHandle process, Signal signal) {
        KILL.ifPresent(kill -> {
            try {
                int ignored = (int) kill.invokeExact(Math.toIntExact(process.pid()), signal.number);
            } catch (Throwable impossible) {
                throw new AssertionError("kill throws nothing", impossible);
            }
        });
    }

    void kill() {
        killed = true;
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        dependent.kill();
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
