package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.Annotation;
import dev.tilewright.loops.nest.Expressions;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.tensor.Expression;
import dev.tilewright.tensor.Expression.Function;
import dev.tilewright.tensor.Expression.Operator;
import dev.tilewright.tensor.Expression.Reducer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets arithmetic be less exact than the language asks for: quotients, roots and exponentials by approximations, factors and terms in
 * another order, and maxima that do not look for NaN. Whether the result is still good enough, verification decides by the task's tolerance.
 *
 * <p>The compiler is told so for the whole program; functions are replaced where the nest asks for it. What the options of compilers
 * allow is in the OpenCL C specification under {@code -cl-unsafe-math-optimizations} and in the CUDA C++ Programming Guide under
 * {@code -use_fast_math}. Kernel Tuner (van Werkhoven, "Kernel Tuner: A search-optimizing GPU code auto-tuner", 2019) tunes such options.
 */
public record FastMath() implements NestTransformation {

    /** What all relaxations have in common. */
    public static final Kind KIND =
            Kind.of("relax", List.of(), arguments -> new FastMath()).proposing(FastMath::proposals);

    private static final Set<Function> EXACT = Set.of(Function.ABS, Function.FLOOR);

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    public List<String> arguments() {
        return List.of();
    }

    @Override
    public Nest apply(Nest nest, Limits limits) throws IllegalTransformationException {
        if (!limits.permits(Capability.FAST_MATH)) {
            throw new IllegalTransformationException("this language rounds every operation as it says");
        }
        if (in(nest)) {
            throw new IllegalTransformationException("the arithmetic of %s is relaxed already".formatted(nest.name()));
        }
        if (!approximable(nest)) {
            throw new IllegalTransformationException(
                    "%s has no quotient, function or maximum to approximate".formatted(nest.name()));
        }
        return nest.annotated(new Relaxed());
    }

    /** Tells whether the arithmetic of a nest may be less exact than the language asks for. */
    public static boolean in(Nest nest) {
        return nest.annotation(Relaxed.class).isPresent();
    }

    private static boolean approximable(Nest nest) {
        AtomicBoolean found = new AtomicBoolean();
        Expressions.visit(nest.statement().value(), part -> {
            boolean here = switch (part) {
                case Expression.Binary(Operator operator, var _, var _) -> operator == Operator.DIVIDE;
                case Expression.Call(Function function, var _) -> !EXACT.contains(function);
                case Expression.Reduction(Reducer reducer, var _, var _) ->
                    reducer == Reducer.MAX || reducer == Reducer.MIN;
                default -> false;
            };
            if (here) {
                found.set(true);
            }
        });
        return found.get();
    }

    private static List<Transformation> proposals(Nest nest, Limits limits) {
        return limits.permits(Capability.FAST_MATH) && !in(nest) && approximable(nest)
                ? List.of(new FastMath())
                : List.of();
    }

    private record Relaxed() implements Annotation {}
}
