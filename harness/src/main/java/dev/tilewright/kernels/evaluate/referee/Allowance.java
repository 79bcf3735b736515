package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.kernel.ElementType;
import dev.tilewright.task.Tolerance;

/**
 * How far an element may be from its reference: what an honest kernel needs by the error model, as far as the task does not say otherwise.
 *
 * @param tolerance what the task says
 * @param declared whether inputs are drawn as the task declares them; a tolerance that makes the model stricter speaks only of those
 * @param type the type of the elements
 */
record Allowance(Tolerance tolerance, boolean declared, ElementType type) {

    /** What passes by default where nothing is known of the computation. */
    private static final double SINGLE = 1e-4;

    private static final double DOUBLE = 1e-10;

    /** References of whole numbers are computed in double precision; what is left of that is no whole number. */
    private static final double WHOLE = 1e-6;

    /** Returns the allowance where the error model gives a bound; NaN or infinite where it has none. */
    double modelled(double value, double bound, double magnitude) {
        double model = bound < Double.POSITIVE_INFINITY ? bound : relative() * size(value, magnitude);
        if (type == ElementType.INT32) {
            model += WHOLE;
        }
        if (tolerance.loosens()) {
            return Math.max(model, relative() * size(value, magnitude));
        }
        return strict() && type != ElementType.INT32 ? Math.min(model, relative() * size(value, magnitude)) : model;
    }

    /** Tells whether the task's own tolerance makes the model stricter. */
    boolean strict() {
        return declared && tolerance.relative().isPresent() && !tolerance.loosens();
    }

    /** Returns the allowance where nothing is known of the computation. */
    double unmodelled(double value, double magnitude) {
        return type == ElementType.INT32 && !tolerance.loosens() ? WHOLE : relative() * size(value, magnitude);
    }

    private double relative() {
        return tolerance.relative().orElse(type == ElementType.FLOAT64 ? DOUBLE : SINGLE);
    }

    private static double size(double value, double magnitude) {
        return Math.max(Math.abs(value), magnitude);
    }

    /** Tells whether a number has a place in the type: in double precision, more is finite than in single. */
    boolean holds(double value) {
        return Math.abs(value) <= TensorTypes.precision(type).largest();
    }

    /**
     * Tells whether an element is right.
     *
     * @param allowance how far it may be from the reference
     */
    boolean accepts(double actual, double expected, double allowance) {
        return tolerance.nonFinite() && !holds(expected)
                ? alike(actual, expected)
                : Math.abs(actual - expected) <= allowance;
    }

    private static boolean alike(double actual, double expected) {
        return Double.isNaN(expected) ? Double.isNaN(actual) : Double.isInfinite(actual) && actual > 0 == expected > 0;
    }

    /** Returns an element as messages write it, in its own precision. */
    String written(double element) {
        return switch (type) {
            case FLOAT32 -> Float.toString((float) element);
            case FLOAT64 -> Double.toString(element);
            case INT32 -> element == Math.rint(element) ? "%.0f".formatted(element) : Double.toString(element);
        };
    }
}
