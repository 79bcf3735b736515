package dev.tilewright.codegen.lower;

import dev.tilewright.loops.nest.DerivedSize;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.tensor.Affine;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** What sizes must satisfy for a kernel to be right, in the task's own words: {@code N % 32 == 0}. */
public final class Requirements {

    private Requirements() {}

    /** Returns what a problem must satisfy: where sizes are constants, where guards were left out, and where nothing computes what chunks leave over. */
    public static List<String> of(Nest nest) {
        List<String> requirements = new ArrayList<>();
        nest.constants().forEach((size, value) -> requirements.add("%s == %d".formatted(size, value)));
        nest.derived().values().stream()
                .filter(DerivedSize::whole)
                .forEach(size -> requirements.add(divides(nest, size.dividend(), size.divisor())));
        nest.axes().stream()
                .filter(axis -> !axis.extent().isConstant() && nest.multiple(axis))
                .filter(axis -> nest.outermost(axis.name()).step() > 1)
                .forEach(axis -> requirements.add(
                        divides(nest, axis.extent(), nest.outermost(axis.name()).step())));
        nest.axes().stream()
                .filter(axis -> !axis.extent().isConstant())
                .filter(axis ->
                        nest.overlapping().contains(nest.outermost(axis.name()).name()))
                .forEach(axis -> requirements.add("%s >= %d"
                        .formatted(
                                written(nest, axis.extent()),
                                nest.outermost(axis.name()).step())));
        return requirements;
    }

    /**
     * Returns what derived sizes must be, {@code N_parts == N / 4096}: those that a kernel mentions, and those that it takes to say
     * so.
     */
    public static List<String> definitions(Nest nest, Set<String> mentioned) {
        List<String> definitions = new ArrayList<>();
        Set<String> needed = new TreeSet<>(mentioned);
        // A size may follow from one before it, so the last comes first.
        for (String size : nest.derived().keySet().stream().toList().reversed()) {
            if (needed.contains(size)) {
                String value = written(nest, Affine.name(size));
                definitions.addFirst("%s == %s".formatted(size, value));
                Affine dividend =
                        Objects.requireNonNull(nest.derived().get(size)).dividend();
                if (!dividend.isName()) {
                    needed.addAll(dividend.names());
                }
            }
        }
        return definitions;
    }

    private static String divides(Nest nest, Affine extent, long divisor) {
        return "%s %% %d == 0".formatted(written(nest, extent), divisor);
    }

    /** Writes a form so that it can be divided. A name that only the kernel knows is written as what it stands for. */
    private static String written(Nest nest, Affine form) {
        if (!form.isName()) {
            return "(" + form + ")";
        }
        String name = form.names().getFirst();
        if (!nest.derived().containsKey(name)) {
            return name;
        }
        DerivedSize size = Objects.requireNonNull(nest.derived().get(name));
        return "%s / %d".formatted(written(nest, size.dividend()), size.divisor());
    }
}
