package dev.tilewright.device;

import dev.tilewright.evolve.memory.Hardware;

/** An execution target. */
public interface Device {

    /** Returns the name used on the command line, backend and ordinal: {@code opencl:0}. */
    String id();

    /** Returns what it is, stable across restarts. */
    Hardware hardware();

    /** Returns what it can hold. */
    DeviceFacts facts();

    /**
     * Opens the device for building and running kernels.
     *
     * @throws DeviceException if the device refuses
     */
    Session open();
}
