package dev.tilewright.codegen.emit;

import dev.tilewright.codegen.lower.Code;
import dev.tilewright.codegen.lower.Reserved;
import dev.tilewright.codegen.lower.Value;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Panels;
import dev.tilewright.tensor.Affine;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Writes indices, which look the same in every language with C's arithmetic, and remembers the sizes that they mention. */
public final class Names {

    private final Nest nest;
    private final Set<String> given = new HashSet<>();
    private final Set<String> sizes = new HashSet<>();
    private final Set<String> tensors = new HashSet<>();

    public Names(Nest nest) {
        this.nest = nest;
        given.addAll(nest.sizes().keySet());
        given.addAll(nest.shapes().keySet());
        nest.axes().forEach(axis -> given.add(axis.name()));
        nest.loops().forEach(loop -> given.add(loop.name()));
    }

    /** Returns how a name of the task's own, or of a loop, is written: with an underscore where the word is a language's. */
    public String given(String name) {
        return Reserved.contains(name) ? free(name + "_") : name;
    }

    /** Returns a name for what only the kernel knows: {@code wanted}, unless the task uses it or a name that it begins. */
    public String own(String wanted) {
        return free(wanted);
    }

    private String free(String wanted) {
        boolean taken = given.stream().anyMatch(name -> name.equals(wanted) || name.startsWith(wanted + "_"));
        return taken ? free(wanted + "_") : wanted;
    }

    /** Returns the name of the array that holds the tile of a tensor. */
    public String tile(String tensor) {
        return own(given(tensor) + "_tile");
    }

    /** Returns the name of the buffer that an iteration of a loop reads, where tiles have two. */
    public String buffer(String loop) {
        return own(given(loop) + "_buffer");
    }

    /** Returns the name of the registers that hold what is copied of a tensor for the next iteration. */
    public String next(String tensor) {
        return own(given(tensor) + "_next");
    }

    /** Returns the sizes that were mentioned. */
    public Set<String> sizes() {
        return sizes;
    }

    /** Returns the tensors that were mentioned. */
    public Set<String> tensors() {
        return tensors;
    }

