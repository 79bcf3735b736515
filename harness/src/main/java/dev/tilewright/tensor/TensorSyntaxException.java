package dev.tilewright.tensor;

import java.util.Objects;

/**
 * A mistake in a tensor expression. The message shows the line with a caret under the mistake, and what was expected.
 *
 * <pre>
 * line 1, column 28: B takes 2 indices, not 1
 *   C[i, j] = sum(k, A[i, k] * B[k])
 *                              ^
 *   expected B[·, ·], as its shape is [K, N]
 * </pre>
 */
public final class TensorSyntaxException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String problem;
    private final String expected;
    private final int line;
    private final int column;

    /**
     * @param shown the line of the mistake, or what is around it in a long one
     * @param caret the place of the mistake in that, the first being 1
     */
    TensorSyntaxException(String problem, String expected, int line, int column, String shown, int caret) {
        super("line %d, column %d: %s%n  %s%n  %s^%n  expected %s"
                .formatted(line, column, problem, shown, margin(shown, caret), expected)
                .replace(System.lineSeparator(), "\n"));
        this.problem = problem;
        this.expected = expected;
        this.line = line;
        this.column = column;
    }

    /** Tabs stay tabs, so that the caret stands under its character however wide a tab is shown. */
    private static String margin(String sourceLine, int column) {
        StringBuilder margin = new StringBuilder();
        for (int i = 0; i < column - 1; i++) {
            margin.append(i < sourceLine.length() && sourceLine.charAt(i) == '\t' ? '\t' : ' ');
        }
        return margin.toString();
    }

    /** Returns the whole message: place, problem, line, caret, and what was expected. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /** Returns what is wrong, in one line. */
    public String problem() {
        return problem;
    }

    /** Returns what would have been right there. */
    public String expected() {
        return expected;
    }

    /** Returns the line of the mistake, the first being 1. */
    public int line() {
        return line;
    }

    /** Returns the column of the mistake, the first being 1. */
    public int column() {
        return column;
    }
}
