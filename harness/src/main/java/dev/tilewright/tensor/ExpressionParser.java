package dev.tilewright.tensor;

import dev.tilewright.tensor.Expression.Access;
import dev.tilewright.tensor.Expression.Binary;
import dev.tilewright.tensor.Expression.Call;
import dev.tilewright.tensor.Expression.Constant;
import dev.tilewright.tensor.Expression.Function;
import dev.tilewright.tensor.Expression.IndexValue;
import dev.tilewright.tensor.Expression.Negation;
import dev.tilewright.tensor.Expression.Operator;
import dev.tilewright.tensor.Expression.Reducer;
import dev.tilewright.tensor.Expression.Reduction;
import dev.tilewright.tensor.Expression.Select;
import dev.tilewright.tensor.Lexer.Kind;
import dev.tilewright.tensor.Lexer.Token;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the value on the right of a statement, by recursive descent. */
final class ExpressionParser {

    private static final String VALUE = "a number, a tensor, an index, a size, a function or '('";

    private final Tokens tokens;
    private final Scope scope;

    ExpressionParser(Tokens tokens, Scope scope) {
        this.tokens = tokens;
        this.scope = scope;
    }

    Expression parse() {
        tokens.enter();
        Expression sum = product();
        while (true) {
            if (tokens.accept("+")) {
                tokens.countOperator();
                sum = AffineFolding.binary(Operator.ADD, sum, product());
            } else if (tokens.accept("-")) {
                tokens.countOperator();
                sum = AffineFolding.binary(Operator.SUBTRACT, sum, product());
            } else {
                tokens.leave();
                return sum;
            }
        }
    }

    private Expression product() {
        Expression product = unary();
        while (true) {
            if (tokens.accept("*")) {
                tokens.countOperator();
                product = AffineFolding.binary(Operator.MULTIPLY, product, unary());
            } else if (tokens.accept("/")) {
                tokens.countOperator();
                product = new Binary(Operator.DIVIDE, product, unary());
            } else {
                return product;
            }
        }
    }

    private Expression unary() {
        if (!tokens.accept("-")) {
            return primary();
        }
        tokens.enter();
        Expression negated = switch (unary()) {
            case Constant(double value) -> new Constant(-value);
            case IndexValue(Affine value, boolean wide) -> new IndexValue(value.times(-1), wide);
            case Expression operand -> new Negation(operand);
        };
        tokens.leave();
        return negated;
    }

    private Expression primary() {
        if (tokens.accept("(")) {
            Expression inner = parse();
            tokens.expect(")", "an operator or ')'");
            return inner;
        }
        Token token = tokens.peek();
        if (token.kind() == Kind.NUMBER) {
            tokens.take();
            return new Constant(Double.parseDouble(token.text()));
        }
        if (token.kind() != Kind.NAME) {
            throw tokens.unexpected(VALUE);
        }
        tokens.take();
        if (tokens.peek().is("(")) {
            return call(token);
        }
        if (tokens.peek().is("[")) {
            return access(token);
        }
        return named(token);
    }

    private Expression named(Token token) {
        String name = token.text();
        if (scope.isNumber(name)) {
            return new IndexValue(Affine.name(name), false);
        }
        if (scope.isTensor(name)) {
            throw tokens.error(token, "the tensor " + name + " stands without indices", name + "[…]");
        }
        if (scope.ranges().introduces(name)) {
            throw tokens.error(token, "the index " + name + " is used outside its reduction", scope.numbers());
        }
        throw tokens.error(token, "unknown name " + name, scope.numbers() + ", or a tensor with its indices");
    }

