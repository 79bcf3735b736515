package dev.tilewright.device.opencl;

import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.DeviceFacts;
import dev.tilewright.device.LaunchException;
import dev.tilewright.kernel.KernelArgument;
import dev.tilewright.kernel.KernelArgument.BufferArgument;
import dev.tilewright.kernel.KernelArgument.LocalArgument;
import dev.tilewright.kernel.KernelArgument.ScalarArgument;
import dev.tilewright.kernel.KernelArgument.WideArgument;
import dev.tilewright.kernel.Launch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_command_queue;
import org.jocl.cl_device_id;
import org.jocl.cl_event;
import org.jocl.cl_kernel;
import org.jocl.cl_program;

/** A launch that the device has accepted, with its arguments set on a kernel object of its own. */
final class PreparedLaunch {

    private final Launch launch;
    private final List<OpenClBuffer> buffers;
    private final cl_kernel kernel;
    private final long[] globalSize;
    private final long[] localSize;

    private PreparedLaunch(Launch launch, List<OpenClBuffer> buffers, cl_kernel kernel) {
        this.launch = launch;
        this.buffers = buffers;
        this.kernel = kernel;
        globalSize = launch.globalSize().stream().mapToLong(Long::longValue).toArray();
        localSize = launch.localSize().stream().mapToLong(Long::longValue).toArray();
    }

    /**
     * Checks a launch against the device and the kernel, and sets its arguments.
     *
     * @throws LaunchException if either cannot take it, with what was asked and what there is
     */
    static PreparedLaunch prepare(
            OpenClSession session, cl_program program, Launch launch, Map<String, DeviceBuffer> memory)
            throws LaunchException {
        List<OpenClBuffer> buffers = new ArrayList<>();
        for (KernelArgument argument : launch.arguments()) {
            if (argument instanceof BufferArgument(String name)) {
                buffers.add(find(session, launch, memory, name));
            }
        }
        cl_kernel kernel;
        try {
            kernel = CL.clCreateKernel(program, launch.entry(), null);
        } catch (CLException absent) {
            throw new LaunchException("the program has no kernel called " + launch.entry(), absent);
        }
        try {
            check(session.device(), kernel, launch);
            setArguments(kernel, launch, buffers);
            return new PreparedLaunch(launch, buffers, kernel);
        } catch (LaunchException refused) {
            CL.clReleaseKernel(kernel);
            throw refused;
        } catch (CLException failed) {
            CL.clReleaseKernel(kernel);
            throw new LaunchException(launch.entry() + " cannot be prepared: " + failed.getMessage(), failed);
        }
    }

    private static OpenClBuffer find(
            OpenClSession session, Launch launch, Map<String, DeviceBuffer> memory, String name) {
        if (memory.get(name) instanceof OpenClBuffer buffer && buffer.session() == session) {
            return buffer;
        }
        throw new IllegalArgumentException(
                "%s is launched with buffer %s, for which this session has no memory".formatted(launch.entry(), name));
    }

    private static void check(OpenClDevice device, cl_kernel kernel, Launch launch) throws LaunchException {
        DeviceFacts facts = device.facts();
        int[] parameters = new int[1];
        CL.clGetKernelInfo(kernel, CL.CL_KERNEL_NUM_ARGS, Integer.BYTES, Pointer.to(parameters), null);
        if (parameters[0] != launch.arguments().size()) {
            throw new LaunchException("%s takes %d arguments and is launched with %d"
                    .formatted(launch.entry(), parameters[0], launch.arguments().size()));
        }
        cl_device_id handle = device.info().device();
        long mostItems = Math.min(facts.maxGroupSize(), kernelSize(kernel, handle, CL.CL_KERNEL_WORK_GROUP_SIZE));
        if (launch.groupSize() > mostItems) {
            throw new LaunchException("%s is launched in groups of %s, %d work-items; the device takes %d"
                    .formatted(launch.entry(), launch.localSize(), launch.groupSize(), mostItems));
        }
        long[] most = device.info().sizes(CL.CL_DEVICE_MAX_WORK_ITEM_SIZES);
        for (int d = 0; d < launch.localSize().size(); d++) {
            if (launch.localSize().get(d) > most[d]) {
                throw new LaunchException("%s is launched in groups of %s; the device takes %d in dimension %d"
                        .formatted(launch.entry(), launch.localSize(), most[d], d));
            }
        }
        long local = kernelSize(kernel, handle, CL.CL_KERNEL_LOCAL_MEM_SIZE);
        for (KernelArgument argument : launch.arguments()) {
            if (argument instanceof LocalArgument(long bytes)) {
                local = Math.addExact(local, bytes);
            }
        }
        if (local > facts.localMemoryBytes()) {
            throw new LaunchException("%s needs %d bytes of local memory; the device has %d"
                    .formatted(launch.entry(), local, facts.localMemoryBytes()));
        }
    }

    private static long kernelSize(cl_kernel kernel, cl_device_id device, int property) {
        long[] value = new long[1];
        CL.clGetKernelWorkGroupInfo(kernel, device, property, Long.BYTES, Pointer.to(value), null);
        return value[0];
    }

    private static void setArguments(cl_kernel kernel, Launch launch, List<OpenClBuffer> buffers)
            throws LaunchException {
        int nextBuffer = 0;
        for (int i = 0; i < launch.arguments().size(); i++) {
            KernelArgument argument = launch.arguments().get(i);
            try {
                switch (argument) {
                    case BufferArgument _ ->
                        CL.clSetKernelArg(
                                kernel,
                                i,
                                Sizeof.cl_mem,
                                Pointer.to(buffers.get(nextBuffer++).memory()));
                    case LocalArgument(long bytes) -> CL.clSetKernelArg(kernel, i, bytes, null);
                    case WideArgument(String _, long value) ->
                        CL.clSetKernelArg(kernel, i, Long.BYTES, Pointer.to(new long[] {value}));
                    case ScalarArgument scalar ->
                        CL.clSetKernelArg(kernel, i, scalar.type().bytes(), pointer(scalar));
                }
            } catch (CLException refused) {
                throw new LaunchException(
                        "%s refuses argument %d, %s: %s".formatted(launch.entry(), i, argument, refused.getMessage()),
                        refused);
            }
        }
    }

    private static Pointer pointer(ScalarArgument scalar) {
        return switch (scalar.type()) {
            case FLOAT32 -> Pointer.to(new float[] {(float) scalar.value()});
            case FLOAT64 -> Pointer.to(new double[] {scalar.value()});
            case INT32 -> Pointer.to(new int[] {(int) scalar.value()});
        };
    }

    /** Tells whether all its buffers are open. */
    boolean usable() {
        return buffers.stream().noneMatch(OpenClBuffer::closed);
    }

    /** Gives the memory of its buffers to the device. */
    void handBack() {
        buffers.forEach(OpenClBuffer::handBack);
    }

    void enqueue(cl_command_queue queue, cl_event event) throws LaunchException {
        try {
            CL.clEnqueueNDRangeKernel(queue, kernel, globalSize.length, null, globalSize, localSize, 0, null, event);
        } catch (CLException refused) {
            throw new LaunchException("%s is refused: %s".formatted(describe(), refused.getMessage()), refused);
        }
    }

    String describe() {
        return "%s over %s in groups of %s".formatted(launch.entry(), launch.globalSize(), launch.localSize());
    }

    void release() {
        CL.clReleaseKernel(kernel);
    }
}
