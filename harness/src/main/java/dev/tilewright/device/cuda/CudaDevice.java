package dev.tilewright.device.cuda;

import dev.tilewright.device.Device;
import dev.tilewright.device.DeviceException;
import dev.tilewright.device.DeviceFacts;
import dev.tilewright.device.Session;
import dev.tilewright.evolve.memory.Hardware;
import java.util.List;

/**
 * One GPU.
 *
 * @param architecture what code is compiled for
 * @param mostGroups most groups of a grid, in each dimension
 * @param mostItems most work-items of a group, in each dimension
 */
record CudaDevice(
        int ordinal,
        Hardware hardware,
        DeviceFacts facts,
        Architecture architecture,
        List<Integer> mostGroups,
        List<Integer> mostItems)
        implements Device {

    CudaDevice {
        mostGroups = List.copyOf(mostGroups);
        mostItems = List.copyOf(mostItems);
    }

    /** Describes a GPU. The compiler is part of its identity: it shapes performance as much as the driver does. */
    static CudaDevice of(
            int ordinal,
            String name,
            DeviceAttributes attributes,
            long memoryBytes,
            DriverVersion driver,
            String compiler) {
        Architecture architecture = attributes.architecture();
        return new CudaDevice(
                ordinal,
                new Hardware(CudaBackend.NAME, "NVIDIA", name, architecture.name(), driver.text() + " " + compiler),
                attributes.facts(memoryBytes),
                architecture,
                attributes.mostGroups(),
                attributes.mostItems());
    }

    @Override
    public String id() {
        return CudaBackend.NAME + ":" + ordinal;
    }

    @Override
    public Session open() {
        CudaCompiler compiler = CudaCompilers.findFor(architecture.name());
        try {
            return new CudaSession(this, compiler);
        } catch (CudaFailure refused) {
            throw new DeviceException(
                    "%s (%s) cannot be opened: %s".formatted(id(), hardware.model(), refused.getMessage()), refused);
        }
    }
}
