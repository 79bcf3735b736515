package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernels.evaluate.referee.WorkerDeath.Cause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleFinder;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A worker process and the watch over it.
 *
 * <p>It runs the same Java and class path as this process. While a request is under way its silence is held against a time limit
 * for the phase that it has announced, and its memory against a limit; when either is exceeded it is killed. It dies by itself when
 * this process does, because its socket closes. Not for use by several threads at once.
 */
public final class WorkerProcess implements AutoCloseable {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(30);
    private static final Duration WATCH_INTERVAL = Duration.ofMillis(50);
    private static final String VECTORS = "jdk.incubator.vector";
    private static final Map<Integer, String> SIGNALS =
            Map.of(4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV", 15, "SIGTERM");

    private static final Pattern REPORTED_SIGNAL = Pattern.compile("\\b(SIG[A-Z]+)\\s+\\(0x");

    private static final Pattern SECRET = Pattern.compile("KEY|TOKEN|SECRET|PASSWORD", Pattern.CASE_INSENSITIVE);

    private final TemporaryFolder folder;
    private final Process process;
    private final OutputTail output;
    private final Channel channel;
    private final PhaseBoard phases;
    private final BlockingQueue<Mail> inbox = new LinkedBlockingQueue<>();
    /** What came in; nothing where the worker has closed the channel. */
    private record Mail(@Nullable Message message) {}

    private OptionalLong memoryLimit = OptionalLong.empty();

    /** Whether the worker compiles what it was told that it will be asked for. */
    private volatile boolean compilesAhead;

    /** Whether it was told of something since it was last asked. */
    private volatile boolean told;

    private WorkerProcess(
            TemporaryFolder folder, Process process, OutputTail output, Channel channel, PhaseBoard phases) {
        this.folder = folder;
        this.process = process;
        this.output = output;
        this.channel = channel;
        this.phases = phases;
        Thread.ofPlatform().daemon().name("worker-messages").start(this::listen);
    }

    /**
     * Starts a worker and waits until it has connected.
     *
     * @param heapBytes how large its Java heap may become, in bytes
     * @param compilerCache where PoCL keeps what it has compiled, for this worker and those beside and after it
     * @throws IOException if it does not start; the message says what it said
     */
    public static WorkerProcess start(long heapBytes, Path compilerCache) throws IOException, InterruptedException {
        TemporaryFolder temporary = TemporaryFolder.create("worker");
        Path folder = temporary.path();
        Path socket = folder.resolve("worker");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Path board = folder.resolve("phase");
            PhaseBoard phases = PhaseBoard.make(board);
            ProcessBuilder builder =
                    new ProcessBuilder(command(folder, socket, board, heapBytes)).redirectErrorStream(true);
            builder.environment().put("POCL_CACHE_DIR", compilerCache.toString());
            SignalChaining.addTo(builder.environment());
            // A kernel may be written by anybody, and has no business with keys of whoever runs it.
            builder.environment()
                    .keySet()
                    .removeIf(variable -> SECRET.matcher(variable).find());
            Process process = builder.start();
            OutputTail output = new OutputTail(process.getInputStream());
            Thread.ofVirtual().start(() -> giveUp(process, server));
            try {
                Channel channel = new Channel(server.accept());
                // Both have it mapped, and nobody can cut it short any more.
                Files.delete(board);
                return new WorkerProcess(temporary, process, output, channel, phases);
            } catch (IOException neverConnected) {
                process.destroyForcibly();
                String said = output.text();
                temporary.close();
                throw new IOException("a worker process does not start: " + said, neverConnected);
            }
        }
    }

