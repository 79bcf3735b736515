package dev.tilewright.tensor;

import dev.tilewright.tensor.Lexer.Token;

/**
 * The text of a tensor expression, which knows the line and the column of every offset.
 *
 * @param text the whole text
 */
record Source(String text) {

    /** So much of a line is shown to either side of a mistake. */
    private static final int SHOWN = 100;

    /** Returns the error to throw for a mistake at {@code token}. */
    TensorSyntaxException error(Token token, String problem, String expected) {
        return error(token.start(), problem, expected);
    }

    /** Returns the error to throw for a mistake at {@code offset}. */
    TensorSyntaxException error(int offset, String problem, String expected) {
        // The end of a text that ends in blank lines is shown where its last statement ends.
        int at = offset;
        if (at == text.length()) {
            at = text.stripTrailing().length();
        }
        int lineStart = text.lastIndexOf('\n', at - 1) + 1;
        int lineEnd = text.indexOf('\n', at);
        int line = 1
                + (int) text.substring(0, lineStart)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
        String sourceLine =
                text.substring(lineStart, lineEnd < 0 ? text.length() : lineEnd).stripTrailing();
        int column = at - lineStart + 1;
        int from = Math.max(0, column - 1 - SHOWN);
        int to = Math.min(sourceLine.length(), column - 1 + SHOWN);
        String shown = (from > 0 ? "…" : "") + sourceLine.substring(from, to) + (to < sourceLine.length() ? "…" : "");
        return new TensorSyntaxException(problem, expected, line, column, shown, column - from + (from > 0 ? 1 : 0));
    }
}