    private Expression access(Token tensor) {
        List<Affine> shape = scope.shapeOf(tensor);
        tokens.expect("[", "'['");
        List<Affine> indices = new ArrayList<>();
        do {
            Token start = tokens.peek();
            Affine index = new AffineParser(tokens, scope::isNumber, scope.numbers()).parse();
            if (index.isName() && scope.isIndex(index.coefficients().firstKey()) && indices.size() < shape.size()) {
                Token bare = new Token(Kind.NAME, index.coefficients().firstKey(), start.start());
                scope.ranges().use(bare, tensor.text(), indices.size(), shape.get(indices.size()));
            }
            indices.add(index);
        } while (tokens.accept(","));
        tokens.expect("]", "an operator, ',' or ']'");
        if (indices.size() != shape.size()) {
            throw tokens.error(
                    tensor,
                    "%s takes %s, not %d".formatted(tensor.text(), count(shape.size()), indices.size()),
                    "%s, as the shape of %s is %s".formatted(count(shape.size()), tensor.text(), shape));
        }
        return new Access(tensor.text(), indices);
    }

    static String count(int indices) {
        return indices == 1 ? "1 index" : indices + " indices";
    }

    private Expression call(Token name) {
        tokens.countOperator();
        tokens.expect("(", "'('");
        Optional<Reducer> reducer = named(Reducer.values(), Reducer::symbol, name);
        Optional<Function> function = named(Function.values(), Function::symbol, name);
        if (name.text().equals("select")) {
            return select();
        }
        if (reducer.isPresent() && (function.isEmpty() || startsReduction())) {
            return reduction(reducer.get(), name);
        }
        if (function.isPresent()) {
            return elementFunction(function.get(), name);
        }
        throw tokens.error(
                name,
                scope.isTensor(name.text())
                        ? "the indices of " + name.text() + " stand in square brackets"
                        : "unknown function " + name.text(),
                scope.isTensor(name.text()) ? name.text() + "[…]" : "one of " + functions());
    }

    private static <T> Optional<T> named(T[] values, java.util.function.Function<T, String> symbol, Token name) {
        return Arrays.stream(values)
                .filter(value -> symbol.apply(value).equals(name.text()))
                .findFirst();
    }

    private static String functions() {
        Stream<String> reducers = Arrays.stream(Reducer.values()).map(Reducer::symbol);
        Stream<String> functions = Arrays.stream(Function.values()).map(Function::symbol);
        return Stream.of(reducers, functions, Stream.of("select"))
                .flatMap(names -> names)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** {@code max(a, b)} is the element function; {@code max(k, …)} is the reduction if {@code k} means nothing yet. */
    private boolean startsReduction() {
        Token first = tokens.peek();
        return first.kind() == Kind.NAME
                && tokens.peek(1).is(",")
                && !scope.isNumber(first.text())
                && !scope.isTensor(first.text());
    }

    private Expression reduction(Reducer reducer, Token name) {
        List<String> indices = new ArrayList<>();
        while (tokens.peek().kind() == Kind.NAME && tokens.peek(1).is(",")) {
            Token index = tokens.take();
            scope.open(index);
            indices.add(index.text());
            tokens.expect(",", "','");
        }
        if (indices.isEmpty()) {
            throw tokens.error(
                    tokens.peek(),
                    name.text() + " names no index to run over",
                    "%s(k, …) with a name of its own for the index".formatted(name.text()));
        }
        Expression body = parse();
        tokens.expect(")", "an operator or ')'");
        scope.close(indices.size());
        return new Reduction(reducer, indices, body);
    }

    private Expression elementFunction(Function function, Token name) {
        List<Expression> arguments = new ArrayList<>();
        do {
            arguments.add(parse());
        } while (tokens.accept(","));
        tokens.expect(")", "an operator, ',' or ')'");
        if (arguments.size() != function.arity()) {
            throw tokens.error(
                    name,
                    "%s takes %d value%s, not %d"
                            .formatted(
                                    function.symbol(),
                                    function.arity(),
                                    function.arity() == 1 ? "" : "s",
                                    arguments.size()),
                    function.arity() == 1 ? function.symbol() + "(a)" : function.symbol() + "(a, b)");
        }
        return new Call(function, arguments);
    }

    private Expression select() {
        Expression.Condition condition = new ConditionParser(tokens, this).parse();
        tokens.expect(",", "'&&', '||' or ','");
        Expression whenTrue = parse();
        tokens.expect(",", "an operator or ','");
        Expression whenFalse = parse();
        tokens.expect(")", "an operator or ')'");
        return new Select(condition, whenTrue, whenFalse);
    }
}
