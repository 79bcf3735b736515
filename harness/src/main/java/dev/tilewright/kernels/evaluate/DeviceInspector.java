package dev.tilewright.kernels.evaluate;

import dev.tilewright.device.BackendDescription;
import dev.tilewright.device.DeviceDescription;
import dev.tilewright.device.DeviceException;
import dev.tilewright.device.NoDeviceException;
import dev.tilewright.device.runner.RemoteDevice;
import dev.tilewright.device.runner.Room;
import dev.tilewright.device.runner.Runner;
import dev.tilewright.device.runner.RunnerDeath;
import dev.tilewright.kernels.evaluate.measure.Peaks;
import dev.tilewright.kernels.evaluate.measure.Roofline;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Tells what devices there are, what they can hold and how fast they are at best.
 *
 * <p>A runner looks, so that the process that a person starts loads no driver: a driver that crashes, hangs or takes a GPU's memory
 * does so elsewhere, and only while it is needed. It is started with the first question. Not for use by several threads at once.
 */
public final class DeviceInspector implements AutoCloseable {

    /** As much as a runner may have that evaluates: the memory of the JVM as a device is its heap. */
    private static final long HEAP_BYTES = EvaluationSettings.machineMemoryBytes() / 4;

    private static final String INSPECTING = "looking for devices";

    private final TimeLimits limits;
    private Optional<Runner> runner = Optional.empty();
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
        return ask(Runner::backends);
    }

    /**
     * Describes a device. Only its own backend's libraries are loaded.
     *
     * @param id {@code opencl:0}, or a backend's name for its first device
     * @throws DeviceException if there is none, with what there is
     */
    public DeviceDescription device(String id) {
        return ask(asked -> asked.describe(id));
    }

    /**
     * Describes the device that is meant when none is named: the first GPU, else the first OpenCL device, else the first of all.
     *
     * @throws DeviceException if no backend has a device
     */
    public DeviceDescription preferred() {
        return device("");
    }

    /**
     * Measures a device's peaks, which takes some seconds.
     *
     * @return the peaks; empty where there are no kernels to measure them with
     * @throws DeviceException if the device cannot run them
     */
    public Optional<Roofline> peaks(String id) {
        DeviceDescription device = device(id);
        return Peaks.measurable(device.language())
                ? Optional.of(Peaks.measure(new RemoteDevice(device, room(), limits.open()), device.language()))
                : Optional.empty();
    }

    private <T> T ask(Function<Runner, T> question) {
        if (closed) {
            throw new IllegalStateException("the inspector is closed");
        }
        try {
            try {
                return question.apply(runner());
            } catch (RunnerDeath death) {
                runner = Optional.empty();
                if (death.hung()) {
                    throw death;
                }
                // Drivers crash now and then.
                return question.apply(runner());
            }
        } catch (NoDeviceException none) {
            throw new DeviceException(String.valueOf(none.getMessage()), none);
        } catch (IOException | RunnerDeath failed) {
            runner = Optional.empty();
            throw new DeviceException("devices cannot be inspected: " + failed.getMessage(), failed);
        } catch (InterruptedException interrupted) {
            close();
            Thread.currentThread().interrupt();
            throw new DeviceException("interrupted while devices were inspected", interrupted);
        }
    }

    private Runner runner() throws IOException, InterruptedException {
        if (runner.isPresent()) {
            return runner.get();
        }
        Runner started = Runner.start(room());
        started.begin(INSPECTING, limits.open());
        runner = Optional.of(started);
        return started;
    }

    private Room room() {
        return new Room(HEAP_BYTES, EvaluationSettings.machineMemoryBytes());
    }

    /** Ends the process. */
    @Override
    public void close() {
        runner.ifPresent(Runner::close);
        runner = Optional.empty();
        closed = true;
    }
}
