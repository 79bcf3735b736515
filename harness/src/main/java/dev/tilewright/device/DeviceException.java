package dev.tilewright.device;

/** A device or its driver failed in a way that is not a candidate's fault. */
public final class DeviceException extends RuntimeException {

    public DeviceException(String message) {
        super(message);
    }

    public DeviceException(String message, Throwable cause) {
        super(message, cause);
    }
}
