package dev.tilewright.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One comment of a source that says something about the kernel, {@code // tilewright:launch global=[N] local=[64]}, read from left to
 * right, each character once: it may be as long as its writer likes.
 */
final class HeaderLine {

    private static final String MARK = "tilewright:";
    private static final int SHOWN = 80;

    private final int line;
    private final String text;
    private int position;

    private HeaderLine(int line, String text) {
        this.line = line;
        this.text = text;
    }

    /**
     * Recognises such a comment.
     *
     * @param line the number of the line, from 1
     * @param text the whole line
     * @return empty if it is something else
     */
    static Optional<HeaderLine> of(int line, String text) {
        String stripped = text.strip();
        if (!stripped.startsWith("//")) {
            return Optional.empty();
        }
        int start = 2;
        while (start < stripped.length() && Character.isWhitespace(stripped.charAt(start))) {
            start++;
        }
        if (!stripped.startsWith(MARK, start)) {
            return Optional.empty();
        }
        HeaderLine header = new HeaderLine(line, stripped);
        header.position = start + MARK.length();
        return Optional.of(header);
    }

    /** Returns the number of the line, from 1. */
    int line() {
        return line;
    }

    /** Reads all up to the next space. */
    String word() {
        skipSpace();
        int start = position;
        while (position < text.length() && !Character.isWhitespace(text.charAt(position))) {
            position++;
        }
        return text.substring(start, position);
    }

    /** Reads a name; empty if there is none. */
    String name() {
        skipSpace();
        int start = position;
        while (position < text.length()
                && (Character.isLetterOrDigit(text.charAt(position)) || text.charAt(position) == '_')) {
            position++;
        }
        return text.substring(start, position);
    }

    /** Reads a symbol or a word if it is next, and tells whether it was. */
    boolean accept(String symbol) {
        skipSpace();
        if (!text.startsWith(symbol, position)) {
            return false;
        }
        position += symbol.length();
        return true;
    }

    /** Reads {@code [a, b]}; empty if it is not next. */
    Optional<List<String>> bracketed() {
        if (!accept("[")) {
            return Optional.empty();
        }
        int end = text.indexOf(']', position);
        if (end < 0) {
            return Optional.empty();
        }
        List<String> parts = list(text.substring(position, end));
        position = end + 1;
        return Optional.of(parts);
    }

    /** Reads all that is left. */
    String rest() {
        String rest = text.substring(position).strip();
        position = text.length();
        return rest;
    }

    boolean isOver() {
        skipSpace();
        return position == text.length();
    }

    private void skipSpace() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
    }

    /** Takes a list apart at its commas, those between parentheses left out: a function in a formula has some too. */
    static List<String> list(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth <= 0) {
                parts.add(text.substring(start, i).strip());
                start = i + 1;
            }
        }
        parts.add(text.substring(start).strip());
        return parts;
    }

    /** Returns the error to throw for a comment that is not as it should be. */
    TaskException malformed(String expected) {
        String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
        return error("'%s' is not understood; expected %s".formatted(shown, expected));
    }

    /** Returns the error to throw for a mistake in it. */
    TaskException error(String problem) {
        return new TaskException("line %d: %s".formatted(line, problem));
    }
}
