package dev.tilewright.space;

/**
 * The text of a formula, which shows where a mistake in it is.
 *
 * @param text the whole text
 */
record FormulaText(String text) {

    /** So much of a text is shown to either side of a mistake. */
    private static final int SHOWN = 40;

    private static final String CARET = "‸";

    /** Returns the error to throw for a mistake at an offset: one line, with a caret before the mistake. */
    IllegalArgumentException error(int offset, String problem) {
        return new IllegalArgumentException(
                "\"%s\" is not a formula: column %d: %s".formatted(marked(offset), offset + 1, problem));
    }

    private String marked(int offset) {
        int from = Math.max(0, offset - SHOWN);
        int to = Math.min(text.length(), offset + SHOWN);
        return (from > 0 ? "…" : "")
                + text.substring(from, offset)
                + CARET
                + text.substring(offset, to)
                + (to < text.length() ? "…" : "");
    }

    /** Returns the text, or its beginning where it is long, for messages of one line. */
    String shown() {
        return text.length() <= 2 * SHOWN ? text : text.substring(0, 2 * SHOWN) + "…";
    }
}
