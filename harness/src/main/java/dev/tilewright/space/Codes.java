package dev.tilewright.space;

import java.util.List;

/** Code that formulas and Python expressions have in common. */
final class Codes {

    private Codes() {}

    /** Compares numbers. */
    static Code compare(PythonOperator operator, Code left, Code right) {
        if (!Code.isNumber(left) || !Code.isNumber(right)) {
            return Code.NONE;
        }
        if (Code.isWhole(left) && Code.isWhole(right)) {
            return whole(operator, Code.whole(left), Code.whole(right));
        }
        if (Code.isWhole(left)) {
            return mixed(operator, Code.whole(left), Code.real(right));
        }
        return Code.isWhole(right)
                ? mixed(mirrored(operator), Code.whole(right), Code.real(left))
                : real(operator, Code.real(left), Code.real(right));
    }

    private static PythonOperator mirrored(PythonOperator operator) {
        return switch (operator) {
            case LESS -> PythonOperator.GREATER;
            case LESS_OR_EQUAL -> PythonOperator.GREATER_OR_EQUAL;
            case GREATER -> PythonOperator.LESS;
            case GREATER_OR_EQUAL -> PythonOperator.LESS_OR_EQUAL;
            default -> operator;
        };
    }

    private static Code whole(PythonOperator operator, Code.Whole a, Code.Whole b) {
        return switch (operator) {
            case EQUAL -> (Code.Truth) point -> a.at(point) == b.at(point);
            case NOT_EQUAL -> (Code.Truth) point -> a.at(point) != b.at(point);
            case LESS -> (Code.Truth) point -> a.at(point) < b.at(point);
            case LESS_OR_EQUAL -> (Code.Truth) point -> a.at(point) <= b.at(point);
            case GREATER -> (Code.Truth) point -> a.at(point) > b.at(point);
            case GREATER_OR_EQUAL -> (Code.Truth) point -> a.at(point) >= b.at(point);
            default -> Code.NONE;
        };
    }

    private static Code real(PythonOperator operator, Code.Real a, Code.Real b) {
        return switch (operator) {
            case EQUAL -> (Code.Truth) point -> a.at(point) == b.at(point);
            case NOT_EQUAL -> (Code.Truth) point -> a.at(point) != b.at(point);
            case LESS -> (Code.Truth) point -> a.at(point) < b.at(point);
            case LESS_OR_EQUAL -> (Code.Truth) point -> a.at(point) <= b.at(point);
            case GREATER -> (Code.Truth) point -> a.at(point) > b.at(point);
            case GREATER_OR_EQUAL -> (Code.Truth) point -> a.at(point) >= b.at(point);
            default -> Code.NONE;
        };
    }

    /** Compares exactly; what is no number at all is only unequal. */
    private static Code mixed(PythonOperator operator, Code.Whole a, Code.Real b) {
        return (Code.Truth) point -> {
            long left = a.at(point);
            double right = b.at(point);
            if (Double.isNaN(right)) {
                return operator == PythonOperator.NOT_EQUAL;
            }
            int order = PythonNumbers.compare(left, right);
            return switch (operator) {
                case EQUAL -> order == 0;
                case NOT_EQUAL -> order != 0;
                case LESS -> order < 0;
                case LESS_OR_EQUAL -> order <= 0;
                case GREATER -> order > 0;
                default -> order >= 0;
            };
        };
    }

    /** Chooses between values of one kind. */
    static Code choice(Code condition, Code whenTrue, Code whenFalse) {
        if (!(condition instanceof Code.Truth truth)) {
            return Code.NONE;
        }
        if (whenTrue instanceof Code.Whole a && whenFalse instanceof Code.Whole b) {
            return (Code.Whole) point -> truth.at(point) ? a.at(point) : b.at(point);
        }
        if (whenTrue instanceof Code.Real a && whenFalse instanceof Code.Real b) {
            return (Code.Real) point -> truth.at(point) ? a.at(point) : b.at(point);
        }
        if (whenTrue instanceof Code.Truth a && whenFalse instanceof Code.Truth b) {
            return (Code.Truth) point -> truth.at(point) ? a.at(point) : b.at(point);
        }
        return Code.NONE;
    }

    /** Returns the least or the greatest of numbers of one kind. */
    static Code extreme(boolean least, List<Code> numbers) {
        if (numbers.stream().allMatch(Code.Whole.class::isInstance)) {
            return numbers.stream()
                    .map(Code::whole)
                    .reduce((a, b) -> least
                            ? point -> Math.min(a.at(point), b.at(point))
                            : point -> Math.max(a.at(point), b.at(point)))
                    .orElseThrow();
        }
        if (numbers.stream().allMatch(Code.Real.class::isInstance)) {
            return numbers.stream()
                    .map(Code::real)
                    .reduce((a, b) -> least
                            ? point -> Math.min(a.at(point), b.at(point))
                            : point -> Math.max(a.at(point), b.at(point)))
                    .orElseThrow();
        }
        return Code.NONE;
    }
}
