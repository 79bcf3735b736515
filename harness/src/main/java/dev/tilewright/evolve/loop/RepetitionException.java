package dev.tilewright.evolve.loop;

/** A run cannot be repeated: what it is made of decides otherwise than its record. */
public final class RepetitionException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    RepetitionException(String message) {
        super(message);
    }
}
