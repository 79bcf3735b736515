package dev.tilewright.device;

/** A kernel is not built, since it could do more than compute; the message says where and what, in one sentence. */
public final class RefusedException extends BuildException {

    private static final long serialVersionUID = 1;

    public RefusedException(String message) {
        super(message);
    }
}
