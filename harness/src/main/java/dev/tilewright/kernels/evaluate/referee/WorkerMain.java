package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.device.Backends;
import dev.tilewright.device.Device;
import dev.tilewright.device.DeviceException;
import dev.tilewright.device.NoDeviceException;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernels.evaluate.measure.Peaks;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A worker process: builds and runs candidates until its supervisor is gone.
 *
 * <p>Its arguments are the paths of the supervisor's socket and of the board for its phases.
 */
public final class WorkerMain {

    private final Channel channel;
    private final PhaseBoard phases;
    private final BlockingQueue<Message.Request> requests = new LinkedBlockingQueue<>();
    private @Nullable Backends backends;
    private volatile @Nullable Workbench bench;

    private WorkerMain(Channel channel, PhaseBoard phases) {
        this.channel = channel;
        this.phases = phases;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        PhaseBoard phases = PhaseBoard.at(Path.of(arguments[1]));
        SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
        socket.connect(UnixDomainSocketAddress.of(Path.of(arguments[0])));
        WorkerMain worker = new WorkerMain(new Channel(socket), phases);
        Thread.ofPlatform().daemon().name("supervisor").start(worker::listen);
        worker.serve();
    }

    /** Reads requests. Without a supervisor there is nothing to live for, whatever a kernel is still doing. */
    private void listen() {
        try {
            while (true) {
                switch (channel.receive()) {
                    case Message.Request request -> requests.add(request);
                    case Message.Next(KernelProgram program) -> bench().compileAhead(program);
                    case Message.Answer _ -> {
                        // Nothing that a supervisor says.
                    }
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
            Message.Request request = requests.take();
            Message answer;
            try {
                answer = answer(request);
            } catch (OutOfMemoryError full) {
                answer = new Message.Failed("out of memory: " + full.getMessage());
            } catch (ReferenceException failed) {
                answer = new Message.ReferenceFailed(String.valueOf(failed.getMessage()));
            } catch (DeviceException | NoDeviceException | IllegalArgumentException failed) {
                answer = new Message.Failed(String.valueOf(failed.getMessage()));
            } catch (RuntimeException | LinkageError failed) {
                failed.printStackTrace();
                answer = new Message.Failed(failed.toString());
            }
            channel.send(answer);
        }
    }

    private Message.Answer answer(Message.Request request) {
        return switch (request) {
            case Message.Open open -> {
                phases.begin(Phase.OPENING);
                if (open.inputSets() > 0) {
                    Rehearsal.begin(open);
                }
                Workbench opened = new Workbench(open, backends(), phases::begin);
                bench = opened;
                yield new Message.Opened(opened.session().compilesBesideRuns());
            }
            case Message.ListBackends _ -> new Message.BackendsListed(backends().describe());
            case Message.Describe(Optional<String> id) ->
                new Message.Described(backends().describe(device(id)));
            case Message.MeasurePeaks(String id) -> {
                phases.begin(Phase.PEAKS);
                Device device = backends().device(id);
                yield new Message.PeaksMeasured(
                        Peaks.measurable(backends().languageOf(device))
                                ? Optional.of(Peaks.measure(device, backends().languageOf(device)))
                                : Optional.empty());
            }
            case Message.Evaluate evaluate -> new Cascade(bench(), evaluate, phases::begin).judge();
            case Message.Confirm confirm -> new PairedComparison(bench(), confirm, phases::begin).decide();
        };
    }

    private Backends backends() {
        if (backends == null) {
            backends = Backends.load();
        }
        return backends;
    }

    private Device device(Optional<String> id) {
        return id.map(backends()::device).orElseGet(backends()::preferred);
    }

    private Workbench bench() {
        Workbench opened = bench;
        if (opened == null) {
            throw new IllegalStateException("the first request opens a device");
        }
        return opened;
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
