package dev.tilewright.device.tornado;

/** The host program could not do what it was asked for, or has ended; the message says why. */
final class HostFailure extends Exception {

    HostFailure(String message) {
        super(message);
    }

    HostFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
