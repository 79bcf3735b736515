package dev.tilewright.space;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Cuts the text of a Python expression into tokens, in one pass. */
final class PythonLexer {

    /** What a token is. */
    enum Form {
        NAME,
        KEYWORD,
        WHOLE,
        DECIMAL,
        WORD,
        SYMBOL,
        END
    }

    /**
     * A piece of the text.
     *
     * @param form what it is
     * @param text its characters; those between the quotes of a word
     * @param start its offset
     */
    record Token(Form form, String text, int start) {

        boolean is(String text) {
            return (form == Form.SYMBOL || form == Form.KEYWORD) && this.text.equals(text);
        }

        /** Returns the token as a message names it. */
        String shown() {
            return form == Form.END ? "the end" : "'" + text + "'";
        }
    }

    private static final List<String> SYMBOLS = List.of(
            "**", "//", "<<", ">>", "<=", ">=", "==", "!=", "(", ")", "[", "]", "{", "}", ",", ".", "+", "-", "*", "/",
            "%", "<", ">", "&", "|", "^", "~");

    private static final Set<String> KEYWORDS = Set.of(
            "and", "or", "not", "in", "is", "if", "else", "for", "lambda", "True", "False", "None", "await", "async",
            "yield", "import", "def", "class", "return", "while", "with", "as", "from", "del", "pass", "raise", "try");

    private static final int LONGEST_WORD = 64;
    private static final int LONGEST_NUMBER = 64;

    private final FormulaText source;
    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int position;

    private PythonLexer(FormulaText source) {
        this.source = source;
        this.text = source.text();
    }

    /**
     * Cuts a text into tokens, the last of which is {@link Form#END}.
     *
     * @throws IllegalArgumentException at a character that begins no token
     */
    static List<Token> tokens(FormulaText source) {
        PythonLexer lexer = new PythonLexer(source);
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        while (position < text.length()) {
            char c = text.charAt(position);
            if (Character.isWhitespace(c)) {
                position++;
            } else if (Identifier.begins(c)) {
                takeName();
            } else if (isDigit(position) || (c == '.' && isDigit(position + 1))) {
                takeNumber();
            } else if (c == '\'' || c == '"') {
                takeWord(c);
            } else {
                takeSymbol();
            }
        }
        tokens.add(new Token(Form.END, "", text.length()));
    }

    private void takeName() {
        int end = end(position);
        String name = text.substring(position, end);
        if (end < text.length() && (text.charAt(end) == '\'' || text.charAt(end) == '"')) {
            throw source.error(position, "a word has nothing before its quote, unlike %s".formatted(name));
        }
        take(KEYWORDS.contains(name) ? Form.KEYWORD : Form.NAME, end);
    }

    private void takeNumber() {
        int end = end(position);
        boolean based =
                text.startsWith("0x", position) || text.startsWith("0b", position) || text.startsWith("0o", position);
        boolean decimal = false;
        if (!based) {
            if (end < text.length() && text.charAt(end) == '.') {
                decimal = true;
                end = end(end + 1);
            }
            char last = text.charAt(end - 1);
            decimal |= text.substring(position, end).chars().anyMatch(c -> c == 'e' || c == 'E');
            boolean sign = end < text.length() && (text.charAt(end) == '-' || text.charAt(end) == '+');
            if (sign && (last == 'e' || last == 'E')) {
                end = end(end + 1);
            }
        }
        if (end - position > LONGEST_NUMBER) {
            throw source.error(position, "the number has more than %d characters".formatted(LONGEST_NUMBER));
        }
        take(decimal ? Form.DECIMAL : Form.WHOLE, end);
    }

    /** The words of tunables have no characters that would need a backslash. */
    private void takeWord(char quote) {
        int end = text.indexOf(quote, position + 1);
        if (end < 0 || end - position > LONGEST_WORD) {
            throw source.error(position, "the word is not closed by %s".formatted(quote));
        }
        String word = text.substring(position + 1, end);
        if (word.indexOf('\\') >= 0) {
            throw source.error(position + 1 + word.indexOf('\\'), "a word with a backslash is not read");
        }
        tokens.add(new Token(Form.WORD, word, position));
        position = end + 1;
    }

    private void takeSymbol() {
        for (String symbol : SYMBOLS) {
            if (text.startsWith(symbol, position)) {
                take(Form.SYMBOL, position + symbol.length());
                return;
            }
        }
        throw source.error(
                position,
                text.charAt(position) == '=' ? "a comparison is written ==" : "unexpected " + source.at(position));
    }

    private void take(Form form, int end) {
        tokens.add(new Token(form, text.substring(position, end), position));
        position = end;
    }

    private int end(int from) {
        int end = from;
        while (end < text.length() && (Identifier.begins(text.charAt(end)) || isDigit(end))) {
            end++;
        }
        return end;
    }

    private boolean isDigit(int offset) {
        return offset < text.length() && text.charAt(offset) >= '0' && text.charAt(offset) <= '9';
    }
}
