package dev.tilewright.tensor;

import dev.tilewright.tensor.Lexer.Kind;
import dev.tilewright.tensor.Lexer.Token;
import java.util.List;

/** A place in the tokens of a text. */
final class Tokens {

    /** How deep an expression may be nested, and how many operators a statement may have: what works on its tree goes as deep. */
    private static final int DEEPEST = 100;

    private static final int MOST_OPERATORS = 500;

    private final Source source;
    private final List<Token> tokens;
    private int next;
    private int depth;
    private int operators;

    Tokens(String text) {
        this.source = new Source(text);
        this.tokens = Lexer.tokens(text);
    }

    /** Returns the token that is read next. */
    Token peek() {
        return tokens.get(next);
    }

    /** Returns the token {@code distance} after the one that is read next. */
    Token peek(int distance) {
        return tokens.get(Math.min(next + distance, tokens.size() - 1));
    }

    /** Reads a token. The last one is read again and again. */
    Token take() {
        Token token = peek();
        if (token.kind() != Kind.END) {
            next++;
        }
        return token;
    }

    /** Reads {@code symbol} if it is next, and returns whether it was. */
    boolean accept(String symbol) {
        if (peek().is(symbol)) {
            take();
            return true;
        }
        return false;
    }

    /**
     * Reads {@code symbol}.
     *
     * @param expected what else could be there, for the message
     */
    Token expect(String symbol, String expected) {
        if (!peek().is(symbol)) {
            throw unexpected(expected);
        }
        return take();
    }

    /** Takes note of a part that is nested in another, up to {@link #leave}. */
    void enter() {
        if (++depth > DEEPEST) {
            throw error(
                    peek(),
                    "the expression is nested more than %d deep".formatted(DEEPEST),
                    "parts of it in statements of their own, T[i] = …");
        }
    }

    void leave() {
        depth--;
    }

    /** Takes note that a statement begins. */
    void beginStatement() {
        operators = 0;
    }

    /** Takes note of an operator or a function of the statement. */
    void countOperator() {
        if (++operators > MOST_OPERATORS) {
            throw error(
                    peek(),
                    "the statement has more than %d operators".formatted(MOST_OPERATORS),
                    "parts of it in statements of their own, T[i] = …");
        }
    }

    /** Returns the error for a token that fits nowhere. */
    TensorSyntaxException unexpected(String expected) {
        return error(peek(), "unexpected " + peek().shown(), expected);
    }

    TensorSyntaxException error(Token token, String problem, String expected) {
        return source.error(token, problem, expected);
    }

    /** Returns the token that follows the parenthesis that closes the one that is read next. */
    Token afterParentheses() {
        int depth = 0;
        for (int i = next; i < tokens.size(); i++) {
            if (tokens.get(i).is("(")) {
                depth++;
            } else if (tokens.get(i).is(")") && --depth == 0) {
                return tokens.get(Math.min(i + 1, tokens.size() - 1));
            }
        }
        return tokens.getLast();
    }
}
