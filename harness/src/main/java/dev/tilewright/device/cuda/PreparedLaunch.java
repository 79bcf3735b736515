package dev.tilewright.device.cuda;

import dev.tilewright.device.DeviceBuffer;
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
import jcuda.Pointer;
import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/**
 * A launch that fits the device and the kernel, with its arguments.
 *
 * <p>Local memory given as an argument is CUDA's dynamic shared memory: an {@code extern __shared__} array and no parameter.
 */
final class PreparedLaunch {

    private final Launch launch;
    private final List<CudaBuffer> buffers;
    private final CUfunction function;
    private final int[] groups;
    private final int[] items;
    private final int sharedBytes;
    private final Pointer parameters;
    private final String occupancy;

    private PreparedLaunch(
            Launch launch,
            List<CudaBuffer> buffers,
            CUfunction function,
            int[] groups,
            int[] items,
            int sharedBytes,
            Pointer parameters,
            String occupancy) {
        this.launch = launch;
        this.buffers = buffers;
        this.function = function;
        this.groups = groups;
        this.items = items;
        this.sharedBytes = sharedBytes;
        this.parameters = parameters;
        this.occupancy = occupancy;
    }

    /**
     * Checks a launch against the device and the kernel.
     *
     * @param entry what is known of the entry point
     * @param function the entry point, loaded
     * @throws LaunchException if either cannot take it, with what was asked and what there is
     */
    static PreparedLaunch prepare(
            CudaSession session,
            Cubin.Entry entry,
            CUfunction function,
            Launch launch,
            Map<String, DeviceBuffer> memory)
            throws LaunchException {
        CudaDevice device = session.device();
        List<CudaBuffer> buffers = new ArrayList<>();
        for (KernelArgument argument : launch.arguments()) {
            if (argument instanceof BufferArgument(String name)) {
                buffers.add(find(session, launch, memory, name));
            }
        }
        try {
            int declared = attribute(function, CUfunction_attribute.CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES);
            int given = LaunchChecks.localMemory(launch, declared, device.facts());
            LaunchChecks.arguments(launch, entry.parameterBytes());
            int mostItems = attribute(function, CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK);
            int[] items = LaunchChecks.items(launch, device, mostItems);
            int[] groups = LaunchChecks.groups(launch, device);
            if (given > 0) {
                // More than 48 KiB must be requested.
                CudaFailure.check(
                        "cuFuncSetAttribute",
                        JCudaDriver.cuFuncSetAttribute(
                                function, CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, given));
            }
            String occupancy = occupancy(device, function, launch, given);
            return new PreparedLaunch(
                    launch, buffers, function, groups, items, given, parameters(launch, buffers), occupancy);
        } catch (CudaFailure failed) {
            throw new LaunchException(launch.entry() + " cannot be prepared: " + failed.getMessage(), failed);
        }
    }

    private static CudaBuffer find(CudaSession session, Launch launch, Map<String, DeviceBuffer> memory, String name) {
        if (memory.get(name) instanceof CudaBuffer buffer && buffer.session() == session && !buffer.closed()) {
            return buffer;
        }
        throw new IllegalArgumentException(
                "%s is launched with buffer %s, for which this session has no memory".formatted(launch.entry(), name));
    }

    private static int attribute(CUfunction function, int attribute) {
        int[] value = new int[1];
        CudaFailure.check("cuFuncGetAttribute", JCudaDriver.cuFuncGetAttribute(value, attribute, function));
        return value[0];
    }

    /** Says how much of a multiprocessor the launch can fill. */
    private static String occupancy(CudaDevice device, CUfunction function, Launch launch, int sharedBytes)
            throws LaunchException {
        int[] groups = new int[1];
        CudaFailure.check(
                "cuOccupancyMaxActiveBlocksPerMultiprocessor",
                JCudaDriver.cuOccupancyMaxActiveBlocksPerMultiprocessor(
                        groups, function, (int) launch.groupSize(), sharedBytes));
        if (groups[0] == 0) {
            throw new LaunchException(
                    "%s is launched in groups of %s, and not one of them finds the registers that it takes on a multiprocessor"
                            .formatted(launch.entry(), launch.localSize()));
        }
        int most = device.facts().gpu().orElseThrow().unitItems();
        return "%s in groups of %d: %d groups on a multiprocessor, %d %% of its threads"
                .formatted(
                        launch.entry(),
                        launch.groupSize(),
                        groups[0],
                        Math.round(100.0 * groups[0] * launch.groupSize() / most));
    }

    private static Pointer parameters(Launch launch, List<CudaBuffer> buffers) {
        List<Pointer> pointers = new ArrayList<>();
        int nextBuffer = 0;
        for (KernelArgument argument : launch.arguments()) {
            switch (argument) {
                case BufferArgument _ ->
                    pointers.add(Pointer.to(buffers.get(nextBuffer++).contents()));
                case ScalarArgument scalar -> pointers.add(pointer(scalar));
                case WideArgument(String _, long value) -> pointers.add(Pointer.to(new long[] {value}));
                case LocalArgument _ -> {
                    // It is no parameter.
                }
            }
        }
        return Pointer.to(pointers.toArray(Pointer[]::new));
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
        return buffers.stream().noneMatch(CudaBuffer::closed);
    }

    void enqueue(CUstream stream) {
        CudaFailure.check(
                describe(),
                JCudaDriver.cuLaunchKernel(
                        function,
                        groups[0],
                        groups[1],
                        groups[2],
                        items[0],
                        items[1],
                        items[2],
                        sharedBytes,
                        stream,
                        parameters,
                        null));
    }

    String describe() {
        return "%s over %s in groups of %s".formatted(launch.entry(), launch.globalSize(), launch.localSize());
    }

    String occupancy() {
        return occupancy;
    }
}
