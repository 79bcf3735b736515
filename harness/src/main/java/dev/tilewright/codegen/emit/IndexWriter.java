package dev.tilewright.codegen.emit;

import dev.tilewright.codegen.lower.Identifiers;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Panels;
import dev.tilewright.tensor.Affine;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Writes indices and the places of elements, which look the same in every language with C's arithmetic, and remembers what they mention. */
public final class IndexWriter {

    private final Nest nest;
    private final Identifiers names;
    private final Set<String> sizes = new HashSet<>();
    private final Set<String> tensors = new HashSet<>();

    public IndexWriter(Nest nest, Identifiers names) {
        this.nest = nest;
        this.names = names;
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
            written = written.substitute(name, Affine.name(names.given(name)));
        }
        String text = written.minus(Affine.constant(written.constant())).toString();
        return written.constant() > 0 && text.startsWith("-")
                ? "%d - %s".formatted(written.constant(), text.substring(1))
                : written.toString();
    }

    /**
     * Writes an affine form that 64 bits hold and 32 may not.
     *
     * @param conversion writes the conversion of a variable to 64 bits
     */
    String wide(Affine affine, UnaryOperator<String> conversion) {
        affine(affine);
        StringBuilder text = new StringBuilder();
        affine.coefficients().forEach((name, coefficient) -> {
            String sign = coefficient < 0 ? "-" : "+";
            text.append(text.isEmpty() ? (coefficient < 0 ? "-" : "") : " " + sign + " ");
            String factor = Math.abs(coefficient) == 1 ? "" : literal(Math.abs(coefficient)) + " * ";
            text.append(factor).append(conversion.apply(names.given(name)));
        });
        long constant = affine.constant();
        if (text.isEmpty()) {
            return (constant < 0 ? "-" : "") + literal(Math.abs(constant));
        }
        if (constant != 0) {
            text.append(constant < 0 ? " - " : " + ").append(literal(Math.abs(constant)));
        }
        return text.toString();
    }

    private static String literal(long magnitude) {
        return magnitude > Integer.MAX_VALUE ? magnitude + "L" : Long.toString(magnitude);
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
}
