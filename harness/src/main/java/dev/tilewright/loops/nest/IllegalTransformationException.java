package dev.tilewright.loops.nest;

/** A transformation may not be applied to a nest; the message says why, in one sentence. */
public final class IllegalTransformationException extends Exception {

    public IllegalTransformationException(String message) {
        super(message);
    }
}
