package dev.tilewright.kernels.screen;

import java.util.HashSet;
import java.util.Set;

/**
 * A token of the preprocessor.
 *
 * @param kind what it is
 * @param text how it is spelled, splices and trigraphs apart
 * @param line the line that it stands on; for one that comes of a macro, the line of the macro's use
 * @param spaced whether white space stands before it
 * @param hidden the macros that are not expanded in it any more, since it comes of them
 */
record Token(Kind kind, String text, int line, boolean spaced, Set<String> hidden) {

    /** Kinds of tokens. */
    enum Kind {
        IDENTIFIER,
        NUMBER,
        STRING,
        CHARACTER,
        PUNCTUATOR,
        NEWLINE,
        /** The rest of a line from a quote on that is not closed: prose, where nobody reads it. */
        UNCLOSED,
        /** What is left of an empty argument beside {@code ##}. */
        PLACEMARKER
    }

    Token(Kind kind, String text, int line, boolean spaced) {
        this(kind, text, line, spaced, Set.of());
    }

    boolean is(String spelling) {
        return text.equals(spelling) && kind != Kind.STRING && kind != Kind.CHARACTER;
    }

    boolean isIdentifier() {
        return kind == Kind.IDENTIFIER;
    }

    Token at(int place) {
        return new Token(kind, text, place, spaced, hidden);
    }

    Token hiding(Set<String> more) {
        if (hidden.containsAll(more)) {
            return this;
        }
        Set<String> all = new HashSet<>(hidden);
        all.addAll(more);
        return new Token(kind, text, line, spaced, Set.copyOf(all));
    }
}