    private static List<String> command(Path folder, Path socket, Path board, long heapBytes) {
        List<String> command = new ArrayList<>(List.of(
                // Ctrl-C goes to every process of a terminal. A worker must outlive it, or the candidate in its hands
                // would be
                // remembered as one that crashes; its end comes with its connection's.
                "/bin/sh",
                "-c",
                "trap '' INT; exec \"$@\"",
                "worker",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx" + Math.ceilDiv(heapBytes, 1 << 20) + "m",
                // No collector threads beside the kernels that are timed.
                "-XX:+UseSerialGC",
                // A register tile of Java may be a method so long that it would be interpreted for ever.
                "-XX:-DontCompileHugeMethods",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + folder.resolve("crash"),
                // Locks of JMH are for people who start two benchmarks by mistake.
                "-Djmh.ignoreLock=true"));
        // A runtime that was cut down to what GPUs need has no vectors of Java.
        if (ModuleFinder.ofSystem().find(VECTORS).isPresent()) {
            command.addAll(List.of("--add-modules", VECTORS));
        }
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                WorkerMain.class.getName(),
                socket.toString(),
                board.toString()));
        return command;
    }

    /** Ends the wait for a connection once the process has ended, or has had its time. */
    private static void giveUp(Process process, ServerSocketChannel server) {
        try (server) {
            process.waitFor(CONNECT_LIMIT);
        } catch (IOException | InterruptedException unclean) {
            // Nothing waits on it any more.
        }
    }

    private void listen() {
        try {
            while (true) {
                inbox.add(new Mail(channel.receive()));
            }
        } catch (IOException | RuntimeException gone) {
            inbox.add(new Mail(null));
        }
    }

    /** Tells whether a compiler may have been at work on something else when it died: then nobody can say what it died of. */
    public boolean wasCompilingAhead() {
        return told;
    }

    /** Lets the worker take so many bytes of memory beyond what it has now. Not watched where there is no {@code /proc}. */
    public void limitMemory(long bytes) {
        OptionalLong now = residentBytes();
        memoryLimit = now.isPresent() ? OptionalLong.of(now.getAsLong() + bytes) : OptionalLong.empty();
    }

    /**
     * Asks, and watches over the worker until it has answered.
     *
     * @param limits how long each phase may last
     * @throws WorkerDeath if it did not answer; it is dead then
     */
    public Message.Answer ask(Message.Request request, Function<Phase, Duration> limits)
            throws WorkerDeath, InterruptedException {
        Phase first = switch (request) {
            case Message.Evaluate _, Message.Confirm _ -> Phase.BUILDING;
            case Message.Open _, Message.ListBackends _, Message.Describe _, Message.MeasurePeaks _ -> Phase.OPENING;
        };
        PhaseBoard.Entry current = new PhaseBoard.Entry(phases.read().number(), first);
        told = false;
        try {
            channel.send(request);
        } catch (IOException gone) {
            throw ended(current.phase());
        }
        if (request instanceof Message.Open open && open.inputSets() > 0) {
            Rehearsal.begin(open);
        }
        long began = System.nanoTime();
        while (true) {
            @Nullable Mail mail = inbox.poll(WATCH_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
            PhaseBoard.Entry last = phases.read();
            if (last.number() != current.number()) {
                current = last;
                began = System.nanoTime();
            }
            if (mail == null) {
                watch(current.phase(), limits.apply(current.phase()), began);
                continue;
            }
            return switch (mail.message()) {
                case null -> throw ended(current.phase());
                case Message.Answer answer -> answer;
                case Message.Request stray -> throw new IllegalStateException("a worker does not ask: " + stray);
                case Message.Next stray -> throw new IllegalStateException("a worker does not tell: " + stray);
            };
        }
    }

    /** Lets the worker compile what it is told of with {@link #announce}. */
    public void compileAhead() {
        compilesAhead = true;
    }

    /** Tells the worker what it will be asked to evaluate after what it is doing, where that is of use to it. May be called by any thread. */
    public void announce(KernelProgram program) {
        if (!compilesAhead) {
            return;
        }
        told = true;
        try {
            channel.send(new Message.Next(program));
        } catch (IOException gone) {
            // Whoever waits for its answer finds out.
        }
    }

    private void watch(Phase phase, Duration limit, long began) throws WorkerDeath {
        long resident = residentBytes().orElse(0);
        if (memoryLimit.isPresent() && resident > memoryLimit.getAsLong()) {
            close();
            throw new WorkerDeath(
                    Cause.MEMORY,
                    phase,
                    "killed while %s, for the memory it took: %d MiB, where %d are allowed"
                            .formatted(phase.doing(), resident >> 20, memoryLimit.getAsLong() >> 20));
        }
        if (System.nanoTime() - began > limit.toNanos() && inbox.isEmpty()) {
            close();
            throw new WorkerDeath(
                    Cause.HUNG,
                    phase,
                    "killed after %.1f s of silence while %s".formatted(limit.toMillis() / 1e3, phase.doing()));
        }
    }

    /** Returns how much of the machine's memory the worker holds, where the system tells. */
    private OptionalLong residentBytes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst();
        } catch (IOException | UncheckedIOException untold) {
            return OptionalLong.empty();
        }
    }

    private WorkerDeath ended(Phase phase) throws InterruptedException {
        if (!process.waitFor(2, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        int code = process.exitValue();
        String said = output.text();
        close();
        return new WorkerDeath(
                Cause.ENDED,
                phase,
                "the process ended with %s while %s%s"
                        .formatted(describe(code, said), phase.doing(), said.isEmpty() ? "" : "\n" + said));
    }

    /** A virtual machine that crashes in native code ends itself with code 1, and says by which signal. */
    private static String describe(int code, String said) {
        Matcher reported = REPORTED_SIGNAL.matcher(said);
        String signal = code == 1 && reported.find() ? reported.group(1) : SIGNALS.get(code - 128);
        return signal == null ? "exit code " + code : "signal " + signal;
    }

    /** Returns the process, for those who want to know what it costs. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** Kills the worker and what it has started, at once. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            channel.close();
        } catch (IOException unclean) {
            // The other end is dead.
        }
        folder.close();
    }
}
