package dev.tilewright.codegen.emit;

import dev.tilewright.codegen.lower.Code;
import dev.tilewright.codegen.lower.Identifiers;
import dev.tilewright.codegen.lower.Value;
import dev.tilewright.tensor.Affine;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Writes conditions, heads of loops and places in the grid, which look the same in every language with C's arithmetic. */
public final class ControlWriter {

    private final Identifiers names;
    private final IndexWriter writer;
    private final UnaryOperator<String> toWide;

    /** @param toWide writes the conversion of a variable to 64 bits */
    public ControlWriter(Identifiers names, IndexWriter writer, UnaryOperator<String> toWide) {
        this.names = names;
        this.writer = writer;
        this.toWide = toWide;
    }

    /** Writes a number that is computed from indices and sizes, so that it can be converted. */
    public String number(Value.IndexValue index) {
        return index.wide() ? "(" + writer.wide(index.value(), toWide) + ")" : writer.factor(index.value());
    }

    /**
     * Writes a condition. Indices and sizes are compared as whole numbers.
     *
     * @param other writes a comparison of other values
     */
    public String truth(Value.Truth truth, Function<Value.Truth.Comparison, String> other) {
        return switch (truth) {
            case Value.Truth.Comparison comparison -> {
                Optional<String> first = whole(comparison.left());
                Optional<String> second = whole(comparison.right());
                yield first.isPresent() && second.isPresent()
                        ? "%s %s %s"
                                .formatted(first.get(), comparison.comparator().symbol(), second.get())
                        : other.apply(comparison);
            }
            case Value.Truth.And(var left, var right) ->
                "(%s && %s)".formatted(truth(left, other), truth(right, other));
            case Value.Truth.Or(var left, var right) -> "(%s || %s)".formatted(truth(left, other), truth(right, other));
            case Value.Truth.Not(var negated) -> "!(%s)".formatted(truth(negated, other));
        };
    }

    private Optional<String> whole(Value value) {
        return switch (value) {
            case Value.IndexValue(Affine index, boolean wide) ->
                Optional.of(wide ? writer.wide(index, toWide) : writer.affine(index));
            case Value.Constant(double number)
            when number == (int) number -> Optional.of(Integer.toString((int) number));
            default -> Optional.empty();
        };
    }

    /** Writes {@code extent} divided by {@code step} and rounded up. */
    public String trips(Code.Trips trips) {
        if (trips.extent().isConstant()) {
            return Long.toString(Math.ceilDiv(trips.extent().constant(), trips.step()));
        }
        if (trips.step() == 1) {
            return writer.factor(trips.extent());
        }
        return "((%s) / %d)"
                .formatted(writer.affine(trips.extent().plus(Affine.constant(trips.step() - 1))), trips.step());
    }

    public String less(Code.Less less) {
        if (less.left().equals(Affine.constant(-1))) {
            return writer.affine(less.right()) + " >= 0";
        }
        if (less.left().isName() && less.right().equals(Affine.constant(1))) {
            return writer.affine(less.left()) + " == 0";
        }
        return writer.affine(less.left()) + " < " + writer.affine(less.right());
    }

    public String conditions(List<Code.Less> conditions) {
        return String.join(" && ", conditions.stream().map(this::less).toList());
    }

    /** Writes the head of a loop. */
    public String loop(Code.For loop) {
        String variable = names.given(loop.variable());
        String end = loop.to().multiple() > 1
                ? "%s + %d <= %s"
                        .formatted(
                                variable,
                                loop.to().multiple(),
                                writer.affine(loop.to().extent()))
                : "%s < %s".formatted(variable, writer.affine(loop.to().extent()));
        String guard = loop.guard().map(less -> " && " + less(less)).orElse("");
        return "for (int %s = %s; %s%s; %s)"
                .formatted(variable, writer.affine(loop.from()), end, guard, advance(loop, variable));
    }

    /**
     * Writes the head of a loop whose limit and guard are one number, the lesser of both, for compilers that lose their way in loops with
     * two ends.
     *
     * @param lesser the name of a function that returns the lesser of two numbers
     */
    public String loopToLesser(Code.For loop, String lesser) {
        if (loop.guard().isEmpty() || loop.to().multiple() > 1) {
            return loop(loop);
        }
        Code.Less guard = loop.guard().get();
        long step = guard.left().coefficient(loop.variable());
        if (step < 1 || guard.right().coefficient(loop.variable()) != 0) {
            return loop(loop);
        }
        Affine room = guard.right()
                .minus(guard.left())
                .plus(Affine.name(loop.variable()).times(step));
        // Of a negative number the quotient is rounded towards zero, where the loop ends as well.
        String end = step == 1
                ? writer.affine(room)
                : "(%s) / %d".formatted(writer.affine(room.plus(Affine.constant(step - 1))), step);
        String variable = names.given(loop.variable());
        return "for (int %s = %s; %s < %s(%s, %s); %s)"
                .formatted(
                        variable,
                        writer.affine(loop.from()),
                        variable,
                        lesser,
                        writer.affine(loop.to().extent()),
                        end,
                        advance(loop, variable));
    }

    private static String advance(Code.For loop, String variable) {
        return loop.step() == 1 ? "++" + variable : variable + " += " + loop.step();
    }

    /** Writes where in the grid a loop stands, from the index along its dimension. */
    public String gridIndex(String index, Code.GridIndex grid) {
        String text = index;
        for (Code.Trips inner : grid.dividend()) {
            text += " / " + trips(inner);
        }
        if (grid.modulus().isPresent()) {
            text += " % " + trips(grid.modulus().get());
        }
        return grid.step() == 1 ? text : text + " * " + grid.step();
    }
}
