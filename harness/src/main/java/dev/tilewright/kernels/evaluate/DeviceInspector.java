package dev.tilewright.kernels.evaluate;

import dev.tilewright.device.BackendDescription;
import dev.tilewright.device.DeviceDescription;
import dev.tilewright.device.DeviceException;
import dev.tilewright.kernels.evaluate.measure.Roofline;
import dev.tilewright.kernels.evaluate.referee.Message;
import dev.tilewright.kernels.evaluate.referee.TemporaryFolder;
import dev.tilewright.kernels.evaluate.referee.WorkerDeath;
import dev.tilewright.kernels.evaluate.referee.WorkerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Tells what devices there are, what they can hold and how fast they are at best.
 *
 * <p>A worker process looks, so that the process that a person starts loads no driver: a driver that crashes, hangs or takes a GPU's memory
 * does so elsewhere, and only while it is needed. It is started with the first question. Not for use by several threads at once.
 */
public final class DeviceInspector implements AutoCloseable {

    /** As much as a worker may have that evaluates: the memory of the JVM as a device is its heap. */
    private static final long HEAP_BYTES = EvaluationSettings.machineMemoryBytes() / 4;

    private final TimeLimits limits;
    private final TemporaryFolder compilerCache = TemporaryFolder.create("pocl");
    private Optional<WorkerProcess> worker = Optional.empty();
    private boolean closed;

    /** Prepares to ask; no process is started yet. */
    public DeviceInspector() {
        this(TimeLimits.DEFAULT);
    }

    DeviceInspector(TimeLimits limits) {
        this.limits = limits;
    }

    /** Returns what each backend has found, in the order in which devices are listed. */
    public List<BackendDescription> backends() {
        return switch (ask(new Message.ListBackends())) {
            case Message.BackendsListed(List<BackendDescription> backends) -> backends;
            case Message.Answer other -> throw unexpected(other);
        };
    }

    /**
     * Describes a device. Only its own backend's libraries are loaded.
     *
     * @param id {@code opencl:0}, or a backend's name for its first device
     * @throws DeviceException if there is none, with what there is
     */
    public DeviceDescription device(String id) {
        return describe(Optional.of(id));
    }

    /**
     * Describes the device that is meant when none is named: the first GPU, else the first OpenCL device, else the first of all.
     *
     * @throws DeviceException if no backend has a device
     */
    public DeviceDescription preferred() {
        return describe(Optional.empty());
    }

    private DeviceDescription describe(Optional<String> id) {
        return switch (ask(new Message.Describe(id))) {
            case Message.Described(DeviceDescription device) -> device;
            case Message.Answer other -> throw unexpected(other);
        };
    }

    /**
     * Measures a device's peaks, which takes some seconds.
     *
     * @return the peaks; empty where there are no kernels to measure them with
     * @throws DeviceException if the device cannot run them
     */
    public Optional<Roofline> peaks(String id) {
        return switch (ask(new Message.MeasurePeaks(id))) {
            case Message.PeaksMeasured(Optional<Roofline> peaks) -> peaks;
            case Message.Answer other -> throw unexpected(other);
        };
    }

    private Message.Answer ask(Message.Request question) {
        if (closed) {
            throw new IllegalStateException("the inspector is closed");
        }
        try {
            try {
                return askOnce(question);
            } catch (WorkerDeath death) {
                if (death.cause() != WorkerDeath.Cause.ENDED) {
                    throw death;
                }
                // Drivers crash now and then.
                worker = Optional.empty();
                return askOnce(question);
            }
        } catch (IOException | WorkerDeath failed) {
            worker = Optional.empty();
            throw new DeviceException("devices cannot be inspected: " + failed.getMessage(), failed);
        } catch (InterruptedException interrupted) {
            close();
            Thread.currentThread().interrupt();
            throw new DeviceException("interrupted while devices were inspected", interrupted);
        }
    }

    private Message.Answer askOnce(Message.Request question) throws IOException, WorkerDeath, InterruptedException {
        WorkerProcess asked = worker.isPresent() ? worker.get() : start();
        return asked.ask(question, phase -> limits.of(phase, OptionalDouble.empty(), Duration.ZERO));
    }

    private WorkerProcess start() throws IOException, InterruptedException {
        WorkerProcess started = WorkerProcess.start(HEAP_BYTES, compilerCache.path());
        worker = Optional.of(started);
        return started;
    }

    private static RuntimeException unexpected(Message.Answer answer) {
        return answer instanceof Message.Failed(String reason)
                ? new DeviceException(reason)
                : new IllegalStateException("not an answer to what was asked: " + answer);
    }

    /** Ends the process. */
    @Override
    public void close() {
        worker.ifPresent(WorkerProcess::close);
        worker = Optional.empty();
        closed = true;
        compilerCache.close();
    }
}
