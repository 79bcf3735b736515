package dev.tilewright.device;

import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.kernel.Language;

/**
 * What a device is, without a way to open it.
 *
 * @param id the name used on the command line, {@code opencl:0}
 * @param hardware what it is, stable across restarts
 * @param facts what it can hold
 * @param language the language of the kernels that it runs
 */
public record DeviceDescription(String id, Hardware hardware, DeviceFacts facts, Language language) {

    /** Describes a device. */
    public static DeviceDescription of(Device device, Language language) {
        return new DeviceDescription(device.id(), device.hardware(), device.facts(), language);
    }
}
