package dev.tilewright.tensor;

import dev.tilewright.tensor.Lexer.Kind;
import dev.tilewright.tensor.Lexer.Token;
import java.util.function.Predicate;

/** Reads affine forms: index expressions, and the dimensions of shapes. */
final class AffineParser {

    private final Tokens tokens;
    private final Predicate<String> known;
    private final String knownNames;

    /**
     * @param tokens where to read
     * @param known the names that may occur in the form
     * @param knownNames the same, as an error message says it
     */
    AffineParser(Tokens tokens, Predicate<String> known, String knownNames) {
        this.tokens = tokens;
        this.known = known;
        this.knownNames = knownNames;
    }

    Affine parse() {
        Token start = tokens.peek();
        try {
            return sum();
        } catch (ArithmeticException e) {
            throw tokens.error(start, "the numbers of this index are too large", "numbers below 2^63");
        }
    }

    private Affine sum() {
        tokens.enter();
        Affine sum = product();
        while (true) {
            if (tokens.accept("+")) {
                tokens.countOperator();
                sum = sum.plus(product());
            } else if (tokens.accept("-")) {
                tokens.countOperator();
                sum = sum.minus(product());
            } else {
                tokens.leave();
                return sum;
            }
        }
    }

    private Affine product() {
        Affine product = factor();
        while (tokens.peek().is("*") || tokens.peek().is("/")) {
            Token operator = tokens.take();
            if (operator.is("/")) {
                throw tokens.error(operator, "an index cannot be divided", affine());
            }
            Affine factor = factor();
            if (product.isConstant()) {
                product = factor.times(product.constant());
            } else if (factor.isConstant()) {
                product = product.times(factor.constant());
            } else {
                throw tokens.error(operator, "%s times %s is not affine".formatted(product, factor), affine());
            }
        }
        return product;
    }

    private Affine factor() {
        if (tokens.accept("-")) {
            tokens.enter();
            Affine negated = factor().times(-1);
            tokens.leave();
            return negated;
        }
        if (tokens.accept("(")) {
            Affine inner = sum();
            tokens.expect(")", "')'");
            return inner;
        }
        Token token = tokens.peek();
        if (token.kind() == Kind.NUMBER) {
            tokens.take();
            return number(token);
        }
        if (token.kind() != Kind.NAME) {
            throw tokens.unexpected(knownNames + " or a whole number");
        }
        if (tokens.peek(1).is("[") || tokens.peek(1).is("(")) {
            throw tokens.error(token, "an index cannot be computed from " + token.text(), affine());
        }
        if (!known.test(token.text())) {
            throw tokens.error(token, "unknown name " + token.text(), knownNames);
        }
        tokens.take();
        return Affine.name(token.text());
    }

    private Affine number(Token token) {
        try {
            return Affine.constant(Long.parseLong(token.text()));
        } catch (NumberFormatException e) {
            throw tokens.error(token, token.text() + " is not a whole number", affine());
        }
    }

    private static String affine() {
        return "sums of names and whole multiples of names, 2 * i + 1";
    }
}
