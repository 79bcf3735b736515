package dev.tilewright.device;

/** There is no device of the name that was asked for, or none at all; the message says what there is and how to get more. */
public final class NoDeviceException extends RuntimeException {

    public NoDeviceException(String message) {
        super(message);
    }
}
