package dev.tilewright.device.cuda;

import java.util.List;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_record_flags;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUstream;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;

/**
 * A list of launches between two events, which the device gets as one.
 *
 * <p>One by one they are enqueued some microseconds apart, and where a kernel takes no longer than that, it is the host that is
 * timed. In a graph nothing between the events waits for the host.
 */
final class LaunchGraph implements AutoCloseable {

    private final CUgraph graph;
    private final CUgraphExec executable;

    private LaunchGraph(CUgraph graph, CUgraphExec executable) {
        this.graph = graph;
        this.executable = executable;
    }

    /**
     * Records launches.
     *
     * @throws CudaFailure if the driver cannot make a graph of them
     */
    static LaunchGraph of(List<PreparedLaunch> launches, CUstream stream, CUevent first, CUevent last) {
        CUgraph graph = capture(launches, stream, first, last);
        CUgraphExec executable = new CUgraphExec();
        int instantiated = JCudaDriver.cuGraphInstantiate(executable, graph, 0);
        try {
            CudaFailure.check("cuGraphInstantiate", instantiated);
        } catch (CudaFailure failed) {
            JCudaDriver.cuGraphDestroy(graph);
            throw failed;
        }
        return new LaunchGraph(graph, executable);
    }

    private static CUgraph capture(List<PreparedLaunch> launches, CUstream stream, CUevent first, CUevent last) {
        CudaFailure.check(
                "cuStreamBeginCapture",
                JCudaDriver.cuStreamBeginCapture(stream, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL));
        CUgraph graph = new CUgraph();
        int ended;
        try {
            record(first, stream);
            launches.forEach(launch -> launch.enqueue(stream));
            record(last, stream);
        } finally {
            // A stream that is left capturing runs nothing any more.
            ended = JCudaDriver.cuStreamEndCapture(stream, graph);
        }
        CudaFailure.check("cuStreamEndCapture", ended);
        return graph;
    }

    /** Makes the event a part of the graph, to be asked for its time from outside. */
    private static void record(CUevent event, CUstream stream) {
        CudaFailure.check(
                "cuEventRecordWithFlags",
                JCudaDriver.cuEventRecordWithFlags(event, stream, CUevent_record_flags.CU_EVENT_RECORD_EXTERNAL));
    }

    void launch(CUstream stream) {
        CudaFailure.check("cuGraphLaunch", JCudaDriver.cuGraphLaunch(executable, stream));
    }

    @Override
    public void close() {
        JCudaDriver.cuGraphExecDestroy(executable);
        JCudaDriver.cuGraphDestroy(graph);
    }
}
