package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.confine.OwnedFolder;
import dev.tilewright.confine.UnpackedLibraries;
import dev.tilewright.device.DeviceException;
import dev.tilewright.device.NoDeviceException;
import dev.tilewright.device.runner.RunnerDeath;
import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernels.evaluate.KernelComparison;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The referee process: judges candidates, which run in processes of their own, until whoever asks it is gone.
 *
 * <p>Its arguments are the paths of the socket and of the board for its phases.
 */
public final class RefereeMain {

    private final Channel channel;
    private final PhaseBoard phases;
    private final Path folder;
    private final Surroundings surroundings;
    private final BlockingQueue<Message.Request> requests = new LinkedBlockingQueue<>();
    private volatile @Nullable Workbench bench;

    private RefereeMain(Channel channel, PhaseBoard phases, Path folder) {
        this.channel = channel;
        this.phases = phases;
        this.folder = folder;
        surroundings = new Surroundings(new OwnedFolder(folder));
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path path = Path.of(arguments[0]);
        PhaseBoard phases = PhaseBoard.at(Path.of(arguments[1]));
        SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
        socket.connect(UnixDomainSocketAddress.of(path));
        Path folder = Objects.requireNonNull(path.getParent());
        UnpackedLibraries.direct(folder);
        RefereeMain referee = new RefereeMain(new Channel(socket), phases, folder);
        Thread.ofPlatform().daemon().name("questions").start(referee::listen);
        referee.serve();
    }

    /** Reads requests. With nobody to ask there is nothing to live for, and all that was made for them is cleared away. */
    private void listen() {
        try {
            while (true) {
                switch (channel.receive()) {
                    case Message.Request request -> requests.add(request);
                    case Message.Next(KernelProgram program) -> bench().compileAhead(program);
                    case Message.Answer _ -> {
                        // Nothing that anybody says to a referee.
                    }
                }
            }
        } catch (IOException gone) {
            leave(0);
        } catch (RuntimeException unreadable) {
            unreadable.printStackTrace();
            leave(1);
        }
    }

    private void leave(int code) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                Thread.sleep(Duration.ofSeconds(3));
            } catch (InterruptedException ended) {
                // It is time in any case.
            }
            Runtime.getRuntime().halt(code);
        });
        Workbench opened = bench;
        if (opened != null) {
            opened.close();
        }
        new OwnedFolder(folder).close();
        Runtime.getRuntime().halt(code);
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
            } catch (DeviceException | NoDeviceException | RunnerDeath | IllegalArgumentException failed) {
                answer = new Message.Failed(String.valueOf(failed.getMessage()));
            } catch (RuntimeException | LinkageError failed) {
                failed.printStackTrace();
                answer = new Message.Failed(failed.toString());
            }
            channel.send(answer);
        }
    }

    private Message.Answer answer(Message.Request request) throws InterruptedException {
        return switch (request) {
            case Message.Open open -> {
                phases.begin(Phase.OPENING);
                Rehearsal.begin(open);
                Workbench opened = new Workbench(open, phases::begin);
                bench = opened;
                yield new Message.Opened(opened.rig().session().compilesBesideRuns());
            }
            case Message.Evaluate evaluate -> evaluate(evaluate, true);
            case Message.Confirm confirm -> confirm(confirm);
        };
    }

    /**
     * Evaluates a candidate. What happens to a runner that was at work on something else as well, or to one that an earlier candidate
     * may have spoilt, says nothing of this one: then it is evaluated once more, in a fresh runner.
     */
    private Message.Evaluated evaluate(Message.Evaluate request, boolean again) throws InterruptedException {
        Workbench opened = bench();
        Rig rig = opened.rig();
        rig.alone();
        Progress progress = new Progress(
                phases::begin,
                opened.order().limits(),
                request.incumbentNanos(),
                Duration.ofNanos(request.budget().timeNanos()));
        progress.watch(rig);
        try {
            Cascade cascade = new Cascade(opened, rig, request, progress);
            Message.Evaluated judged = cascade.judge();
            if (cascade.harmed()) {
                opened.replaceRig();
            }
            return surroundings.acquit(judged.spending(progress.spent()), opened::replaceRig);
        } catch (RunnerDeath death) {
            opened.replaceRig();
            if (again && !death.hung() && rig.hadOthers()) {
                return evaluate(request, false);
            }
            return surroundings.acquit(
                    unmeasured(Surroundings.status(death, progress.phase()), String.valueOf(death.getMessage()))
                            .spending(progress.spent()),
                    opened::replaceRig);
        } catch (DeviceException failed) {
            opened.replaceRig();
            return again ? evaluate(request, false) : unmeasured(Status.UNDECIDED, String.valueOf(failed.getMessage()));
        }
    }

    private static Message.Evaluated unmeasured(Status status, String diagnostics) {
        return new Message.Evaluated(
                status,
                new KernelMeasurement(Optional.empty(), Optional.empty(), OptionalDouble.empty(), List.of(), 0, 0),
                diagnostics);
    }

    private Message.Confirmed confirm(Message.Confirm request) throws InterruptedException {
        Workbench opened = bench();
        Progress progress = new Progress(
                phases::begin,
                opened.order().limits(),
                OptionalDouble.empty(),
                Duration.ofNanos(request.comparison().timeNanos()));
        opened.rig().pause();
        try {
            Message.Confirmed decided = new PairedComparison(opened, request, progress).decide();
            return surroundings.acquit(decided.spending(progress.spent()));
        } catch (RunnerDeath death) {
            boolean challengers =
                    !progress.phase().incumbents() && Surroundings.status(death, progress.phase()) != Status.UNDECIDED;
            return surroundings.acquit(untimed(
                            challengers ? Verdict.REFUTED : Verdict.UNDECIDED,
                            "in a fresh process " + death.getMessage())
                    .spending(progress.spent()));
        } catch (DeviceException failed) {
            return untimed(Verdict.UNDECIDED, String.valueOf(failed.getMessage()));
        } finally {
            opened.rig().resume();
        }
    }

    private static Message.Confirmed untimed(Verdict verdict, String reason) {
        TimeEstimate unknown = new TimeEstimate(Double.NaN, Double.NaN, Double.NaN, 0);
        return new Message.Confirmed(
                verdict, new KernelComparison(unknown, unknown, Double.NaN, List.of(), ""), reason);
    }

    private Workbench bench() {
        Workbench opened = bench;
        if (opened == null) {
            throw new IllegalStateException("the first request opens a device");
        }
        return opened;
    }
}
