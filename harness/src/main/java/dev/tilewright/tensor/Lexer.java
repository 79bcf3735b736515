package dev.tilewright.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts the text of a tensor expression into tokens.
 *
 * <p>A newline or a semicolon ends a statement, except that a newline inside brackets or right after an operator does not, so
 * that a long statement can be broken there. A {@code #} starts a comment.
 */
final class Lexer {

    /** What a token is. */
    enum Kind {
        NAME,
        NUMBER,
        SYMBOL,
        END_OF_STATEMENT,
        END
    }

    /**
     * A piece of the text.
     *
     * @param kind what it is
     * @param text its characters
     * @param start its offset in the whole text
     */
    record Token(Kind kind, String text, int start) {

        boolean is(String symbol) {
            return kind == Kind.SYMBOL && text.equals(symbol);
        }

        /** Returns the token as an error message names it. */
        String shown() {
            return switch (kind) {
                case END -> "the end";
                case END_OF_STATEMENT -> "the end of the statement";
                default -> "'" + text + "'";
            };
        }
    }

    private static final List<String> SYMBOLS = List.of(
            "<=", ">=", "==", "!=", "&&", "||", "[", "]", "(", ")", ",", "=", "+", "-", "*", "/", "<", ">", "!");

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int position;
    private int depth;

    private Lexer(String text) {
        this.text = text;
    }

    /**
     * Cuts {@code text} into tokens, the last of which is {@link Kind#END}.
     *
     * @throws TensorSyntaxException at a character that begins no token
     */
    static List<Token> tokens(String text) {
        Lexer lexer = new Lexer(text);
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c == '\n' || c == ';') {
                endStatement(c);
            } else if (Character.isWhitespace(c)) {
                position++;
            } else if (c == '#') {
                int newline = text.indexOf('\n', position);
                position = newline < 0 ? text.length() : newline;
            } else if (isNameStart(c)) {
                take(Kind.NAME, nameEnd());
            } else if (isDigit(c) || (c == '.' && position + 1 < text.length() && isDigit(text.charAt(position + 1)))) {
                take(Kind.NUMBER, numberEnd());
            } else {
                takeSymbol();
            }
        }
        tokens.add(new Token(Kind.END, "", text.length()));
    }

    private void endStatement(char c) {
        if (c == ';' || (depth <= 0 && !afterOperator())) {
            tokens.add(new Token(Kind.END_OF_STATEMENT, String.valueOf(c), position));
        }
        position++;
    }

    private boolean afterOperator() {
        if (tokens.isEmpty() || tokens.getLast().kind() != Kind.SYMBOL) {
            return false;
        }
        return !tokens.getLast().is("]") && !tokens.getLast().is(")");
    }

    private void takeSymbol() {
        for (String symbol : SYMBOLS) {
            if (text.startsWith(symbol, position)) {
                if (symbol.equals("(") || symbol.equals("[")) {
                    depth++;
                } else if (symbol.equals(")") || symbol.equals("]")) {
                    depth--;
                }
                take(Kind.SYMBOL, position + symbol.length());
                return;
            }
        }
        String found = Character.toString(text.codePointAt(position));
        throw new Source(text)
                .error(position, "'%s' has no meaning here".formatted(found), "a name, a number or an operator");
    }

    private void take(Kind kind, int end) {
        tokens.add(new Token(kind, text.substring(position, end), position));
        position = end;
    }

    private int nameEnd() {
        int end = position;
        while (end < text.length() && (isNameStart(text.charAt(end)) || isDigit(text.charAt(end)))) {
            end++;
        }
        return end;
    }

    private int numberEnd() {
        int end = digitsEnd(position);
        if (end < text.length() && text.charAt(end) == '.') {
            end = digitsEnd(end + 1);
        }
        if (end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
            int exponent = end + 1;
            if (exponent < text.length() && (text.charAt(exponent) == '-' || text.charAt(exponent) == '+')) {
                exponent++;
            }
            int exponentEnd = digitsEnd(exponent);
            if (exponentEnd > exponent) {
                return exponentEnd;
            }
        }
        return end;
    }

    private int digitsEnd(int from) {
        int end = from;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isNameStart(char c) {
        return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
