package dev.tilewright.kernels.screen;

import dev.tilewright.kernels.screen.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Cuts source into tokens: the first three phases of translation in C. What compilers read differently, or what only serves to spell a
 * word in another way, is refused: trigraphs, digraphs, universal character names, raw strings, stray control characters.
 */
final class Lexer {

    private static final Set<String> DIGRAPHS = Set.of("<:", ":>", "<%", "%>", "%:");
    private static final Set<String> PREFIXES = Set.of("L", "u", "U", "u8", "R", "LR", "uR", "UR", "u8R");
    private static final List<String> PUNCTUATORS = List.of(
            ">>>=", "<<=", ">>=", "...", "->*", "<=>", "->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||",
            "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "##", "::", ".*");
    private static final String SINGLE = "{}[]()<>;:,.?~!+-*/%^&|=#";
    private static final String TRIGRAPHS = "=/'()!<>-";

    private String text = "";
    private final List<Integer> lines = new ArrayList<>();
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private boolean spaced;

    private Lexer() {}

    /** Returns the tokens of {@code source}, each line's end as one of its own. */
    static List<Token> tokens(String source) throws ScreenException {
        Lexer lexer = new Lexer();
        lexer.splice(source);
        lexer.read();
        return lexer.tokens;
    }

    /** Joins lines that end in a backslash; {@code lines} has the line of every character. */
    private void splice(String source) throws ScreenException {
        StringBuilder joined = new StringBuilder(source.length() + 1);
        int line = 1;
        for (int i = 0; i < source.length(); i++) {
            char c = source.charAt(i);
            if (c == '\r' && i + 1 < source.length() && source.charAt(i + 1) == '\n') {
                continue;
            }
            if (c == '\\') {
                int end = i + 1;
                while (end < source.length() && " \t\f\u000b\r".indexOf(source.charAt(end)) >= 0) {
                    end++;
                }
                if (end < source.length() && source.charAt(end) == '\n') {
                    if (!source.substring(i + 1, end).replace("\r", "").isEmpty()) {
                        throw new ScreenException(
                                line,
                                "a backslash with blanks after it joins lines in some compilers and not in others");
                    }
                    i = end;
                    line++;
                    continue;
                }
            }
            if (c < ' ' && c != '\n' && c != '\t' || c == 0x7f) {
                throw new ScreenException(line, "a control character, U+%04X".formatted((int) c));
            }
            joined.append(c);
            lines.add(line);
            if (c == '\n') {
                line++;
            }
        }
        text = joined.append('\n').toString();
        lines.add(line);
        int trigraph = text.indexOf("??/");
        if (trigraph >= 0) {
            throw new ScreenException(lines.get(trigraph), "the trigraph ??/ stands for a backslash");
        }
    }

    private void read() throws ScreenException {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') {
                add(Kind.NEWLINE, at + 1);
            } else if (c == ' ' || c == '\t') {
                at++;
                spaced = true;
            } else if (comes("//")) {
                at = text.indexOf("\n", at);
                spaced = true;
            } else if (comes("/*")) {
                int end = text.indexOf("*/", at + 2);
                if (end < 0) {
                    throw refused("a comment that is not closed");
                }
                at = end + 2;
                spaced = true;
            } else if (isLetter(c)) {
                identifier();
            } else if (isDigit(c) || c == '.' && isDigit(text.charAt(at + 1))) {
                number();
            } else if (c == '"' || c == '\'') {
                quoted(c);
            } else {
                punctuator();
            }
        }
    }

    private void identifier() throws ScreenException {
        int end = at + 1;
        while (isLetter(text.charAt(end)) || isDigit(text.charAt(end))) {
            end++;
        }
        char next = text.charAt(end);
        if ((next == '"' || next == '\'') && PREFIXES.contains(text.substring(at, end))) {
            throw refused("a string of another kind, %s%c".formatted(text.substring(at, end), next));
        }
        add(Kind.IDENTIFIER, end);
    }

    private void number() throws ScreenException {
        int end = at + 1;
        while (true) {
            char c = text.charAt(end);
            boolean sign = (c == '+' || c == '-') && "eEpP".indexOf(text.charAt(end - 1)) >= 0;
            if (!sign && !isLetter(c) && !isDigit(c) && c != '.') {
                break;
            }
            end++;
        }
        if (text.charAt(end) == '\'') {
            throw refused("a number with quotes in it");
        }
        add(Kind.NUMBER, end);
    }

    private void quoted(char quote) throws ScreenException {
        int end = at + 1;
        while (text.charAt(end) != quote) {
            if (text.charAt(end) == '\\') {
                end++;
            }
            if (text.charAt(end) == '\n') {
                unclosed(end);
                return;
            }
            end++;
        }
        add(quote == '"' ? Kind.STRING : Kind.CHARACTER, end + 1);
    }

    /** Some compilers take the rest of the line for the quote, and others the quote for a character: a comment would begin for some of them. */
    private void unclosed(int end) throws ScreenException {
        if (text.substring(at, end).contains("/*")) {
            throw refused("a quote that is not closed on its line");
        }
        add(Kind.UNCLOSED, end);
    }

    private void punctuator() throws ScreenException {
        if (comes("??") && TRIGRAPHS.indexOf(text.charAt(at + 2)) >= 0) {
            throw refused("the trigraph " + text.substring(at, at + 3));
        }
        if (DIGRAPHS.contains(text.substring(at, Math.min(at + 2, text.length())))) {
            throw refused("the digraph " + text.substring(at, at + 2));
        }
        for (String punctuator : PUNCTUATORS) {
            if (comes(punctuator)) {
                add(Kind.PUNCTUATOR, at + punctuator.length());
                return;
            }
        }
        char c = text.charAt(at);
        if (SINGLE.indexOf(c) < 0) {
            throw refused(
                    c < 0x7f
                            ? "the character %c outside of comments and strings".formatted(c)
                            : "the character U+%04X outside of comments and strings".formatted((int) c));
        }
        add(Kind.PUNCTUATOR, at + 1);
    }

    private boolean comes(String expected) {
        return text.startsWith(expected, at);
    }

    private void add(Kind kind, int end) {
        tokens.add(new Token(kind, text.substring(at, end), lines.get(at), spaced));
        at = end;
        spaced = false;
    }

    private ScreenException refused(String reason) {
        return new ScreenException(lines.get(at), reason);
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
