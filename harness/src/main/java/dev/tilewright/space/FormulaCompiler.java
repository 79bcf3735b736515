package dev.tilewright.space;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compiles formulas, to what {@link FormulaEvaluation} computes. */
final class FormulaCompiler extends ConditionCompiler<Term> {

    private final FormulaText source;

    FormulaCompiler(Choices choices, int limit, FormulaText source) {
        super(choices, limit);
        this.source = source;
    }

    @Override
    List<Term> parts(Term term) {
        return term.parts();
    }

    @Override
    Collection<String> names(Term term) {
        return term instanceof Term.Name name ? Set.of(name.name()) : Set.of();
    }

    @Override
    Object interpreted(Term term, Map<String, Object> values) {
        return new FormulaEvaluation(source, values).of(term);
    }

    @Override
    IllegalArgumentException unknown(String name) {
        return Formula.unknown(source, name);
    }

    @Override
    boolean isTrue(Object value) {
        return value.equals(true);
    }

    @Override
    Code combined(Term term, List<Code> parts) {
        return switch (term) {
            case Term.Literal number -> Code.constant(number.value());
            case Term.Truth truth -> Code.constant(truth.value());
            case Term.Word _ -> Code.NONE;
            case Term.Name name -> named(name.name());
            case Term.Unary unary -> unary(unary.operator(), parts.getFirst());
            case Term.Binary binary -> binary(binary.operator(), parts.getFirst(), parts.get(1));
            case Term.Call call -> call(call.function(), parts);
            case Term.Choice _ -> Codes.choice(parts.getFirst(), parts.get(1), parts.get(2));
        };
    }

    private static Code unary(FormulaOperator operator, Code operand) {
        if (operator == FormulaOperator.NOT) {
            return operand instanceof Code.Truth truth ? (Code.Truth) point -> !truth.at(point) : Code.NONE;
        }
        if (!(operand instanceof Code.Whole whole)) {
            return Code.NONE;
        }
        return operator == FormulaOperator.COMPLEMENT
                ? (Code.Whole) point -> ~whole.at(point)
                : (Code.Whole) point -> Math.negateExact(whole.at(point));
    }

    private static Code binary(FormulaOperator operator, Code left, Code right) {
        if (left instanceof Code.Truth a && right instanceof Code.Truth b) {
            return switch (operator) {
                case AND -> (Code.Truth) point -> a.at(point) && b.at(point);
                case OR -> (Code.Truth) point -> a.at(point) || b.at(point);
                case EQUAL -> (Code.Truth) point -> a.at(point) == b.at(point);
                case NOT_EQUAL -> (Code.Truth) point -> a.at(point) != b.at(point);
                default -> Code.NONE;
            };
        }
        return left instanceof Code.Whole a && right instanceof Code.Whole b ? binary(operator, a, b) : Code.NONE;
    }

    private static Code binary(FormulaOperator operator, Code.Whole a, Code.Whole b) {
        return switch (operator) {
            case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
                Codes.compare(PythonOperator.valueOf(operator.name()), a, b);
            case ADD -> (Code.Whole) point -> Math.addExact(a.at(point), b.at(point));
            case SUBTRACT -> (Code.Whole) point -> Math.subtractExact(a.at(point), b.at(point));
            case MULTIPLY -> (Code.Whole) point -> Math.multiplyExact(a.at(point), b.at(point));
            case REMAINDER -> (Code.Whole) point -> a.at(point) % FormulaEvaluation.divisor(b.at(point));
            case AND, OR -> Code.NONE;
            default -> (Code.Whole) point -> FormulaEvaluation.arithmetic(operator, a.at(point), b.at(point));
        };
    }

    private static Code call(FormulaFunction function, List<Code> arguments) {
        if (!arguments.stream().allMatch(Code.Whole.class::isInstance)) {
            return Code.NONE;
        }
        return switch (function) {
            case MIN, MAX -> Codes.extreme(function == FormulaFunction.MIN, arguments);
            default ->
                (Code.Whole) point -> function.apply(arguments.stream()
                        .map(each -> Code.whole(each).at(point))
                        .toList());
        };
    }
}
