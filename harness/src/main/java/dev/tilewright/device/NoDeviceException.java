package dev.tilewright.device;

/** There is no device of the requested name, or none at all; the message lists the devices and says how to get more. */
public final class NoDeviceException extends RuntimeException {

    public NoDeviceException(String message) {
        super(message);
    }
}
