package dev.tilewright.device.opencl;

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
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_event;

/**
 * A context with one in-order queue that takes times.
 *
 * <p>The device time of a run is from the start of its first launch to the end of its last, by the device's clock: the gaps
 * between launches are part of what a program of several launches costs, and leaving them out would make cutting a kernel to
 * pieces look free. Arguments of every launch are set before the first is enqueued, so that the gaps are the device's own.
 */
final class OpenClSession extends OwningSession<OpenClKernel, OpenClBuffer> {

    private final OpenClDevice device;
    private final cl_context context;
    private final cl_command_queue queue;
    private final GuardZones guards;

    OpenClSession(OpenClDevice device) {
        super(device, Language.OPENCL);
        this.device = device;
        cl_device_id handle = device.info().device();
        cl_context_properties properties = new cl_context_properties();
        properties.addProperty(CL.CL_CONTEXT_PLATFORM, device.info().platform());
        context = CL.clCreateContext(properties, 1, new cl_device_id[] {handle}, null, null, null);
        try {
            queue = createQueue(context, handle);
        } catch (CLException refused) {
            CL.clReleaseContext(context);
            throw refused;
        }
        guards = GuardZones.draw(device.info().number(CL.CL_DEVICE_MEM_BASE_ADDR_ALIGN) / Byte.SIZE);
    }

    /** The call of OpenCL 1: its successor does the same and is absent from older drivers. */
    @SuppressWarnings("deprecation")
    private static cl_command_queue createQueue(cl_context context, cl_device_id device) {
        return CL.clCreateCommandQueue(context, device, CL.CL_QUEUE_PROFILING_ENABLE, null);
    }

    OpenClDevice device() {
        return device;
    }

    cl_context context() {
        return context;
    }

    cl_command_queue queue() {
        return queue;
    }

    GuardZones guards() {
        return guards;
    }

    @Override
    protected OpenClKernel compile(Kernel kernel) throws BuildException {
        return OpenClKernel.build(this, kernel);
    }

    @Override
    protected OpenClBuffer reserve(Buffer buffer) {
        return new OpenClBuffer(this, buffer);
    }

    @Override
    protected Timing launch(OpenClKernel program, List<Launch> launches, Map<String, DeviceBuffer> memory)
            throws LaunchException {
        List<PreparedLaunch> prepared = program.prepare(launches, memory);
        prepared.forEach(PreparedLaunch::handBack);
        cl_event[] events = new cl_event[prepared.size()];
        int enqueued = 0;
        try {
            long start = System.nanoTime();
            for (PreparedLaunch launch : prepared) {
                cl_event event = new cl_event();
                launch.enqueue(queue, event);
                events[enqueued++] = event;
            }
            await(events, prepared);
            long host = System.nanoTime() - start;
            long first = time(events[0], CL.CL_PROFILING_COMMAND_START);
            long last = time(events[enqueued - 1], CL.CL_PROFILING_COMMAND_END);
            return new Timing(last - first, host);
        } catch (LaunchException failed) {
            settle();
            throw failed;
        } finally {
            for (int i = 0; i < enqueued; i++) {
                CL.clReleaseEvent(events[i]);
            }
        }
    }

    private void await(cl_event[] events, List<PreparedLaunch> launches) throws LaunchException {
        try {
            CL.clWaitForEvents(events.length, events);
        } catch (CLException failed) {
            for (int i = 0; i < events.length; i++) {
                int[] status = new int[1];
                CL.clGetEventInfo(
                        events[i], CL.CL_EVENT_COMMAND_EXECUTION_STATUS, Integer.BYTES, Pointer.to(status), null);
                if (status[0] < 0) {
                    throw new LaunchException(
                            "%s failed on the device: %s"
                                    .formatted(launches.get(i).describe(), CL.stringFor_errorCode(status[0])),
                            failed);
                }
            }
            throw new LaunchException("waiting for the launches failed: " + failed.getMessage(), failed);
        }
    }

    /** Lets what was enqueued before a failure end, so that the session can be used again. */
    private void settle() {
        try {
            CL.clFinish(queue);
        } catch (CLException lost) {
            throw new DeviceException(
                    "%s is lost after a failed launch: %s".formatted(device.id(), lost.getMessage()), lost);
        }
    }

    private static long time(cl_event event, int moment) throws LaunchException {
        long[] nanos = new long[1];
        try {
            CL.clGetEventProfilingInfo(event, moment, Long.BYTES, Pointer.to(nanos), null);
        } catch (CLException untimed) {
            throw new LaunchException("the device gives no time for a launch: " + untimed.getMessage(), untimed);
        }
        return nanos[0];
    }

    @Override
    protected void quiesce() {
        CL.clFinish(queue);
    }

    @Override
    protected void release() {
        CL.clReleaseCommandQueue(queue);
        CL.clReleaseContext(context);
    }
}
