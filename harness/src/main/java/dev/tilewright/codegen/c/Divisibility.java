package dev.tilewright.codegen.c;

import dev.tilewright.codegen.lower.Code;
import dev.tilewright.codegen.lower.Procedure;
import dev.tilewright.loops.nest.Axis;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.tensor.Affine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the indices of a procedure are known to be multiples of.
 *
 * <p>A loop's variable is a multiple of the loop's step, and a size one of what the procedure requires it to be divided by. Nothing is
 * taken from the problem at hand, so what holds here holds wherever the requirements do.
 */
final class Divisibility {

    private final Map<String, List<Long>> variables = new HashMap<>();
    private final Map<Affine, List<Long>> extents = new HashMap<>();

    Divisibility(Procedure procedure) {
        Nest nest = procedure.nest();
        for (Axis axis : nest.axes()) {
            if (nest.multiple(axis)) {
                extents.computeIfAbsent(axis.extent(), extent -> new ArrayList<>())
                        .add(nest.outermost(axis.name()).step());
            }
        }
        collect(procedure.body());
    }

    private void collect(Code code) {
        switch (code) {
            case Code.Block(var statements) -> statements.forEach(this::collect);
            case Code.Scope(var statements) -> statements.forEach(this::collect);
            case Code.If(var _, Code then, Code otherwise) -> {
                collect(then);
                collect(otherwise);
            }
            case Code.For loop -> {
                define(loop.variable(), loop.step());
                loop.from()
                        .coefficients()
                        .forEach((name, coefficient) -> variables
                                .getOrDefault(name, List.of(1L))
                                .forEach(known -> define(loop.variable(), coefficient * known)));
                collect(loop.body());
            }
            case Code.DefineFromGrid(String variable, var group, var item) -> {
                group.ifPresent(index -> define(variable, index.step()));
                item.ifPresent(index -> define(variable, index.step()));
            }
            case Code.DefineRemainder(String variable, var _, long multiple) -> define(variable, multiple);
            default -> {
                // Other statements define no index.
            }
        }
    }

    private void define(String variable, long multiple) {
        variables.computeIfAbsent(variable, name -> new ArrayList<>()).add(multiple);
    }

    /** Tells whether an element's row-major place is certainly a multiple of {@code factor}. */
    boolean divides(long factor, List<Affine> indices, List<Affine> shape) {
        boolean uneven = true;
        for (int d = indices.size() - 1; d >= 0; d--) {
            if (uneven && !divides(factor, indices.get(d))) {
                return false;
            }
            // Rows whose length is a multiple begin at one, and so does all that consists of them.
            uneven &= !divides(factor, shape.get(d));
        }
        return true;
    }

    private boolean divides(long factor, Affine form) {
        return extents.getOrDefault(form, List.of()).stream().anyMatch(known -> known % factor == 0)
                || (form.constant() % factor == 0
                        && form.coefficients().entrySet().stream()
                                .allMatch(term -> divides(factor, term.getKey(), term.getValue())));
    }

    private boolean divides(long factor, String name, long coefficient) {
        return coefficient % factor == 0
                || extents.getOrDefault(Affine.name(name), List.of()).stream()
                        .anyMatch(known -> coefficient * known % factor == 0)
                || (variables.containsKey(name)
                        && variables.get(name).stream().allMatch(known -> coefficient * known % factor == 0));
    }
}
