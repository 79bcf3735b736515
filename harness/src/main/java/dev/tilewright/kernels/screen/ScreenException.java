package dev.tilewright.kernels.screen;

/** Source that is not run; the message says where and why, in one sentence. */
final class ScreenException extends Exception {

    private static final long serialVersionUID = 1;

    ScreenException(int line, String reason) {
        super("Line %d: %s.".formatted(line, reason));
    }
}