    public String affine(Affine affine) {
        affine.names().stream().filter(nest.sizes()::containsKey).forEach(sizes::add);
        Affine written = affine;
        for (String name : affine.names()) {
            written = written.substitute(name, Affine.name(given(name)));
        }
        String text = written.minus(Affine.constant(written.constant())).toString();
        return written.constant() > 0 && text.startsWith("-")
                ? "%d - %s".formatted(written.constant(), text.substring(1))
                : written.toString();
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
            case Value.IndexValue(Affine index) -> Optional.of(affine(index));
            case Value.Constant(double number)
            when number == (int) number -> Optional.of(Integer.toString((int) number));
            default -> Optional.empty();
        };
    }

    /** Writes an affine form so that it can be multiplied with. */
    public String factor(Affine affine) {
        String text = affine(affine);
        return atomic(affine) ? text : "(" + text + ")";
    }

    private static boolean atomic(Affine affine) {
        return affine.isName() || (affine.isConstant() && affine.constant() >= 0);
    }

    /** Writes the place of an element of a tensor in memory. */
    public String place(String tensor, List<Affine> indices) {
        tensors.add(tensor);
        Panels panels = nest.panels().get(tensor);
        if (panels == null || indices.size() == 1) {
            return flatten(indices, nest.shape(tensor));
        }
        Panels.Place cut = cut(panels, tensor, indices);
        RowMajor rows = rows(panels, tensor, indices, cut.panel());
        return sum(flatten(rows.indices(), rows.extents()), cut.inside());
    }

    /** Returns indices and extents whose row-major place is that of an element in memory. */
    public RowMajor rowMajor(String tensor, List<Affine> indices) {
        Panels panels = nest.panels().get(tensor);
        if (panels == null) {
            return new RowMajor(indices, nest.shape(tensor));
        }
        Panels.Place cut = cut(panels, tensor, indices);
        RowMajor rows = rows(panels, tensor, indices, cut.panel());
        List<Affine> places = new ArrayList<>(rows.indices());
        places.addLast(places.removeLast().plus(cut.inside()));
        return new RowMajor(places, rows.extents());
    }

    /** Indices, and the extents of the dimensions that they run through. */
    public record RowMajor(List<Affine> indices, List<Affine> extents) {}

    private Panels.Place cut(Panels panels, String tensor, List<Affine> indices) {
        return panels.place(indices.get(panels.dimension()), nest)
                .orElseThrow(() -> new IllegalStateException("%s is read across panels".formatted(tensor)));
    }

    /** Returns where the row of an element in its panel begins: whole panels come before it, and rows of its own panel. */
    private RowMajor rows(Panels panels, String tensor, List<Affine> indices, Affine panel) {
        List<Affine> rows = new ArrayList<>(List.of(panel));
        List<Affine> extents = new ArrayList<>(List.of(Affine.constant(1)));
        for (int d = 0; d < indices.size(); d++) {
            if (d != panels.dimension()) {
                rows.add(indices.get(d).times(panels.size()));
                extents.add(nest.shape(tensor).get(d));
            }
        }
        return new RowMajor(rows, extents);
    }

    /** Writes the row-major place of an element, by Horner's rule. */
    public String flatten(List<Affine> indices, List<Affine> shape) {
        String text = "";
        Affine sum = Affine.constant(0);
        for (int d = 0; d < indices.size(); d++) {
            if (d == 0) {
                sum = indices.getFirst();
                continue;
            }
            boolean constant = shape.get(d).isConstant();
            if (constant && text.isEmpty()) {
                sum = sum.times(shape.get(d).constant()).plus(indices.get(d));
                continue;
            }
            String row = text.isEmpty() ? factor(sum) : sum(text, sum);
            boolean first = text.isEmpty();
            if (first && sum.equals(Affine.constant(0))) {
                text = "";
            } else if (first && sum.equals(Affine.constant(1))) {
                text = factor(shape.get(d));
            } else {
                text = (first ? row : "(" + row + ")") + " * " + factor(shape.get(d));
            }
            sum = indices.get(d);
        }
        return text.isEmpty() ? affine(sum) : sum(text, sum);
    }

    private String sum(String text, Affine added) {
        if (added.equals(Affine.constant(0))) {
            return text;
        }
        String more = affine(added);
        return more.startsWith("-") ? text + " - " + more.substring(1) : text + " + " + more;
    }

    /** Writes {@code extent} divided by {@code step} and rounded up. */
    public String trips(Code.Trips trips) {
        if (trips.extent().isConstant()) {
            return Long.toString(Math.ceilDiv(trips.extent().constant(), trips.step()));
        }
        if (trips.step() == 1) {
            return factor(trips.extent());
        }
        return "((%s) / %d)".formatted(affine(trips.extent().plus(Affine.constant(trips.step() - 1))), trips.step());
    }

    public String less(Code.Less less) {
        if (less.left().equals(Affine.constant(-1))) {
            return affine(less.right()) + " >= 0";
        }
        if (less.left().isName() && less.right().equals(Affine.constant(1))) {
            return affine(less.left()) + " == 0";
        }
        return affine(less.left()) + " < " + affine(less.right());
    }

    public String conditions(List<Code.Less> conditions) {
        return String.join(" && ", conditions.stream().map(this::less).toList());
    }

    /** Writes the head of a loop. */
    public String loop(Code.For loop) {
        String variable = given(loop.variable());
        String end = loop.to().multiple() > 1
                ? "%s + %d <= %s"
                        .formatted(
                                variable, loop.to().multiple(), affine(loop.to().extent()))
                : "%s < %s".formatted(variable, affine(loop.to().extent()));
        String guard = loop.guard().map(less -> " && " + less(less)).orElse("");
        return "for (int %s = %s; %s%s; %s)"
                .formatted(variable, affine(loop.from()), end, guard, advance(loop, variable));
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
        String end =
                step == 1 ? affine(room) : "(%s) / %d".formatted(affine(room.plus(Affine.constant(step - 1))), step);
        String variable = given(loop.variable());
        return "for (int %s = %s; %s < %s(%s, %s); %s)"
                .formatted(
                        variable,
                        affine(loop.from()),
                        variable,
                        lesser,
                        affine(loop.to().extent()),
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
