package dev.tilewright.tensor;

import java.util.Collections;
import java.util.Map;
import java.util.SequencedSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/**
 * An affine form over names: a constant plus a sum of integer multiples of indices and sizes.
 *
 * <p>Index expressions ({@code y + r}), shapes ({@code H + 2}) and the extents of loops are all affine. Coefficients that
 * are zero are not kept, so equal forms are equal records.
 *
 * @param constant the part without a name
 * @param coefficients the multiple of each name, none of them zero
 */
public record Affine(long constant, SortedMap<String, Long> coefficients) {

    public Affine {
        // Most forms are numbers, and lowering makes many.
        if (coefficients.isEmpty()) {
            coefficients = Collections.emptySortedMap();
        } else {
            TreeMap<String, Long> kept = new TreeMap<>(coefficients);
            kept.values().removeIf(coefficient -> coefficient == 0);
            coefficients = Collections.unmodifiableSortedMap(kept);
        }
    }

    /** Returns the form that is {@code value} everywhere. */
    public static Affine constant(long value) {
        return new Affine(value, Collections.emptySortedMap());
    }

    /** Returns the form that is the one name {@code name}. */
    public static Affine name(String name) {
        return new Affine(0, new TreeMap<>(Map.of(name, 1L)));
    }

    /** Returns the sum of this form and {@code other}. */
    public Affine plus(Affine other) {
        if (other.isConstant()) {
            return other.constant == 0 ? this : new Affine(Math.addExact(constant, other.constant), coefficients);
        }
        TreeMap<String, Long> sum = new TreeMap<>(coefficients);
        other.coefficients.forEach((name, coefficient) -> sum.merge(name, coefficient, Math::addExact));
        return new Affine(Math.addExact(constant, other.constant), sum);
    }

    /** Returns this form less {@code other}. */
    public Affine minus(Affine other) {
        return plus(other.times(-1));
    }

    /** Returns {@code factor} times this form. */
    public Affine times(long factor) {
        TreeMap<String, Long> product = new TreeMap<>();
        coefficients.forEach((name, c) -> product.put(name, Math.multiplyExact(c, factor)));
        return new Affine(Math.multiplyExact(constant, factor), product);
    }

    /** Returns the multiple of {@code name}, 0 if the form does not mention it. */
    public long coefficient(String name) {
        return coefficients.getOrDefault(name, 0L);
    }

    /** Returns the names that the form mentions, in alphabetical order. */
    public SequencedSet<String> names() {
        return new TreeSet<>(coefficients.keySet());
    }

    /** Returns whether the form mentions no name. */
    public boolean isConstant() {
        return coefficients.isEmpty();
    }

    /** Returns whether the form is exactly one name, with factor 1 and nothing added. */
    public boolean isName() {
        return constant == 0
                && coefficients.size() == 1
                && coefficients.firstEntry().getValue() == 1;
    }

    /** Returns the form with every mention of {@code name} replaced by {@code form}. */
    public Affine substitute(String name, Affine form) {
        long coefficient = coefficient(name);
        if (coefficient == 0) {
            return this;
        }
        TreeMap<String, Long> rest = new TreeMap<>(coefficients);
        rest.remove(name);
        return new Affine(constant, rest).plus(form.times(coefficient));
    }

    /**
     * Evaluates the form.
     *
     * @param values gives the value of each name that the form mentions; may throw for a name it does not know
     */
    public long evaluate(ToLongFunction<String> values) {
        long sum = constant;
        for (Map.Entry<String, Long> term : coefficients.entrySet()) {
            sum = Math.addExact(sum, Math.multiplyExact(term.getValue(), values.applyAsLong(term.getKey())));
        }
        return sum;
    }

    /** Evaluates the form where every name has a value in {@code values}. */
    public long evaluate(Map<String, Long> values) {
        return evaluate(name -> {
            Long value = values.get(name);
            if (value == null) {
                throw new IllegalArgumentException(name + " has no value");
            }
            return value;
        });
    }

    /** Returns the form as it would be written, {@code 2 * i + k - 1}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        coefficients.forEach((name, coefficient) -> {
            boolean first = text.isEmpty();
            text.append(first ? (coefficient < 0 ? "-" : "") : (coefficient < 0 ? " - " : " + "));
            long magnitude = Math.abs(coefficient);
            text.append(magnitude == 1 ? "" : magnitude + " * ").append(name);
        });
        if (text.isEmpty()) {
            return Long.toString(constant);
        }
        if (constant != 0) {
            text.append(constant < 0 ? " - " : " + ").append(Math.abs(constant));
        }
        return text.toString();
    }
}
