package dev.tilewright.space;

/** What a condition is computed for divides by zero. A search meets that a million times, so it costs no trace of the stack. */
final class DivisionByZeroException extends ArithmeticException {

    private static final long serialVersionUID = 1L;

    DivisionByZeroException() {
        super("it divides by zero");
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    public Throwable fillInStackTrace() {
        return this;
    }
}
