package dev.tilewright.device.cuda;

import dev.tilewright.device.BuildException;
import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.DeviceException;
import dev.tilewright.device.LaunchException;
import dev.tilewright.device.OwningSession;
import dev.tilewright.device.Timing;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jcuda.driver.CUcontext;
import jcuda.driver.CUctx_flags;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;

/**
 * A context with one stream.
 *
 * <p>The device time of a run is what passes between an event before its first launch and one after its last: gaps between launches
 * are part of what a program costs. A list of launches that is run again, and is over so soon that the host's enqueueing would show
 * in its time, is run as a graph.
 *
 * <p>A context is current to a thread, and JMH runs in threads of its own: every call from outside makes it current first.
 */
final class CudaSession extends OwningSession<CudaKernel, CudaBuffer> {

    /** Enqueueing takes some microseconds, a few thousandths of this. */
    private static final long GRAPH_BELOW_NANOS = 2_000_000;

    private static final double NANOS_PER_MILLISECOND = 1e6;

    private final CudaDevice device;
    private final CudaCompiler compiler;
    private final CompilerAhead ahead;
    private final CUcontext context = new CUcontext();
    private final CUstream stream = new CUstream();
    private final CUevent first = new CUevent();
    private final CUevent last = new CUevent();
    private final Transfers transfers = new Transfers(stream);
    private final GuardZones guards = GuardZones.draw(transfers);
    private Optional<String> lost = Optional.empty();

    CudaSession(CudaDevice device, CudaCompiler compiler) {
        super(device, Language.CUDA);
        this.device = device;
        this.compiler = compiler;
        ahead = new CompilerAhead(compiler, device.architecture().name());
        CudaFailure.check(
                "cuCtxCreate",
                JCudaDriver.cuCtxCreate(context, CUctx_flags.CU_CTX_SCHED_AUTO, CudaDevices.handle(device.ordinal())));
        try {
            CudaFailure.check(
                    "cuStreamCreate", JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING));
            CudaFailure.check("cuEventCreate", JCudaDriver.cuEventCreate(first, CUevent_flags.CU_EVENT_DEFAULT));
            CudaFailure.check("cuEventCreate", JCudaDriver.cuEventCreate(last, CUevent_flags.CU_EVENT_DEFAULT));
        } catch (CudaFailure refused) {
            JCudaDriver.cuCtxDestroy(context);
            throw refused;
        }
    }

    CudaDevice device() {
        return device;
    }

    Transfers transfers() {
        return transfers;
    }

    GuardZones guards() {
        return guards;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Makes the context current to this thread.
     *
     * @throws DeviceException if a kernel has broken the context
     */
    @Override
    protected void enter() {
        super.enter();
        lost.ifPresent(reason -> {
            throw new DeviceException(
                    "%s cannot be used any more in this process, since %s".formatted(device.id(), reason));
        });
        try {
            CudaFailure.check("cuCtxSetCurrent", makeCurrent());
        } catch (CudaFailure failed) {
            throw new DeviceException("%s cannot be used: %s".formatted(device.id(), failed.getMessage()), failed);
        }
    }

    /** Makes the context current to this thread, if it can be: for what is closed, whatever happened before. */
    int makeCurrent() {
        return JCudaDriver.cuCtxSetCurrent(context);
    }

    @Override
    public boolean compilesBesideRuns() {
        return true;
    }

    @Override
    public void compileAhead(Kernel kernel) {
        ahead.begin(kernel);
    }

    @Override
    protected CudaKernel compile(Kernel kernel) throws BuildException {
        return CudaKernel.build(this, kernel, ahead.compile(kernel), compiler.version());
    }

    @Override
    protected CudaBuffer reserve(Buffer buffer) {
        return new CudaBuffer(this, buffer);
    }

    @Override
    protected Timing launch(CudaKernel program, List<Launch> launches, Map<String, DeviceBuffer> memory)
            throws LaunchException {
        PreparedProgram prepared = program.prepare(launches, memory);
        long start = System.nanoTime();
        try {
            Optional<LaunchGraph> graph = prepared.graph();
            if (graph.isPresent()) {
                graph.get().launch(stream);
            } else {
                enqueue(prepared.launches());
            }
        } catch (CudaFailure refused) {
            settle(refused);
            throw new LaunchException("a launch is refused: " + refused.getMessage(), refused);
        }
        await(prepared.launches());
        long host = System.nanoTime() - start;
        Timing timing = new Timing(deviceNanos(), host);
        if (timing.deviceNanos() < GRAPH_BELOW_NANOS) {
            program.makeGraph(prepared, stream, first, last);
        }
        return timing;
    }

    private void enqueue(List<PreparedLaunch> launches) {
        CudaFailure.check("cuEventRecord", JCudaDriver.cuEventRecord(first, stream));
        launches.forEach(launch -> launch.enqueue(stream));
        CudaFailure.check("cuEventRecord", JCudaDriver.cuEventRecord(last, stream));
    }

    /** Waits. What fails here is a kernel: it has broken the context for good, and with it this process's use of the device. */
    private void await(List<PreparedLaunch> launches) throws LaunchException {
        try {
            CudaFailure.check("cuStreamSynchronize", JCudaDriver.cuStreamSynchronize(stream));
        } catch (CudaFailure failed) {
            String reason = "%s failed on the device: %s"
                    .formatted(
                            String.join(
                                    ", ",
                                    launches.stream()
                                            .map(PreparedLaunch::describe)
                                            .toList()),
                            failed.getMessage());
            lost = Optional.of(reason);
            throw new LaunchException(reason, failed);
        }
    }

    /** Lets what was enqueued before a failure end, so that the session can be used again. */
    private void settle(CudaFailure refused) {
        if (JCudaDriver.cuStreamSynchronize(stream) != 0) {
            lost = Optional.of("a launch was refused: " + refused.getMessage());
        }
    }

    private long deviceNanos() throws LaunchException {
        float[] milliseconds = new float[1];
        try {
            CudaFailure.check("cuEventElapsedTime", JCudaDriver.cuEventElapsedTime(milliseconds, first, last));
        } catch (CudaFailure untimed) {
            throw new LaunchException("the device gives no time for a launch: " + untimed.getMessage(), untimed);
        }
        return Math.round(milliseconds[0] * NANOS_PER_MILLISECOND);
    }

    /** Whatever a broken context answers now, it is freed with its process. */
    @Override
    protected void quiesce() {
        makeCurrent();
        JCudaDriver.cuStreamSynchronize(stream);
    }

    @Override
    protected void release() {
        JCudaDriver.cuEventDestroy(first);
        JCudaDriver.cuEventDestroy(last);
        JCudaDriver.cuStreamDestroy(stream);
        JCudaDriver.cuCtxDestroy(context);
    }
}
