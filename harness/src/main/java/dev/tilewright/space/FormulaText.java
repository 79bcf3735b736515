package dev.tilewright.space;

/**
 * The text of a formula or of a Python expression, which shows where a mistake in it is.
 *
 * @param text the whole text
 * @param what what it should be, with its article, for messages
 */
record FormulaText(String text, String what) {

    /** So much of a text is shown to either side of a mistake. */
    private static final int SHOWN = 40;

    private static final String CARET = "‸";

    /** Makes the text of a formula. */
    FormulaText(String text) {
        this(text, "a formula");
    }

    /** Returns the error to throw for a mistake at an offset: one line, with a caret before the mistake. */
    IllegalArgumentException error(int offset, String problem) {
        return new IllegalArgumentException(
                "\"%s\" is not %s: column %d: %s".formatted(marked(offset), what, offset + 1, problem));
    }

    /** Names a character, and one that cannot be seen by its number. */
    String at(int offset) {
        int c = text.codePointAt(offset);
        return Character.isISOControl(c) ? "character U+%04X".formatted(c) : "'" + Character.toString(c) + "'";
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

    /**
     * Returns the exception to throw where arithmetic in it has no value. Overflow is the only one that the virtual machine tells of, and it
     * leaves out the message where it does so often.
     */
    UncomputableException uncomputable(ArithmeticException e) {
        String said = e.getMessage();
        String why = said == null || said.contains("verflow") || said.contains("out of long range")
                ? "a number in it is more than 64 bits hold"
                : said;
        return new UncomputableException("\"%s\" cannot be computed: %s".formatted(shown(), why));
    }
}
