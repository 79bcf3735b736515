package dev.tilewright.device;

/** A kernel does not build; the message is the compiler's log, or why it is not given to a compiler. */
public class BuildException extends Exception {

    public BuildException(String message) {
        super(message);
    }

    public BuildException(String message, Throwable cause) {
        super(message, cause);
    }
}
