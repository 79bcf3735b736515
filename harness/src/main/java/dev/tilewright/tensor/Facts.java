package dev.tilewright.tensor;

import dev.tilewright.tensor.Expression.Condition;
import dev.tilewright.tensor.Expression.Condition.And;
import dev.tilewright.tensor.Expression.Condition.Comparison;
import dev.tilewright.tensor.Expression.Condition.Not;
import dev.tilewright.tensor.Expression.Condition.Or;
import dev.tilewright.tensor.Expression.IndexValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known about indices at a place in a statement: an interval for each, and affine forms that are not negative there.
 *
 * <p>Forms mention indices only; sizes have been replaced by their values.
 *
 * @param low the least value of every index
 * @param high the greatest value of every index
 * @param nonNegative forms that are at least 0
 */
record Facts(Map<String, Long> low, Map<String, Long> high, List<Affine> nonNegative) {

    /** More cases are not told apart: a condition that makes so many is taken to say nothing, which is safe. */
    static final int MOST_CASES = 64;

    static Facts of(Map<String, Long> extents) {
        Map<String, Long> low = new HashMap<>();
        Map<String, Long> high = new HashMap<>();
        extents.forEach((index, extent) -> {
            low.put(index, 0L);
            high.put(index, extent - 1);
        });
        return new Facts(low, high, List.of());
    }

    /** Returns the cases that remain where {@code condition} is {@code truth}; none if it cannot be. */
    List<Facts> where(Condition condition, boolean truth, Map<String, Long> sizes) {
        List<Facts> cases = switch (condition) {
            case Not(Condition operand) -> where(operand, !truth, sizes);
            case And(Condition left, Condition right) ->
                truth ? both(left, right, true, sizes) : either(left, right, false, sizes);
            case Or(Condition left, Condition right) ->
                truth ? either(left, right, true, sizes) : both(left, right, false, sizes);
            case Comparison comparison -> compare(comparison, truth, sizes);
        };
        return cases.size() > MOST_CASES ? List.of(this) : cases;
    }

    private List<Facts> both(Condition left, Condition right, boolean truth, Map<String, Long> sizes) {
        return where(left, truth, sizes).stream()
                .flatMap(facts -> facts.where(right, truth, sizes).stream())
                .toList();
    }

    private List<Facts> either(Condition left, Condition right, boolean truth, Map<String, Long> sizes) {
        List<Facts> cases = new ArrayList<>(where(left, truth, sizes));
        cases.addAll(where(right, truth, sizes));
        return cases;
    }

    private List<Facts> compare(Comparison comparison, boolean truth, Map<String, Long> sizes) {
        if (!(comparison.left() instanceof IndexValue(Affine left, boolean _))
                || !(comparison.right() instanceof IndexValue(Affine right, boolean _))) {
            return List.of(this);
        }
        Affine difference = Bounds.withSizes(left.minus(right), sizes);
        Affine opposite = difference.times(-1);
        Affine one = Affine.constant(1);
        List<List<Affine>> cases = switch (comparison.comparator()) {
            case LESS -> List.of(List.of(truth ? opposite.minus(one) : difference));
            case LESS_OR_EQUAL -> List.of(List.of(truth ? opposite : difference.minus(one)));
            case GREATER -> List.of(List.of(truth ? difference.minus(one) : opposite));
            case GREATER_OR_EQUAL -> List.of(List.of(truth ? difference : opposite.minus(one)));
            case EQUAL -> truth ? equal(difference) : unequal(difference);
            case NOT_EQUAL -> truth ? unequal(difference) : equal(difference);
        };
        return cases.stream().map(this::and).filter(Facts::possible).toList();
    }

    private static List<List<Affine>> equal(Affine difference) {
        return List.of(List.of(difference, difference.times(-1)));
    }

    private static List<List<Affine>> unequal(Affine difference) {
        Affine one = Affine.constant(1);
        return List.of(
                List.of(difference.minus(one)), List.of(difference.times(-1).minus(one)));
    }

    private Facts and(List<Affine> more) {
        List<Affine> all = new ArrayList<>(nonNegative);
        all.addAll(more);
        Facts facts = new Facts(new HashMap<>(low), new HashMap<>(high), List.copyOf(all));
        // What one form says about an index may sharpen what another says about the next.
        for (int round = 0; round < 3; round++) {
            all.forEach(facts::narrow);
        }
        return facts;
    }

    /** Sharpens the interval of every index of a form that is at least 0: c·i ≥ −(the most that the rest can be). */
    private void narrow(Affine form) {
        form.coefficients().forEach((index, coefficient) -> {
            Affine rest = form.minus(Affine.name(index).times(coefficient));
            long bound = -greatest(rest);
            if (coefficient > 0) {
                low.merge(index, Math.ceilDiv(bound, coefficient), Math::max);
            } else {
                high.merge(index, Math.floorDiv(bound, coefficient), Math::min);
            }
        });
    }

    private boolean possible() {
        return low.entrySet().stream().allMatch(entry -> entry.getValue() <= value(high, entry.getKey()))
                && nonNegative.stream().allMatch(form -> greatest(form) >= 0);
    }

    /** Returns a bound below every value of {@code form}; it is the least value where no condition ties indices together. */
    long least(Affine form) {
        long least = leastInIntervals(form);
        for (Affine known : nonNegative) {
            // form = known + (form − known), and known ≥ 0.
            least = Math.max(least, leastInIntervals(form.minus(known)));
        }
        return least;
    }

    /** Returns a bound above every value of {@code form}. */
    long greatest(Affine form) {
        return -leastInIntervals(form.times(-1));
    }

    private long leastInIntervals(Affine form) {
        long least = form.constant();
        for (Map.Entry<String, Long> term : form.coefficients().entrySet()) {
            long coefficient = term.getValue();
            least = Math.addExact(
                    least, Math.multiplyExact(coefficient, value(coefficient > 0 ? low : high, term.getKey())));
        }
        return least;
    }

    private static long value(Map<String, Long> values, String index) {
        Long value = values.get(index);
        if (value == null) {
            throw new IllegalArgumentException(index + " is no index of the statement");
        }
        return value;
    }
}
