package dev.tilewright.kernels.screen;

import dev.tilewright.kernels.screen.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The condition of an {@code #if}. A number that only the compiler knows is unknown, and so is what follows from it; where the whole is
 * unknown, {@link Decisions} says what it is in this pass.
 */
final class Condition {

    private static final int DEEPEST = 100;
    private static final List<List<String>> LEVELS = List.of(
            List.of("||"),
            List.of("&&"),
            List.of("|"),
            List.of("^"),
            List.of("&"),
            List.of("==", "!="),
            List.of("<", ">", "<=", ">="),
            List.of("<<", ">>"),
            List.of("+", "-"),
            List.of("*", "/", "%"));

    private final List<Token> tokens;
    private final int line;
    private int at;
    private int depth;

    private Condition(List<Token> tokens, int line) {
        this.tokens = tokens;
        this.line = line;
    }

    /**
     * Tells whether a condition holds.
     *
     * @param written the tokens after {@code #if}
     * @param macros what is defined
     * @param predefined the names that a compiler may define by itself
     */
    static boolean holds(
            List<Token> written, int line, Map<String, Macro> macros, Predicate<String> predefined, Decisions decisions)
            throws ScreenException {
        List<Token> decided = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            if (!written.get(i).is("defined")) {
                decided.add(written.get(i));
                continue;
            }
            boolean open = i + 1 < written.size() && written.get(i + 1).is("(");
            int name = open ? i + 2 : i + 1;
            if (name >= written.size()
                    || !written.get(name).isIdentifier()
                    || open
                            && (name + 1 == written.size()
                                    || !written.get(name + 1).is(")"))) {
                throw new ScreenException(line, "defined without the name of a macro");
            }
            boolean defined = isDefined(written.get(name).text(), macros, predefined, decisions);
            decided.add(new Token(Kind.NUMBER, defined ? "1" : "0", line, true));
            i = open ? name + 1 : name;
        }
        List<Token> expanded = Expansion.of(decided, macros);
        for (Token token : expanded) {
            if (token.is("defined")
                    || token.is("__COUNTER__")
                    || token.is("__LINE__")
                    || token.text().startsWith("__has_")
                            && (token.text().contains("include") || token.text().contains("embed"))) {
                throw new ScreenException(line, "a condition on %s".formatted(token.text()));
            }
        }
        Condition condition = new Condition(
                expanded.stream()
                        .map(token -> token.isIdentifier() && !predefined.test(token.text())
                                ? new Token(Kind.NUMBER, "0", line, true)
                                : token)
                        .toList(),
                line);
        Optional<Long> value = condition.whole();
        return value.map(number -> number != 0)
                .orElseGet(
                        () -> decisions.ask(expanded.stream().map(Token::text).collect(Collectors.joining(" "))));
    }

    /** Tells whether a macro is defined. */
    static boolean isDefined(
            String name, Map<String, Macro> macros, Predicate<String> predefined, Decisions decisions) {
        return macros.containsKey(name) || predefined.test(name) && decisions.ask("defined " + name);
    }

    private Optional<Long> whole() throws ScreenException {
        Optional<Long> value = conditional();
        if (at < tokens.size()) {
            throw unreadable();
        }
        return value;
    }

    private Optional<Long> conditional() throws ScreenException {
        if (++depth > DEEPEST) {
            throw new ScreenException(line, "a condition nested more than %d deep".formatted(DEEPEST));
        }
        Optional<Long> condition = binary(0);
        if (accept("?")) {
            Optional<Long> yes = conditional();
            if (!accept(":")) {
                throw unreadable();
            }
            Optional<Long> no = conditional();
            depth--;
            return condition.flatMap(value -> value != 0 ? yes : no);
        }
        depth--;
        return condition;
    }

    private Optional<Long> binary(int level) throws ScreenException {
        if (level == LEVELS.size()) {
            return unary();
        }
        Optional<Long> left = binary(level + 1);
        while (at < tokens.size() && LEVELS.get(level).contains(tokens.get(at).text())) {
            String operator = tokens.get(at++).text();
            left = apply(operator, left, binary(level + 1));
        }
        return left;
    }

    private static Optional<Long> apply(String operator, Optional<Long> left, Optional<Long> right) {
        if (operator.equals("&&")) {
            boolean no = left.filter(value -> value == 0).isPresent()
                    || right.filter(value -> value == 0).isPresent();
            return no ? Optional.of(0L) : left.isPresent() && right.isPresent() ? Optional.of(1L) : Optional.empty();
        }
        if (operator.equals("||")) {
            boolean yes = left.filter(value -> value != 0).isPresent()
                    || right.filter(value -> value != 0).isPresent();
            return yes ? Optional.of(1L) : left.isPresent() && right.isPresent() ? Optional.of(0L) : Optional.empty();
        }
        return left.flatMap(a -> right.flatMap(b -> computed(operator, a, b)));
    }

    /** Computes as a compiler does; what overflows or is not defined is unknown. */
    private static Optional<Long> computed(String operator, long a, long b) {
        try {
            return switch (operator) {
                case "|" -> Optional.of(a | b);
                case "^" -> Optional.of(a ^ b);
                case "&" -> Optional.of(a & b);
                case "==" -> truth(a == b);
                case "!=" -> truth(a != b);
                case "<" -> truth(a < b);
                case ">" -> truth(a > b);
                case "<=" -> truth(a <= b);
                case ">=" -> truth(a >= b);
                case "<<" ->
                    b >= 0 && b < 31 && a >= 0 ? Optional.of(Math.multiplyExact(a, 1L << b)) : Optional.empty();
                case ">>" -> b >= 0 && b < 63 && a >= 0 ? Optional.of(a >> b) : Optional.empty();
                case "+" -> Optional.of(Math.addExact(a, b));
                case "-" -> Optional.of(Math.subtractExact(a, b));
                case "*" -> Optional.of(Math.multiplyExact(a, b));
                case "/" -> b == 0 ? Optional.empty() : Optional.of(Math.divideExact(a, b));
                case "%" -> b == 0 ? Optional.empty() : Optional.of(a % b);
                default -> Optional.empty();
            };
        } catch (ArithmeticException overflow) {
            return Optional.empty();
        }
    }

    private static Optional<Long> truth(boolean value) {
        return Optional.of(value ? 1L : 0L);
    }

    private Optional<Long> unary() throws ScreenException {
        List<String> operators = new ArrayList<>();
        while (at < tokens.size()
                && List.of("!", "-", "+", "~").contains(tokens.get(at).text())) {
            operators.add(tokens.get(at++).text());
        }
        Optional<Long> value = primary();
        for (String operator : operators.reversed()) {
            value = value.map(number -> switch (operator) {
                case "!" -> number == 0 ? 1L : 0L;
                case "-" -> -number;
                case "~" -> ~number;
                default -> number;
            });
        }
        return value;
    }

    private Optional<Long> primary() throws ScreenException {
        if (at >= tokens.size()) {
            throw unreadable();
        }
        Token token = tokens.get(at++);
        if (token.is("(")) {
            Optional<Long> value = conditional();
            if (!accept(")")) {
                throw unreadable();
            }
            return value;
        }
        return switch (token.kind()) {
            case NUMBER -> number(token.text());
            case CHARACTER -> Optional.empty();
            case IDENTIFIER -> {
                // A macro of the compiler's own, perhaps with arguments: __has_builtin(x).
                if (accept("(")) {
                    skipArguments();
                }
                yield Optional.empty();
            }
            default -> throw unreadable();
        };
    }

    private void skipArguments() throws ScreenException {
        int open = 1;
        while (open > 0) {
            if (at >= tokens.size()) {
                throw unreadable();
            }
            Token token = tokens.get(at++);
            open += token.is("(") ? 1 : token.is(")") ? -1 : 0;
        }
    }

    /** Unsigned numbers are unknown, since comparing with them is something else. */
    private static Optional<Long> number(String text) {
        String digits = text.endsWith("L") || text.endsWith("l") ? text.replaceAll("[lL]{1,2}$", "") : text;
        try {
            long value = digits.matches("0[xX][0-9a-fA-F]+")
                    ? Long.parseLong(digits.substring(2), 16)
                    : digits.matches("0[0-7]+") ? Long.parseLong(digits, 8) : Long.parseLong(digits);
            return Optional.of(value);
        } catch (NumberFormatException notASignedInteger) {
            return Optional.empty();
        }
    }

    private boolean accept(String text) {
        if (at < tokens.size() && tokens.get(at).is(text)) {
            at++;
            return true;
        }
        return false;
    }

    private ScreenException unreadable() {
        return new ScreenException(line, "a condition that cannot be read");
    }
}
