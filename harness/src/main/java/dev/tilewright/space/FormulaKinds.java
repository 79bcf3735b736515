package dev.tilewright.space;

import java.util.Map;

/**
 * Tells the kind of a formula by its parts, and refuses operators over what they do not take. So {@code TILE & TILE - 1 == 0}, which in C
 * is no test for powers of two, is a mistake and not another condition than was meant.
 */
final class FormulaKinds {

    private final FormulaText source;
    private final Map<String, Kind> names;
    private final boolean closed;

    /**
     * @param source the formula, for messages
     * @param names the kinds of the names in it
     * @param closed whether there are no other names
     */
    FormulaKinds(FormulaText source, Map<String, Kind> names, boolean closed) {
        this.source = source;
        this.names = names;
        this.closed = closed;
    }

    /**
     * Tells the kind of a part.
     *
     * @throws IllegalArgumentException if an operator takes something else, or a name is not known
     */
    Kind of(Term term) {
        return switch (term) {
            case Term.Literal _ -> Kind.NUMBER;
            case Term.Word _ -> Kind.WORD;
            case Term.Truth _ -> Kind.CONDITION;
            case Term.Name name -> named(name);
            case Term.Unary unary -> {
                Kind taken = taken(unary.operator());
                require(unary.operand(), taken, unary.operator().symbol(), "its operand");
                yield taken;
            }
            case Term.Binary binary -> binary(binary);
            case Term.Call call -> {
                call.arguments()
                        .forEach(argument ->
                                require(argument, Kind.NUMBER, call.function().symbol(), "an argument"));
                yield Kind.NUMBER;
            }
            case Term.Choice choice -> {
                require(choice.condition(), Kind.CONDITION, "?", "its left side");
                Kind one = of(choice.whenTrue());
                Kind other = of(choice.whenFalse());
                if (!one.mayBe(other)) {
                    throw source.error(choice.at(), "'?' chooses between %s and %s".formatted(one, other));
                }
                yield one == other ? one : Kind.EITHER;
            }
        };
    }

    private Kind named(Term.Name name) {
        Kind kind = names.get(name.name());
        if (kind == null && closed) {
            throw Formula.unknown(source, name.name());
        }
        return kind == null ? Kind.EITHER : kind;
    }

    private static Kind taken(FormulaOperator operator) {
        return operator.takesConditions() ? Kind.CONDITION : Kind.NUMBER;
    }

    private Kind binary(Term.Binary binary) {
        FormulaOperator operator = binary.operator();
        if (operator.comparesAnything()) {
            Kind left = of(binary.left());
            Kind right = of(binary.right());
            if (!left.mayBe(right)) {
                throw source.error(binary.at(), "'%s' compares %s with %s".formatted(operator.symbol(), left, right));
            }
        } else {
            require(binary.left(), taken(operator), operator.symbol(), "its left side");
            require(binary.right(), taken(operator), operator.symbol(), "its right side");
        }
        return operator.makesCondition() ? Kind.CONDITION : Kind.NUMBER;
    }

    private void require(Term operand, Kind kind, String symbol, String side) {
        Kind given = of(operand);
        if (given == Kind.DECIMAL && kind == Kind.NUMBER) {
            throw source.error(
                    operand.at(),
                    "'%s' takes whole numbers, and %s has decimals; write the condition in Python, after \"%s\""
                            .formatted(symbol, side, PythonExpression.MARK));
        }
        if (!given.mayBe(kind)) {
            throw source.error(
                    operand.at(), "'%s' takes %s, and %s is %s".formatted(symbol, plural(kind), side, given));
        }
    }

    private static String plural(Kind kind) {
        return kind == Kind.CONDITION ? "conditions" : "numbers";
    }
}
