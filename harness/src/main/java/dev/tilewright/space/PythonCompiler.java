package dev.tilewright.space;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;

/** Compiles Python expressions, to what {@link PythonEvaluation} computes. */
final class PythonCompiler extends ConditionCompiler<PythonTerm> {

    private final FormulaText source;

    PythonCompiler(Choices choices, int limit, FormulaText source) {
        super(choices, limit);
        this.source = source;
    }

    @Override
    List<PythonTerm> parts(PythonTerm term) {
        return term.parts();
    }

    @Override
    Collection<String> names(PythonTerm term) {
        return switch (term) {
            case PythonTerm.Name name -> Set.of(name.name());
            case PythonTerm.Comprehension comprehension -> PythonExpression.names(comprehension);
            default -> Set.of();
        };
    }

    @Override
    Object interpreted(PythonTerm term, Map<String, Object> values) {
        return new PythonEvaluation(source, values, PythonEvaluation.IN_CONDITION).of(term);
    }

    @Override
    IllegalArgumentException unknown(String name) {
        return Formula.unknown(source, name);
    }

    @Override
    boolean isTrue(Object value) {
        return PythonValues.isTrue(value);
    }

    @Override
    Code combined(PythonTerm term, List<Code> parts) {
        return switch (term) {
            case PythonTerm.Literal literal -> Code.constant(literal.value());
            case PythonTerm.Name name -> named(name.name());
            case PythonTerm.Unary unary -> unary(unary.operator(), parts.getFirst());
            case PythonTerm.Binary binary -> binary(binary.operator(), parts.getFirst(), parts.get(1));
            case PythonTerm.Comparison comparison -> comparison(comparison.operators(), parts);
            case PythonTerm.Logic logic -> logic(logic.conjunction(), parts.getFirst(), parts.get(1));
            case PythonTerm.Choice _ -> Codes.choice(Code.truth(parts.getFirst()), parts.get(1), parts.get(2));
            case PythonTerm.Call call -> call(call.function(), parts);
            case PythonTerm.Sequence _, PythonTerm.Item _, PythonTerm.Comprehension _ -> Code.NONE;
        };
    }

    private static Code unary(PythonOperator operator, Code operand) {
        if (operator == PythonOperator.NOT) {
            return Code.truth(operand) instanceof Code.Truth truth ? (Code.Truth) point -> !truth.at(point) : Code.NONE;
        }
        if (operand instanceof Code.Real real) {
            return switch (operator) {
                case NEGATE -> (Code.Real) point -> -real.at(point);
                case PLUS -> real;
                default -> Code.NONE;
            };
        }
        if (!Code.isWhole(operand)) {
            return Code.NONE;
        }
        Code.Whole whole = Code.whole(operand);
        return switch (operator) {
            case NEGATE -> (Code.Whole) point -> Math.negateExact(whole.at(point));
            case COMPLEMENT -> (Code.Whole) point -> ~whole.at(point);
            default -> whole;
        };
    }

    private static Code binary(PythonOperator operator, Code left, Code right) {
        if (left instanceof Code.Truth a && right instanceof Code.Truth b) {
            switch (operator) {
                case BIT_AND, BIT_OR, BIT_XOR -> {
                    return bits(operator, a, b);
                }
                default -> {
                    // Otherwise they are numbers.
                }
            }
        }
        if (Code.isWhole(left) && Code.isWhole(right)) {
            return whole(operator, Code.whole(left), Code.whole(right));
        }
        return Code.isNumber(left) && Code.isNumber(right)
                ? real(operator, Code.real(left), Code.real(right))
                : Code.NONE;
    }

    /** Both sides are computed, as the right one may have no value. */
    private static Code bits(PythonOperator operator, Code.Truth a, Code.Truth b) {
        return (Code.Truth) point -> {
            boolean left = a.at(point);
            boolean right = b.at(point);
            return switch (operator) {
                case BIT_AND -> left && right;
                case BIT_OR -> left || right;
                default -> left != right;
            };
        };
    }

