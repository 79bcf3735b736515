package dev.tilewright.llm.answer;

/** An answer that becomes no candidate. The message says why, to a person and to the model alike. */
public final class RejectedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Makes a refusal for a reason. */
    public RejectedException(String message) {
        super(message);
    }
}
