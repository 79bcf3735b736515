package dev.tilewright.space;

import dev.tilewright.space.FormulaParser.Limits;
import dev.tilewright.space.PythonLexer.Form;
import dev.tilewright.space.PythonLexer.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads Python expressions by precedence climbing, as {@link FormulaParser} reads formulas. It reads what is arithmetic and logic over
 * names, words and lists; attributes, assignments, lambdas and functions but its own are mistakes.
 */
final class PythonParser {

    private static final int WEAKEST = 0;

    private static final Pattern DECIMAL_DIGITS = Pattern.compile("(?:0|[1-9](?:_?[0-9])*)");
    private static final Pattern BASED_DIGITS = Pattern.compile("0x[0-9a-fA-F]+|0o[0-7]+|0b[01]+");
    private static final Pattern REAL =
            Pattern.compile("(?:[0-9](?:_?[0-9])*\\.?(?:[0-9](?:_?[0-9])*)?|\\.[0-9](?:_?[0-9])*)(?:[eE][+-]?[0-9]+)?");

    private static final Map<String, Double> CONSTANTS =
            Map.of("pi", Math.PI, "e", Math.E, "inf", Double.POSITIVE_INFINITY);

    private final FormulaText source;
    private final Limits limits;
    private final List<Token> tokens;
    private int next;
    private int depth;
    private int operators;

    private PythonParser(FormulaText source, Limits limits) {
        this.source = source;
        this.limits = limits;
        this.tokens = PythonLexer.tokens(source);
    }

