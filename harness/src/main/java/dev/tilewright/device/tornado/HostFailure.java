package dev.tilewright.device.tornado;

/** The host program failed to do what was requested, or has ended; the message says why. */
final class HostFailure extends Exception {

    HostFailure(String message) {
        super(message);
    }

    HostFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
