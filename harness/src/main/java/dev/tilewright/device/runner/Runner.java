package dev.tilewright.device.runner;

import dev.tilewright.confine.OwnedFolder;
import dev.tilewright.device.BackendDescription;
import dev.tilewright.device.BuildException;
import dev.tilewright.device.DeviceDescription;
import dev.tilewright.device.DeviceException;
import dev.tilewright.device.LaunchException;
import dev.tilewright.device.NoDeviceException;
import dev.tilewright.device.RefusedException;
import dev.tilewright.device.runner.RunnerDeath.Cause;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A runner process, and the watch over it: what it is asked to do has a limit of time, and what it holds a limit of memory; when either
 * is exceeded it is killed. Not for use by several threads at once, but for {@link #close}.
 */
public final class Runner implements AutoCloseable {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(30);

    /**
     * A process whose connection is gone has ended, or soon has: what is around it may be kept from the processors for seconds. What has to be
     * killed after that has closed its connection itself.
     */
    private static final Duration END_LIMIT = Duration.ofSeconds(15);

    private final OwnedFolder folder;
    private final RunnerProcess process;
    private final SharedMemory shared;
    private final Connection connection;
    private final Watch watch;

    /** Requests that were sent, and whose answers have not been looked at. */
    private int unanswered;

    private boolean closed;

    private Runner(OwnedFolder folder, RunnerProcess process, SharedMemory shared, Connection connection) {
        this.folder = folder;
        this.process = process;
        this.shared = shared;
        this.connection = connection;
        watch = new Watch(process);
    }

    /**
     * Starts a runner and waits until it has connected.
     *
     * @param room what it may use
     * @throws IOException if it does not start; the message says what it said
     */
    public static Runner start(Room room) throws IOException, InterruptedException {
        OwnedFolder folder = OwnedFolder.create("runner");
        try {
            return start(room, folder);
        } catch (IOException | InterruptedException failed) {
            folder.close();
            throw failed;
        }
    }

    private static Runner start(Room room, OwnedFolder folder) throws IOException, InterruptedException {
        SharedMemory shared = SharedMemory.make(room.sharedBytes(), folder.path());
        Path socket = folder.path().resolve("runner");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            RunnerProcess process = begin(room, folder, socket, shared);
            Thread.ofVirtual().start(() -> giveUp(process, server));
            try {
                return new Runner(folder, process, shared, new Connection(server.accept()));
            } catch (IOException neverConnected) {
                process.kill();
                throw new IOException("a runner does not start: " + process.said(), neverConnected);
            }
        } catch (IOException | InterruptedException failed) {
            shared.close();
            throw failed;
        }
    }

    private static RunnerProcess begin(Room room, OwnedFolder folder, Path socket, SharedMemory shared)
            throws IOException {
        try {
            return RunnerProcess.start(room, folder.path(), socket, shared);
        } catch (IOException notBegun) {
            // Java adds what may be done, on lines of its own.
            String reason =
                    String.valueOf(notBegun.getMessage()).lines().findFirst().orElse("");
            throw new IOException("a runner does not start: " + reason.strip(), notBegun);
        }
    }

    /** Ends the wait for a connection once the process has ended, or has had its time. */
    private static void giveUp(RunnerProcess process, ServerSocketChannel server) {
        try (server) {
            process.waitFor(CONNECT_LIMIT);
        } catch (IOException | InterruptedException unclean) {
            // Nothing waits on it any more.
        }
    }

    /** Says what follows, which reads as in "died while …", and how long each request of it may take. */
    public void begin(String doing, Duration limit) {
        watch.begin(doing, limit);
    }

    /** Lets it take so many bytes of memory beyond what it has now. Not watched where there is no {@code /proc}. */
    public void limitMemory(long bytes) {
        watch.limitMemory(bytes);
    }

    /** Returns what each backend has found, in the order in which devices are listed. */
    public List<BackendDescription> backends() {
        return Wire.decodeList(query(Operation.LIST_BACKENDS, "").bytes(), BackendDescription.class);
    }

    /**
     * Describes a device.
     *
     * @param id its id; empty for the one that is preferred
     * @throws NoDeviceException if there is none
     */
    public DeviceDescription describe(String id) {
        return Wire.decode(query(Operation.DESCRIBE, id).bytes(), DeviceDescription.class);
    }

    /** Opens a device. A runner opens one, once. */
    public RemoteSession open(String id) {
        return new RemoteSession(this, query(Operation.OPEN, id).contents().get() != 0);
    }

    private Connection.Frame query(Operation operation, String text) {
        return ask(Connection.frame(operation.code(), text.getBytes(StandardCharsets.UTF_8)));
    }

    SharedMemory shared() {
        return shared;
    }

    /** Sends what has no answer, from any thread. */
    void tell(ByteBuffer request) {
        try {
            connection.send(request);
        } catch (IOException gone) {
            // Whoever waits for an answer finds out.
        }
    }

    /** Sends a request whose answer is nothing but its success, which {@link #settle} or the next question finds out. */
    void begin(ByteBuffer request) {
        watch.on();
        try {
            connection.send(request);
        } catch (IOException gone) {
            throw ended();
        }
        watch.off();
        unanswered++;
    }

    /**
     * Waits until all that was begun is done.
     *
     * @throws DeviceException if some of it failed
     */
    void settle() {
        while (unanswered > 0) {
            answered(receive());
        }
    }

    private Connection.Frame receive() {
        watch.on();
        try {
            Connection.Frame frame = connection.receive();
            unanswered--;
            watch.off();
            return frame;
        } catch (IOException gone) {
            throw ended();
        }
    }

    /** Asks for what can fail in no way that is a kernel's. */
    Connection.Frame ask(ByteBuffer request) {
        settle();
        begin(request);
        return answered(receive());
    }

    private static Connection.Frame answered(Connection.Frame frame) {
        return switch (Outcome.of(frame.kind())) {
            case DONE -> frame;
            case NO_DEVICE -> throw new NoDeviceException(frame.text());
            case NOT_BUILT, REFUSED, NOT_LAUNCHED, OUT_OF_MEMORY, FAILED -> throw new DeviceException(frame.text());
        };
    }

    /** Asks for a kernel to be built. */
    Connection.Frame askToBuild(ByteBuffer request) throws BuildException {
        settle();
        begin(request);
        Connection.Frame frame = receive();
        return switch (Outcome.of(frame.kind())) {
            case NOT_BUILT -> throw new BuildException(frame.text());
            case REFUSED -> throw new RefusedException(frame.text());
            case DONE, NOT_LAUNCHED, OUT_OF_MEMORY, NO_DEVICE, FAILED -> answered(frame);
        };
    }

    /** Asks for runs; all that was begun before has been settled. */
    Connection.Frame askToRun(ByteBuffer request) throws LaunchException {
        begin(request);
        Connection.Frame frame = receive();
        return switch (Outcome.of(frame.kind())) {
            case NOT_LAUNCHED -> throw new LaunchException(frame.text());
            case OUT_OF_MEMORY -> {
                String message = frame.text();
                throw new LaunchException(message, new OutOfMemoryError(message));
            }
            case DONE, NOT_BUILT, REFUSED, NO_DEVICE, FAILED -> answered(frame);
        };
    }

    private RunnerDeath ended() {
        try {
            RunnerDeath killed = watch.verdict();
            if (killed != null) {
                return killed;
            }
            if (!process.waitFor(END_LIMIT)) {
                process.kill();
            }
            return new RunnerDeath(
                    process.killedFromOutside() ? Cause.KILLED : Cause.ENDED,
                    "the process ended with %s while %s%s"
                            .formatted(process.end(), watch.doing(), process.lastWords()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new RunnerDeath(Cause.KILLED, "interrupted while " + watch.doing());
        } finally {
            close();
        }
    }

    /** Stops it and all that it has started, until {@link #resume}: whatever it does, it does not do it now. */
    public void pause() {
        process.signal(RunnerProcess.Signal.STOP);
    }

    /** Lets it go on. */
    public void resume() {
        process.signal(RunnerProcess.Signal.CONTINUE);
    }

    /** Returns the process, for those who want to know what it costs. */
    public ProcessHandle handle() {
        return process.handle();
    }

    /** Kills it and what it has started, at once. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        watch.close();
        process.kill();
        try {
            connection.close();
            process.waitFor(Duration.ofSeconds(2));
        } catch (IOException unclean) {
            // The other end is dead.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        shared.close();
        folder.close();
    }
}
