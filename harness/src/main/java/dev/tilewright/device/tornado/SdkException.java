package dev.tilewright.device.tornado;

/** A folder is no SDK that can be used; the message says why, in one line. */
final class SdkException extends Exception {

    SdkException(String message) {
        super(message);
    }
}
