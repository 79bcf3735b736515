package dev.tilewright.codegen.emit;

import dev.tilewright.codegen.lower.Code;
import dev.tilewright.codegen.lower.Identifiers;
import dev.tilewright.codegen.lower.Value;
import dev.tilewright.tensor.Affine;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Writes conditions, heads of loops and places in the grid, which look the same in every language with C's arithmetic. */
public final class ControlWriter {

    private final Identifiers names;
    private final IndexWriter writer;

    public ControlWriter(Identifiers names, IndexWriter writer) {
        this.names = names;
        this.writer = writer;
    }

    /**
     * Writes a condition. Whole numbers are compared as such, other values as the tensors' type.
     *
     * @param operand writes a value so that it can be compared
     */
    public String truth(Value.Truth truth, Function<Value, String> operand) {
        return switch (truth) {
            case Value.Truth.Comparison(var comparator, Value left, Value right) -> {
                Optional<String> first = whole(left);
                Optional<String> second = whole(right);
                yield first.isPresent() && second.isPresent()
                        ? "%s %s %s".formatted(first.get(), comparator.symbol(), second.get())
                        : "%s %s %s".formatted(operand.apply(left), comparator.symbol(), operand.apply(right));
            }
            case Value.Truth.And(var left, var right) ->
                "(%s && %s)".formatted(truth(left, operand), truth(right, operand));
            case Value.Truth.Or(var left, var right) ->
                "(%s || %s)".formatted(truth(left, operand), truth(right, operand));
            case Value.Truth.Not(var negated) -> "!(%s)".formatted(truth(negated, operand));
        };
    }

    private Optional<String> whole(Value value) {
        return switch (value) {
            case Value.IndexValue(Affine index) -> Optional.of(writer.affine(index));
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
