package dev.tilewright.device;

/** A kernel does not build; the message is the compiler's log. */
public final class BuildException extends Exception {

    public BuildException(String message) {
        super(message);
    }

    public BuildException(String message, Throwable cause) {
        super(message, cause);
    }
}
