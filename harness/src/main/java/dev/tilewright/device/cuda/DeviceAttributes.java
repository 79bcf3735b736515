package dev.tilewright.device.cuda;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.device.GpuFacts;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import jcuda.driver.CUdevice_attribute;

/**
 * The numbers by which the driver describes a GPU.
 *
 * @param attribute gives the value of an attribute, 0 if it is unknown
 */
record DeviceAttributes(IntUnaryOperator attribute) {

    private static final long HERTZ_PER_KILOHERTZ = 1000;
    private static final long TRANSFERS_PER_CLOCK = 2;

    private int of(int number) {
        return attribute.applyAsInt(number);
    }

    Architecture architecture() {
        return Architecture.of(
                of(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR),
                of(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR));
    }

    /** Returns the most groups of a grid, in each dimension. */
    List<Integer> mostGroups() {
        return List.of(
                of(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_X),
                of(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Y),
                of(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Z));
    }

    /** Returns the most work-items of a group, in each dimension. */
    List<Integer> mostItems() {
        return List.of(
                of(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_X),
                of(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Y),
                of(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Z));
    }

    DeviceFacts facts(long memoryBytes) {
        int optedIn = of(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN);
        return new DeviceFacts(
                of(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT),
                1,
                of(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK),
                Math.max(optedIn, of(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK)),
                of(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE),
                memoryBytes,
                memoryBytes,
                false,
                Optional.of(gpu()));
    }

    private GpuFacts gpu() {
        long memoryClock = of(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MEMORY_CLOCK_RATE) * HERTZ_PER_KILOHERTZ;
        long busBytes = of(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_GLOBAL_MEMORY_BUS_WIDTH) / Byte.SIZE;
        return new GpuFacts(
                "%d.%d"
                        .formatted(
                                of(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR),
                                of(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR)),
                of(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_WARP_SIZE),
                of(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_MULTIPROCESSOR),
                of(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_BLOCKS_PER_MULTIPROCESSOR),
                of(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_REGISTERS_PER_MULTIPROCESSOR),
                of(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_MULTIPROCESSOR),
                of(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_CLOCK_RATE) * HERTZ_PER_KILOHERTZ,
                TRANSFERS_PER_CLOCK * memoryClock * busBytes);
    }
}
