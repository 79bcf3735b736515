package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.confine.DependentProcess;
import dev.tilewright.confine.OwnedFolder;
import dev.tilewright.device.runner.OutputTail;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernels.evaluate.referee.RefereeDeath.Cause;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A referee process and the watch over it.
 *
 * <p>It runs the same Java and class path as this process. While a request is under way its silence is held against a time limit
 * for the phase that it has announced; when that is exceeded it is killed. It dies by itself, and all that it has started with it, when
 * this process does, because its socket closes. Not for use by several threads at once, but for {@link #announce}.
 */
public final class RefereeProcess implements AutoCloseable {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(30);
    private static final Duration END_LIMIT = Duration.ofSeconds(5);
    private static final Duration WATCH_INTERVAL = Duration.ofMillis(50);

    private final OwnedFolder folder;
    private final Process process;
    private final OutputTail output;
    private final Channel channel;
    private final PhaseBoard phases;
    private final BlockingQueue<Mail> inbox = new LinkedBlockingQueue<>();

    /** Whether what it is told of is of use to it. */
    private volatile boolean compilesAhead;

    /** What came in; nothing where the referee has closed the channel. */
    private record Mail(@Nullable Message message) {}

    private RefereeProcess(OwnedFolder folder, Process process, OutputTail output, Channel channel, PhaseBoard phases) {
        this.folder = folder;
        this.process = process;
        this.output = output;
        this.channel = channel;
        this.phases = phases;
        Thread.ofPlatform().daemon().name("referee-messages").start(this::listen);
    }

    /**
     * Starts a referee and waits until it has connected.
     *
     * @param heapBytes how large its Java heap may become, in bytes
     * @param directBytes how much memory it may take beside its heap, in bytes
     * @throws IOException if it does not start; the message says what it said
     */
    public static RefereeProcess start(long heapBytes, long directBytes) throws IOException, InterruptedException {
        OwnedFolder temporary = OwnedFolder.create("referee");
        Path folder = temporary.path();
        Path socket = folder.resolve("referee");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Path board = folder.resolve("phase");
            PhaseBoard phases = PhaseBoard.make(board);
            Process process = DependentProcess.start(
                            new ProcessBuilder(command(folder, socket, board, heapBytes, directBytes))
                                    .redirectErrorStream(true))
                    .process();
            OutputTail output = new OutputTail(process.getInputStream());
            Thread.ofVirtual().start(() -> giveUp(process, server));
            try {
                Channel channel = new Channel(server.accept());
                // Both have it mapped, and nobody can cut it short any more.
                Files.delete(board);
                return new RefereeProcess(temporary, process, output, channel, phases);
            } catch (IOException neverConnected) {
                process.destroyForcibly();
                String said = output.text();
                throw new IOException("a referee process does not start: " + said, neverConnected);
            }
        } catch (IOException failed) {
            temporary.close();
            throw failed;
        }
    }

    private static List<String> command(Path folder, Path socket, Path board, long heapBytes, long directBytes) {
        return List.of(
                // Ctrl-C goes to every process of a terminal. A referee must outlive it, so that what was under way is
                // told; its end comes with its connection's.
                "/bin/sh",
                "-c",
                "trap '' INT; exec \"$@\"",
                "referee",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx" + mebibytes(heapBytes),
                "-XX:MaxDirectMemorySize=" + mebibytes(directBytes),
                // No collector threads beside the kernels that are timed.
                "-XX:+UseSerialGC",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + folder.resolve("crash"),
                // Locks of JMH are for people who start two benchmarks by mistake.
                "-Djmh.ignoreLock=true",
                OwnedFolder.ownerOption(),
                // Its runners' folders lie where this process's do.
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-cp",
                System.getProperty("java.class.path"),
                RefereeMain.class.getName(),
                socket.toString(),
                board.toString());
    }

    private static String mebibytes(long bytes) {
        return Math.ceilDiv(bytes, 1 << 20) + "m";
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

    /**
     * Asks, and watches over the referee until it has answered.
     *
     * @param limits how long each phase may last
     * @throws RefereeDeath if it did not answer; it is dead then
     */
    public Message.Answer ask(Message.Request request, Function<Phase, Duration> limits)
            throws RefereeDeath, InterruptedException {
        Phase first = switch (request) {
            case Message.Evaluate _, Message.Confirm _ -> Phase.BUILDING;
            case Message.Open _ -> Phase.OPENING;
        };
        PhaseBoard.Entry current = new PhaseBoard.Entry(phases.read().number(), first);
        try {
            channel.send(request);
        } catch (IOException gone) {
            throw ended(current.phase());
        }
        if (request instanceof Message.Open open) {
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
                case Message.Opened opened -> {
                    compilesAhead = opened.compilesBesideRuns();
                    yield opened;
                }
                case Message.Answer answer -> answer;
                case Message.Request stray -> throw new IllegalStateException("a referee does not ask: " + stray);
                case Message.Next stray -> throw new IllegalStateException("a referee does not tell: " + stray);
            };
        }
    }

    /** Tells what it will be asked to evaluate after what it is doing, where that is of use to it. May be called by any thread. */
    public void announce(KernelProgram program) {
        if (!compilesAhead) {
            return;
        }
        try {
            channel.send(new Message.Next(program));
        } catch (IOException gone) {
            // Whoever waits for its answer finds out.
        }
    }

    private void watch(Phase phase, Duration limit, long began) throws RefereeDeath {
        if (System.nanoTime() - began > limit.toNanos() && inbox.isEmpty()) {
            close();
            throw new RefereeDeath(
                    Cause.HUNG,
                    phase,
                    "killed after %.1f s of silence while %s".formatted(limit.toMillis() / 1e3, phase.doing()));
        }
    }

    private RefereeDeath ended(Phase phase) throws InterruptedException {
        if (!process.waitFor(2, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        String said = output.text();
        int code = process.exitValue();
        close();
        return new RefereeDeath(
                Cause.ENDED,
                phase,
                "the referee ended with exit code %d while %s%s"
                        .formatted(code, phase.doing(), said.isEmpty() ? "" : "\n" + said));
    }

    /** Returns the process, for those who want to know what it costs. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** Ends the referee and what it has started: it is told by the end of the connection, and killed if it does not follow. */
    @Override
    public void close() {
        try {
            channel.close();
            if (!process.waitFor(END_LIMIT)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
            }
        } catch (IOException unclean) {
            // The other end is dead.
        } catch (InterruptedException interrupted) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        folder.close();
    }
}
