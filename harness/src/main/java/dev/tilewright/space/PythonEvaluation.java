package dev.tilewright.space;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Computes the value of a Python expression, one of {@link PythonValues}. What it makes is bounded: expressions come from files of others,
 * and a comprehension of a few characters could otherwise go on for ever.
 */
final class PythonEvaluation {

    /** So many elements of lists a condition makes or goes through at most, which is computed often: some tenths of a millisecond. */
    static final long IN_CONDITION = 10_000;

    /** So many elements what is computed once may make: some hundredths of a second. */
    static final long ONCE = 1_000_000;

    private final FormulaText source;
    private final Map<String, Object> values;
    private final long mostElements;
    private long elements;

    /**
     * @param source the expression, for messages
     * @param values the value of each name
     * @param mostElements how many elements of lists are made or gone through at most
     */
    PythonEvaluation(FormulaText source, Map<String, Object> values, long mostElements) {
        this.source = source;
        this.mostElements = mostElements;
        this.values = new HashMap<>(values);
    }

    /**
     * Computes the value of a part.
     *
     * @throws UncomputableException if it divides by zero, or a number in it does not fit in 64 bits
     * @throws IllegalArgumentException if a name is not known, or an operator takes other kinds of values
     */
    Object of(PythonTerm term) {
        Object value = switch (term) {
            case PythonTerm.Literal literal -> literal.value();
            case PythonTerm.Name name -> named(name.name());
            case PythonTerm.Sequence sequence -> sequence(sequence);
            case PythonTerm.Unary unary -> unary(unary);
            case PythonTerm.Binary binary -> {
                Object left = of(binary.left());
                Object right = of(binary.right());
                yield computed(binary, () -> arithmetic(binary.operator(), left, right));
            }
            case PythonTerm.Comparison comparison -> comparison(comparison);
            case PythonTerm.Logic logic -> {
                Object left = of(logic.left());
                yield PythonValues.isTrue(left) == logic.conjunction() ? of(logic.right()) : left;
            }
            case PythonTerm.Choice choice ->
                PythonValues.isTrue(of(choice.condition())) ? of(choice.whenTrue()) : of(choice.whenFalse());
            case PythonTerm.Call call -> {
                List<Object> arguments = call.arguments().stream().map(this::of).toList();
                yield computed(call, () -> call.function().apply(arguments));
            }
            case PythonTerm.Item item -> item(item);
            case PythonTerm.Comprehension comprehension -> {
                List<Object> made = new ArrayList<>();
                comprehend(comprehension, 0, made);
                yield comprehension.set() ? PythonFunction.distinct(made) : made;
            }
        };
        if (value instanceof List<?> list) {
            count(term, list);
        }
        return value;
    }

    private Object named(String name) {
        Object value = values.get(name);
        if (value == null) {
            throw Formula.unknown(source, name);
        }
        return value;
    }

    /** Lists of lists are enough for all that conditions say, and no deeper ones could take for ever to compare. */
    private void count(PythonTerm term, List<?> list) {
        for (Object element : list) {
            elements++;
            if (element instanceof List<?> inner) {
                elements += inner.size();
                if (inner.stream().anyMatch(List.class::isInstance)) {
                    throw source.error(term.at(), "a list is nested more than 2 deep");
                }
            }
        }
        if (elements > mostElements) {
            throw source.error(term.at(), "it makes more than %d values".formatted(mostElements));
        }
    }

    private Object sequence(PythonTerm.Sequence sequence) {
        List<Object> items = new ArrayList<>();
        sequence.items().forEach(item -> items.add(of(item)));
        return sequence.set() ? PythonFunction.distinct(items) : items;
    }

    private Object unary(PythonTerm.Unary unary) {
        Object operand = of(unary.operand());
        if (unary.operator() == PythonOperator.NOT) {
            return !PythonValues.isTrue(operand);
        }
        return computed(unary, () -> switch (unary.operator()) {
            case NEGATE ->
                operand instanceof Double number ? (Object) (-number) : Math.negateExact(PythonValues.whole(operand));
            case COMPLEMENT -> ~PythonValues.whole(operand);
            default -> operand instanceof Double ? operand : (Object) PythonValues.whole(operand);
        });
    }

    private static Object arithmetic(PythonOperator operator, Object left, Object right) {
        return PythonValues.arithmetic(operator, left, right);
    }

    private Object comparison(PythonTerm.Comparison comparison) {
        Object left = of(comparison.operands().getFirst());
        for (int i = 0; i < comparison.operators().size(); i++) {
            Object former = left;
            Object next = of(comparison.operands().get(i + 1));
            PythonOperator operator = comparison.operators().get(i);
            if (computed(comparison, () -> PythonValues.compare(operator, former, next))
                    .equals(false)) {
                return false;
            }
            left = next;
        }
        return true;
    }

    private Object item(PythonTerm.Item item) {
        Object values = of(item.sequence());
        Object index = of(item.index());
        return computed(item, () -> {
            List<?> list = PythonValues.list(values);
            long place = PythonValues.whole(index);
            long from = place < 0 ? list.size() + place : place;
            if (from < 0 || from >= list.size()) {
                throw new IllegalArgumentException("there is no item %d of %d".formatted(place, list.size()));
            }
            return list.get((int) from);
        });
    }

    private void comprehend(PythonTerm.Comprehension comprehension, int depth, List<Object> made) {
        if (depth == comprehension.clauses().size()) {
            made.add(of(comprehension.element()));
            return;
        }
        PythonTerm.Clause clause = comprehension.clauses().get(depth);
        Object gone = of(clause.values());
        List<?> through = (List<?>) computed(clause.values(), () -> PythonValues.list(gone));
        Object hidden = values.get(clause.name());
        for (Object value : through) {
            if (++elements > mostElements) {
                throw source.error(comprehension.at(), "it makes more than %d values".formatted(mostElements));
            }
            values.put(clause.name(), value);
            if (clause.conditions().stream().allMatch(condition -> PythonValues.isTrue(of(condition)))) {
                comprehend(comprehension, depth + 1, made);
            }
        }
        if (hidden == null) {
            values.remove(clause.name());
        } else {
            values.put(clause.name(), hidden);
        }
    }

    /** What says what is wrong where it has no result. */
    private interface Computation {
        Object result();
    }

    private Object computed(PythonTerm term, Computation computation) {
        try {
            return computation.result();
        } catch (ArithmeticException e) {
            throw source.uncomputable(e);
        } catch (IllegalArgumentException e) {
            throw source.error(term.at(), String.valueOf(e.getMessage()));
        }
    }
}