    /**
     * Reads an expression.
     *
     * @throws IllegalArgumentException if it has a mistake, with where it is
     */
    static PythonTerm parse(FormulaText source, Limits limits) {
        if (source.text().isBlank()) {
            throw new IllegalArgumentException("a Python expression must not be empty");
        }
        if (source.text().length() > limits.characters()) {
            throw source.error(
                    limits.characters(),
                    "it has %d characters, and at most %d are read"
                            .formatted(source.text().length(), limits.characters()));
        }
        PythonParser parser = new PythonParser(source, limits);
        PythonTerm term = parser.term(WEAKEST);
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

    private boolean accept(String symbol) {
        boolean is = peek().is(symbol);
        next += is ? 1 : 0;
        return is;
    }

    /** Reads operands and operators that bind more strongly than {@code left}. */
    private PythonTerm term(int left) {
        if (++depth > limits.depth()) {
            throw source.error(peek().start(), "it is nested more than %d deep".formatted(limits.depth()));
        }
        PythonTerm term = operand(left);
        while (true) {
            Optional<PythonTerm> more = more(term, left);
            if (more.isEmpty()) {
                depth--;
                return term;
            }
            term = more.get();
        }
    }

    /** Reads an operator and what is to the right of it, if it binds more strongly than {@code left}. */
    private Optional<PythonTerm> more(PythonTerm term, int left) {
        Token token = peek();
        int at = token.start();
        if (token.is("[")) {
            take();
            counted(token);
            PythonTerm index = term(WEAKEST);
            expect("]", "an operator or ']'");
            return Optional.of(new PythonTerm.Item(term, index, at));
        }
        if (token.is("if") && PythonOperator.CHOOSES > left) {
            take();
            counted(token);
            PythonTerm condition = term(PythonOperator.CHOOSES);
            expect("else", "'else' and what it is otherwise");
            return Optional.of(new PythonTerm.Choice(condition, term, term(WEAKEST), at));
        }
        if (token.is("or") && PythonOperator.DISJOINS > left) {
            take();
            counted(token);
            return Optional.of(new PythonTerm.Logic(false, term, term(PythonOperator.DISJOINS), at));
        }
        if (token.is("and") && PythonOperator.CONJOINS > left) {
            take();
            counted(token);
            return Optional.of(new PythonTerm.Logic(true, term, term(PythonOperator.CONJOINS), at));
        }
        Optional<PythonOperator> operator = operator();
        if (operator.isEmpty() || operator.get().strength() <= left) {
            return Optional.empty();
        }
        if (operator.get().compares()) {
            return Optional.of(comparison(term));
        }
        take();
        counted(token);
        return Optional.of(
                new PythonTerm.Binary(operator.get(), term, term(operator.get().right()), at));
    }

    private void counted(Token token) {
        if (++operators > limits.operators()) {
            throw source.error(token.start(), "it has more than %d operators".formatted(limits.operators()));
        }
    }

    private Optional<PythonOperator> operator() {
        Token token = peek();
        if (token.is("not") && tokens.get(next + 1).is("in")) {
            return Optional.of(PythonOperator.NOT_IN);
        }
        if (token.is("is")) {
            throw source.error(token.start(), "'is' is not read; a comparison is written ==");
        }
        return token.form() == Form.SYMBOL || token.form() == Form.KEYWORD
                ? PythonOperator.between(token.text())
                : Optional.empty();
    }

    private PythonTerm comparison(PythonTerm first) {
        List<PythonTerm> operands = new ArrayList<>(List.of(first));
        List<PythonOperator> compared = new ArrayList<>();
        int at = peek().start();
        for (Optional<PythonOperator> operator = operator();
                operator.isPresent() && operator.get().compares();
                operator = operator()) {
            counted(take());
            if (operator.get() == PythonOperator.NOT_IN) {
                take();
            }
            compared.add(operator.get());
            operands.add(term(PythonOperator.COMPARES));
        }
        return new PythonTerm.Comparison(operands, compared, at);
    }

    private PythonTerm operand(int left) {
        Token token = take();
        return switch (token.form()) {
            case WHOLE -> new PythonTerm.Literal(whole(token), token.start());
            case DECIMAL -> new PythonTerm.Literal(real(token), token.start());
            case WORD -> new PythonTerm.Literal(token.text(), token.start());
            case NAME -> name(token);
            case KEYWORD -> keyword(token, left);
            case SYMBOL -> symbol(token);
            case END -> throw unexpected(token);
        };
    }

    private long whole(Token token) {
        String text = token.text();
        try {
            if (DECIMAL_DIGITS.matcher(text).matches()) {
                return Long.parseLong(text.replace("_", ""));
            }
            if (BASED_DIGITS.matcher(text).matches()) {
                int base = text.charAt(1) == 'x' ? 16 : text.charAt(1) == 'o' ? 8 : 2;
                return Long.parseLong(text.substring(2), base);
            }
        } catch (NumberFormatException e) {
            throw source.error(token.start(), "the number is more than 64 bits hold");
        }
        throw source.error(token.start(), "'%s' is no whole number".formatted(text));
    }

    private double real(Token token) {
        if (!REAL.matcher(token.text()).matches()) {
            throw source.error(token.start(), "'%s' is no number".formatted(token.text()));
        }
        return Double.parseDouble(token.text().replace("_", ""));
    }

    private PythonTerm keyword(Token token, int left) {
        return switch (token.text()) {
            case "True" -> new PythonTerm.Literal(true, token.start());
            case "False" -> new PythonTerm.Literal(false, token.start());
            case "not" -> {
                if (left >= PythonOperator.COMPARES) {
                    throw unexpected(token);
                }
                counted(token);
                yield new PythonTerm.Unary(PythonOperator.NOT, term(PythonOperator.NOT.strength()), token.start());
            }
            default -> throw unexpected(token);
        };
    }

    private PythonTerm name(Token token) {
        if (token.text().equals("math") && accept(".")) {
            return ofMath(take());
        }
        if (peek().is("(")) {
            return call(token, PythonFunction.of(token.text(), false));
        }
        if (peek().is(".")) {
            throw source.error(peek().start(), "only functions of math have a point before them");
        }
        return new PythonTerm.Name(token.text(), token.start());
    }

    private PythonTerm ofMath(Token token) {
        if (peek().is("(")) {
            return call(token, PythonFunction.of(token.text(), true));
        }
        Double constant = CONSTANTS.get(token.text());
        if (constant == null) {
            throw source.error(token.start(), "there is no math.%s".formatted(token.text()));
        }
        return new PythonTerm.Literal(constant, token.start());
    }

    private PythonTerm call(Token name, Optional<PythonFunction> found) {
        PythonFunction function = found.orElseThrow(() -> source.error(
                name.start(),
                "there is no function %s; expected one of %s".formatted(name.text(), PythonFunction.all())));
        counted(take());
        List<PythonTerm> arguments = new ArrayList<>();
        if (!peek().is(")")) {
            arguments.add(element(false));
            while (accept(",") && !peek().is(")")) {
                arguments.add(term(WEAKEST));
            }
        }
        expect(")", "',' or ')'");
        if (!function.takes(arguments.size())) {
            throw source.error(
                    name.start(), "%s takes %s, not %d".formatted(name.text(), function.arity(), arguments.size()));
        }
        return new PythonTerm.Call(function, arguments, name.start());
    }

    private PythonTerm symbol(Token token) {
        if (token.is("(") || token.is("[") || token.is("{")) {
            return bracketed(token);
        }
        PythonOperator sign = PythonOperator.sign(token.text()).orElseThrow(() -> unexpected(token));
        counted(token);
        return new PythonTerm.Unary(sign, term(sign.right()), token.start());
    }

    private PythonTerm bracketed(Token open) {
        String close = open.is("(") ? ")" : open.is("[") ? "]" : "}";
        boolean set = open.is("{");
        List<PythonTerm> items = new ArrayList<>();
        boolean comma = false;
        while (!peek().is(close)) {
            PythonTerm item = items.isEmpty() ? element(set) : term(WEAKEST);
            items.add(item);
            comma = accept(",");
            if (!comma) {
                break;
            }
        }
        expect(close, "an operator, ',' or '%s'".formatted(close));
        if (items.size() == 1 && !comma && (open.is("(") || isMadeHere(items.getFirst(), open))) {
            return items.getFirst();
        }
        if (set && items.isEmpty()) {
            throw source.error(open.start(), "{} is no set");
        }
        return new PythonTerm.Sequence(items, set, open.start());
    }

    /** Tells a comprehension in the bracket itself from one in brackets of its own, which is an item. */
    private static boolean isMadeHere(PythonTerm item, Token open) {
        return item instanceof PythonTerm.Comprehension && item.at() == open.start() + 1;
    }

    /** Reads an expression, or a comprehension without brackets of its own. */
    private PythonTerm element(boolean set) {
        int at = peek().start();
        PythonTerm element = term(WEAKEST);
        if (!peek().is("for")) {
            return element;
        }
        List<PythonTerm.Clause> clauses = new ArrayList<>();
        while (peek().is("for")) {
            clauses.add(clause());
        }
        return new PythonTerm.Comprehension(element, clauses, set, at);
    }

    private PythonTerm.Clause clause() {
        counted(take());
        Token name = take();
        if (name.form() != Form.NAME) {
            throw source.error(name.start(), "unexpected %s; expected one name after 'for'".formatted(name.shown()));
        }
        expect("in", "'in'");
        PythonTerm values = term(PythonOperator.CHOOSES);
        List<PythonTerm> conditions = new ArrayList<>();
        while (accept("if")) {
            conditions.add(term(PythonOperator.CHOOSES));
        }
        return new PythonTerm.Clause(name.text(), values, conditions);
    }

    private void expect(String symbol, String expected) {
        Token token = take();
        if (!token.is(symbol)) {
            throw source.error(token.start(), "unexpected %s; expected %s".formatted(token.shown(), expected));
        }
    }

    private IllegalArgumentException unexpected(Token token) {
        return source.error(
                token.start(),
                "unexpected %s; expected a number, a name, a word, a function or '('".formatted(token.shown()));
    }
}
