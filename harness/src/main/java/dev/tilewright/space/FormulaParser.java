package dev.tilewright.space;

import dev.tilewright.space.FormulaLexer.Form;
import dev.tilewright.space.FormulaLexer.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads formulas by precedence climbing (Pratt, "Top down operator precedence", 1973): an operand, then operators as long as they bind
 * more strongly than the one to the left. Formulas are others' text, so their depth is bounded, on the stack and in the tree.
 */
final class FormulaParser {

    /**
     * How large a formula may be. The operators bound the height of the tree too: in a row of sums each is one level of it.
     *
     * @param characters most characters
     * @param depth how deep parentheses, signs and choices may be nested
     * @param operators most operators
     */
    record Limits(int characters, int depth, int operators) {}

    private static final int WEAKEST = 0;
    private static final int CHOICE = 1;
    private static final int NOT_IN_WORDS = 4;

    private final FormulaText source;
    private final Limits limits;
    private final List<Token> tokens;
    private int next;
    private int depth;
    private int operators;

    private FormulaParser(FormulaText source, Limits limits) {
        this.source = source;
        this.limits = limits;
        this.tokens = FormulaLexer.tokens(source);
    }

    /**
     * Reads a formula.
     *
     * @throws IllegalArgumentException if it has a mistake, with where it is
     */
    static Term parse(FormulaText source, Limits limits) {
        if (source.text().isBlank()) {
            throw new IllegalArgumentException("a formula must not be empty");
        }
        if (source.text().length() > limits.characters()) {
            throw source.error(
                    limits.characters(),
                    "it has %d characters, and at most %d are read"
                            .formatted(source.text().length(), limits.characters()));
        }
        FormulaParser parser = new FormulaParser(source, limits);
        Term term = parser.term(WEAKEST);
        Token rest = parser.peek();
        if (rest.form() != Form.END) {
            throw source.error(rest.start(), "unexpected %s; expected an operator or the end".formatted(rest.shown()));
        }
        return term;
    }

    private Token peek() {
        return tokens.get(next);
    }

    private Token take() {
        return tokens.get(next++);
    }

    /** Reads operands and operators that bind more strongly than {@code left}. */
    private Term term(int left) {
        if (++depth > limits.depth()) {
            throw source.error(peek().start(), "it is nested more than %d deep".formatted(limits.depth()));
        }
        Term term = operand();
        while (true) {
            Token token = peek();
            if (token.is("?") && CHOICE > left) {
                take();
                term = choice(term, token.start());
                continue;
            }
            Optional<FormulaOperator> operator = operator(token);
            if (operator.isEmpty() || operator.get().strength() <= left) {
                depth--;
                return term;
            }
            take();
            if (++operators > limits.operators()) {
                throw source.error(token.start(), "it has more than %d operators".formatted(limits.operators()));
            }
            term = new Term.Binary(operator.get(), term, term(operator.get().strength()), token.start());
        }
    }

    private static Optional<FormulaOperator> operator(Token token) {
        return token.form() == Form.SYMBOL || token.form() == Form.NAME
                ? FormulaOperator.between(token.text())
                : Optional.empty();
    }

    private Term choice(Term condition, int at) {
        Term whenTrue = term(WEAKEST);
        expect(":", "':' and what it is otherwise");
        return new Term.Choice(condition, whenTrue, term(WEAKEST), at);
    }

    private Term operand() {
        Token token = take();
        return switch (token.form()) {
            case NUMBER -> number(token);
            case WORD -> new Term.Word(token.text(), token.start());
            case NAME -> name(token);
            case SYMBOL -> symbol(token);
            case END -> throw unexpected(token);
        };
    }

    private Term number(Token token) {
        try {
            return new Term.Literal(Long.parseLong(token.text()), token.start());
        } catch (NumberFormatException e) {
            throw source.error(token.start(), "the number is more than 64 bits hold");
        }
    }

    private Term name(Token token) {
        if (peek().is("(") && !token.text().equals("not")) {
            return call(token);
        }
        return switch (token.text()) {
            case "true" -> new Term.Truth(true, token.start());
            case "false" -> new Term.Truth(false, token.start());
            case "not" -> new Term.Unary(FormulaOperator.NOT, term(NOT_IN_WORDS), token.start());
            default -> new Term.Name(token.text(), token.start());
        };
    }

    private Term symbol(Token token) {
        if (token.is("(")) {
            Term inner = term(WEAKEST);
            expect(")", "an operator or ')'");
            return inner;
        }
        FormulaOperator operator = FormulaOperator.before(token.text()).orElseThrow(() -> unexpected(token));
        return new Term.Unary(operator, term(operator.strength()), token.start());
    }

    private Term call(Token name) {
        FormulaFunction function = FormulaFunction.of(name.text())
                .orElseThrow(() -> source.error(
                        name.start(),
                        "there is no function %s; expected one of %s".formatted(name.text(), FormulaFunction.all())));
        take();
        List<Term> arguments = new ArrayList<>();
        if (!peek().is(")")) {
            arguments.add(term(WEAKEST));
            while (peek().is(",")) {
                take();
                arguments.add(term(WEAKEST));
            }
        }
        expect(")", "',' or ')'");
        if (!function.takes(arguments.size())) {
            throw source.error(
                    name.start(), "%s takes %s, not %d".formatted(name.text(), function.arity(), arguments.size()));
        }
        return new Term.Call(function, arguments, name.start());
    }

    private void expect(String symbol, String expected) {
        Token token = take();
        if (!token.is(symbol)) {
            throw source.error(token.start(), "unexpected %s; expected %s".formatted(token.shown(), expected));
        }
    }

    private IllegalArgumentException unexpected(Token token) {
        return source.error(
                token.start(), "unexpected %s; expected a number, a name, a function or '('".formatted(token.shown()));
    }
}
