package dev.tilewright.space;

import java.util.ArrayList;
import java.util.List;

/** Cuts the text of a formula into tokens, in one pass. */
final class FormulaLexer {

    /** What a token is. */
    enum Form {
        NAME,
        NUMBER,
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

        boolean is(String symbol) {
            return form == Form.SYMBOL && text.equals(symbol);
        }

        /** Returns the token as a message names it. */
        String shown() {
            return form == Form.END ? "the end" : "'" + text + "'";
        }
    }

    private static final List<String> SYMBOLS = List.of(
            "<=", ">=", "==", "!=", "&&", "||", "<<", ">>", "(", ")", ",", "?", ":", "+", "-", "*", "/", "%", "<", ">",
            "!", "&", "|", "^", "~");

    private static final int LONGEST_WORD = 64;

    private final FormulaText source;
    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int position;

    private FormulaLexer(FormulaText source) {
        this.source = source;
        this.text = source.text();
    }

    /**
     * Cuts a text into tokens, the last of which is {@link Form#END}.
     *
     * @throws IllegalArgumentException at a character that begins no token
     */
    static List<Token> tokens(FormulaText source) {
        FormulaLexer lexer = new FormulaLexer(source);
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        while (position < text.length()) {
            char c = text.charAt(position);
            if (Character.isWhitespace(c)) {
                position++;
            } else if (Identifier.begins(c)) {
                take(Form.NAME, end(position));
            } else if (isDigit(c)) {
                takeNumber();
            } else if (c == '\'' || c == '"') {
                takeWord(c);
            } else {
                takeSymbol();
            }
        }
        tokens.add(new Token(Form.END, "", text.length()));
    }

    /** A number that C would read in base 8 is refused, as a tunable of that value would be another number in the source. */
    private void takeNumber() {
        int end = end(position);
        String digits = text.substring(position, end);
        if (end < text.length() && text.charAt(end) == '.') {
            throw source.error(
                    position, "numbers are whole, unlike %s".formatted(text.substring(position, end(end + 1))));
        }
        if (!digits.chars().allMatch(c -> isDigit((char) c)) || (digits.length() > 1 && digits.startsWith("0"))) {
            throw source.error(position, "'%s' is no whole number in base 10".formatted(digits));
        }
        take(Form.NUMBER, end);
    }

    private void takeWord(char quote) {
        int end = text.indexOf(quote, position + 1);
        if (end < 0 || end - position > LONGEST_WORD) {
            throw source.error(position, "the word is not closed by %s".formatted(quote));
        }
        tokens.add(new Token(Form.WORD, text.substring(position + 1, end), position));
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
        while (end < text.length() && (Identifier.begins(text.charAt(end)) || isDigit(text.charAt(end)))) {
            end++;
        }
        return end;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