    private static Code whole(PythonOperator operator, Code.Whole a, Code.Whole b) {
        return switch (operator) {
            case ADD -> (Code.Whole) point -> Math.addExact(a.at(point), b.at(point));
            case SUBTRACT -> (Code.Whole) point -> Math.subtractExact(a.at(point), b.at(point));
            case MULTIPLY -> (Code.Whole) point -> Math.multiplyExact(a.at(point), b.at(point));
            case DIVIDE -> (Code.Real) point -> PythonNumbers.divide(a.at(point), b.at(point));
            case FLOOR_DIVIDE -> (Code.Whole) point -> PythonNumbers.floorDivide(a.at(point), b.at(point));
            case REMAINDER -> (Code.Whole) point -> PythonNumbers.remainder(a.at(point), b.at(point));
            case SHIFT_LEFT -> (Code.Whole) point -> PythonNumbers.shiftLeft(a.at(point), b.at(point));
            case SHIFT_RIGHT -> (Code.Whole) point -> PythonNumbers.shiftRight(a.at(point), b.at(point));
            case BIT_AND -> (Code.Whole) point -> a.at(point) & b.at(point);
            case BIT_OR -> (Code.Whole) point -> a.at(point) | b.at(point);
            case BIT_XOR -> (Code.Whole) point -> a.at(point) ^ b.at(point);
            // The power of a whole number is real where the exponent is negative.
            default -> Code.NONE;
        };
    }

    private static Code real(PythonOperator operator, Code.Real a, Code.Real b) {
        return switch (operator) {
            case ADD -> (Code.Real) point -> a.at(point) + b.at(point);
            case SUBTRACT -> (Code.Real) point -> a.at(point) - b.at(point);
            case MULTIPLY -> (Code.Real) point -> a.at(point) * b.at(point);
            case DIVIDE -> (Code.Real) point -> PythonNumbers.divide(a.at(point), b.at(point));
            case FLOOR_DIVIDE -> (Code.Real) point -> PythonNumbers.floorDivide(a.at(point), b.at(point));
            case REMAINDER -> (Code.Real) point -> PythonNumbers.remainder(a.at(point), b.at(point));
            case POWER -> (Code.Real) point -> PythonNumbers.power(a.at(point), b.at(point));
            default -> Code.NONE;
        };
    }

    private static Code comparison(List<PythonOperator> operators, List<Code> operands) {
        Code all = Codes.compare(operators.getFirst(), operands.getFirst(), operands.get(1));
        for (int i = 1; i < operators.size(); i++) {
            all = logic(true, all, Codes.compare(operators.get(i), operands.get(i), operands.get(i + 1)));
        }
        return all;
    }

    private static Code logic(boolean conjunction, Code left, Code right) {
        if (left instanceof Code.Truth a && right instanceof Code.Truth b) {
            return conjunction
                    ? (Code.Truth) point -> a.at(point) && b.at(point)
                    : (Code.Truth) point -> a.at(point) || b.at(point);
        }
        if (left instanceof Code.Whole a && right instanceof Code.Whole b) {
            return (Code.Whole) point -> {
                long value = a.at(point);
                return value != 0 == conjunction ? b.at(point) : value;
            };
        }
        return Code.NONE;
    }

    private static Code call(PythonFunction function, List<Code> arguments) {
        Code first = arguments.getFirst();
        return switch (function) {
            case MIN, MAX ->
                arguments.size() > 1 ? Codes.extreme(function == PythonFunction.MIN, arguments) : Code.NONE;
            case ABS ->
                switch (first) {
                    case Code.Whole whole -> (Code.Whole) point -> Math.absExact(whole.at(point));
                    case Code.Real real -> (Code.Real) point -> Math.abs(real.at(point));
                    case Code.Truth _, Code.None _ -> Code.NONE;
                };
            case BOOL -> Code.truth(first);
            case CEIL -> rounded(first, Math::ceil);
            case FLOOR -> rounded(first, Math::floor);
            case INT, TRUNC -> rounded(first, number -> number < 0 ? Math.ceil(number) : Math.floor(number));
            case ROUND -> arguments.size() == 1 ? rounded(first, Math::rint) : Code.NONE;
            default -> Code.NONE;
        };
    }

    private static Code rounded(Code number, DoubleUnaryOperator rounding) {
        return switch (number) {
            case Code.Whole whole -> whole;
            case Code.Real real -> (Code.Whole) point -> PythonNumbers.whole(rounding.applyAsDouble(real.at(point)));
            case Code.Truth _, Code.None _ -> Code.NONE;
        };
    }
}
