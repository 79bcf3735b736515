package dev.tilewright.device.runner;

import dev.tilewright.device.Backends;
import dev.tilewright.device.BuildException;
import dev.tilewright.device.Device;
import dev.tilewright.device.DeviceException;
import dev.tilewright.device.LaunchException;
import dev.tilewright.device.NoDeviceException;
import dev.tilewright.device.RefusedException;
import dev.tilewright.device.Session;
import dev.tilewright.kernel.Kernel;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A runner: opens devices, builds kernels and runs them for whoever has started it, until that is gone.
 *
 * <p>Strangers' kernels live here, and nothing else that matters: no reference, no expected result, no verdict, and no clock that is
 * believed. Its arguments are the paths of the socket and of the shared memory.
 */
public final class RunnerMain {

    private final Connection connection;
    private final MemorySegment shared;
    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private @Nullable Backends backends;
    private volatile @Nullable Session session;
    private @Nullable Workshop workshop;

    private RunnerMain(Connection connection, MemorySegment shared) {
        this.connection = connection;
        this.shared = shared;
    }

    /** A request with its contents copied out of the connection's memory. */
    private record Request(Operation operation, ByteBuffer contents) {

        byte[] bytes() {
            byte[] rest = new byte[contents.remaining()];
            contents.get(rest);
            return rest;
        }

        String text() {
            return new String(bytes(), StandardCharsets.UTF_8);
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
        socket.connect(UnixDomainSocketAddress.of(Path.of(arguments[0])));
        RunnerMain runner = new RunnerMain(new Connection(socket), SharedMemory.map(Path.of(arguments[1])));
        Thread.ofPlatform().daemon().name("requests").start(runner::listen);
        runner.serve();
    }

    /** Reads requests. With nobody to ask there is nothing to live for, whatever a kernel is still doing. */
    private void listen() {
        try {
            while (true) {
                Connection.Frame frame = connection.receive();
                Request request = new Request(Operation.of(frame.kind()), ByteBuffer.wrap(frame.bytes()));
                Session opened = session;
                if (request.operation() == Operation.COMPILE_AHEAD) {
                    if (opened != null) {
                        opened.compileAhead(Wire.decode(request.bytes(), Kernel.class));
                    }
                } else {
                    requests.add(request);
                }
            }
        } catch (IOException gone) {
            exitNow(0);
        } catch (RuntimeException unreadable) {
            unreadable.printStackTrace();
            exitNow(1);
        }
    }

    private void serve() throws IOException, InterruptedException {
        while (true) {
            Request request = requests.take();
            ByteBuffer answer;
            try {
                answer = answer(request);
            } catch (RefusedException refused) {
                answer = told(Outcome.REFUSED, refused);
            } catch (BuildException failed) {
                answer = told(Outcome.NOT_BUILT, failed);
            } catch (LaunchException failed) {
                answer = told(OutOfMemory.causes(failed) ? Outcome.OUT_OF_MEMORY : Outcome.NOT_LAUNCHED, failed);
            } catch (NoDeviceException none) {
                answer = told(Outcome.NO_DEVICE, none);
            } catch (DeviceException failed) {
                answer = told(Outcome.FAILED, failed);
            } catch (OutOfMemoryError full) {
                answer = frame(Outcome.FAILED, "out of memory: " + full.getMessage());
            } catch (RuntimeException | LinkageError failed) {
                failed.printStackTrace();
                answer = frame(Outcome.FAILED, failed.toString());
            }
            connection.send(answer);
        }
    }

    private ByteBuffer answer(Request request) throws BuildException, LaunchException {
        return switch (request.operation()) {
            case PING -> done(request.bytes());
            case LIST_BACKENDS -> done(Wire.encode(backends().describe()));
            case DESCRIBE -> done(Wire.encode(backends().describe(device(request.text()))));
            case OPEN -> open(request.text());
            case COMPILE_AHEAD -> throw new IllegalArgumentException("not a request that is answered");
            case BUILD, CLOSE_KERNEL, ALLOCATE, FREE, FILL, WRITE, STOCK, BLEND, READ, GUARDS, BIND, UNBIND, RUN ->
                workshop().answer(request.operation(), request.contents());
        };
    }

    private ByteBuffer open(String id) {
        if (workshop != null) {
            throw new IllegalArgumentException("a runner opens one device, once");
        }
        Device device = backends().device(id);
        Session opened = device.open();
        workshop = new Workshop(opened, backends().describe(device), shared);
        session = opened;
        return Connection.frame(Outcome.DONE.code(), 1).put((byte) (opened.compilesBesideRuns() ? 1 : 0));
    }

    private Workshop workshop() {
        if (workshop == null) {
            throw new IllegalStateException("no device is open");
        }
        return workshop;
    }

    private Backends backends() {
        if (backends == null) {
            backends = Backends.load();
        }
        return backends;
    }

    /** Returns the device with an id, or the preferred one for an empty id. */
    private Device device(String id) {
        return id.isEmpty() ? backends().preferred() : backends().device(id);
    }

    static ByteBuffer done(byte[] contents) {
        return Connection.frame(Outcome.DONE.code(), contents);
    }

    private static ByteBuffer told(Outcome outcome, Throwable failed) {
        return frame(outcome, failed.getMessage() == null ? failed.toString() : failed.getMessage());
    }

    private static ByteBuffer frame(Outcome outcome, String message) {
        return Connection.frame(outcome.code(), message.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Ends the process at once. {@link Runtime#halt} waits for running Java code to come to a safe point, which a kernel need not
     * have.
     */
    @SuppressWarnings("restricted")
    private static void exitNow(int code) {
        try {
            Linker linker = Linker.nativeLinker();
            linker.downcallHandle(
                            linker.defaultLookup().find("_exit").orElseThrow(),
                            FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT))
                    .invokeExact(code);
        } catch (Throwable noSuchCall) {
            Runtime.getRuntime().halt(code);
        }
    }
}
