package dev.tilewright.device;

import java.util.List;

/** What a {@link Backend} found on this machine. */
public sealed interface Discovery {

    /** At least one device. */
    record Found(List<Device> devices) implements Discovery {
        public Found {
            devices = List.copyOf(devices);
            if (devices.isEmpty()) {
                throw new IllegalArgumentException("a backend that finds no device is missing");
            }
        }
    }

    /**
     * No device.
     *
     * @param reason why, in one line, "no OpenCL platform is installed"
     * @param remedy what to do about it, in one line
     */
    record Missing(String reason, String remedy) implements Discovery {}
}
