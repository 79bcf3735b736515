package dev.tilewright.device.opencl;

import dev.tilewright.device.Device;
import dev.tilewright.device.DeviceException;
import dev.tilewright.device.DeviceFacts;
import dev.tilewright.device.HostProcessor;
import dev.tilewright.device.Session;
import dev.tilewright.evolve.memory.Hardware;
import org.jocl.CL;
import org.jocl.CLException;

/** One device of one OpenCL platform. */
record OpenClDevice(String id, Hardware hardware, DeviceFacts facts, DeviceInfo info) implements Device {

    static OpenClDevice of(int ordinal, DeviceInfo info) {
        long cache = info.size(CL.CL_DEVICE_GLOBAL_MEM_CACHE_SIZE);
        if (info.cpu()) {
            // PoCL reports the last level only where hwloc sees it, which it does not in many virtual machines.
            cache = Math.max(cache, HostProcessor.read().cacheBytes());
        }
        DeviceFacts facts = new DeviceFacts(
                info.number(CL.CL_DEVICE_MAX_COMPUTE_UNITS),
                Math.max(1, info.number(CL.CL_DEVICE_PREFERRED_VECTOR_WIDTH_FLOAT)),
                info.size(CL.CL_DEVICE_MAX_WORK_GROUP_SIZE),
                info.size(CL.CL_DEVICE_LOCAL_MEM_SIZE),
                cache,
                info.size(CL.CL_DEVICE_GLOBAL_MEM_SIZE),
                info.size(CL.CL_DEVICE_MAX_MEM_ALLOC_SIZE),
                info.cpu());
        return new OpenClDevice(OpenClBackend.NAME + ":" + ordinal, Identity.of(info), facts, info);
    }

    @Override
    public Session open() {
        try {
            return new OpenClSession(this);
        } catch (CLException refused) {
            throw new DeviceException(
                    "%s (%s) cannot be opened: %s".formatted(id, hardware.model(), refused.getMessage()), refused);
        }
    }
}
