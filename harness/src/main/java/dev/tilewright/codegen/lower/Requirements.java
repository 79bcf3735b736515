package dev.tilewright.codegen.lower;

import dev.tilewright.loops.nest.Axis;
import dev.tilewright.loops.nest.DerivedSize;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.transform.Overlap;
import dev.tilewright.loops.transform.Specialize;
import dev.tilewright.tensor.Affine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;

/** What sizes must satisfy for a kernel to be right, in the task's own words: {@code N % 32 == 0}. */
public final class Requirements {

    private Requirements() {}

    /** Returns what a problem must satisfy: where sizes are constants, where guards were left out, and where nothing computes what chunks leave over. */
    static List<SizeCondition> of(Nest nest) {
        List<SizeCondition> requirements = new ArrayList<>();
        Specialize.constants(nest)
                .forEach((size, value) -> requirements.add(SizeCondition.is(size, SizeFormula.of(value))));
        nest.derived().values().stream()
                .filter(DerivedSize::whole)
                .forEach(size ->
                        requirements.add(SizeCondition.divides(written(nest, size.dividend()), size.divisor())));
        nest.axes().stream()
                .filter(axis -> !axis.extent().isConstant() && nest.multiple(axis))
                .filter(axis -> nest.outermost(axis.name()).step() > 1)
                .forEach(axis -> requirements.add(SizeCondition.divides(
                        written(nest, axis.extent()),
                        nest.outermost(axis.name()).step())));
        nest.axes().stream()
                .filter(axis -> !axis.extent().isConstant() && overlaps(nest, axis))
                .forEach(axis -> requirements.add(SizeCondition.atLeast(
                        written(nest, axis.extent()),
                        SizeFormula.of(nest.outermost(axis.name()).step()))));
        return requirements;
    }

    /**
     * Returns what else is true of the problem at hand and decided how a nest was transformed and lowered: which steps leave something
     * over. A kernel is right without it, but for another problem another one would be made.
     */
    static List<SizeCondition> assumptions(Nest nest) {
        List<SizeCondition> assumptions = new ArrayList<>();
        for (DerivedSize size : nest.derived().values()) {
            SizeFormula dividend = written(nest, size.dividend());
            assumptions.add(SizeCondition.atLeast(dividend, SizeFormula.of(size.divisor())));
            assumptions.add(SizeCondition.divides(dividend, size.divisor()).asFor(nest.sizes()));
        }
        for (Axis axis : nest.axes()) {
            long step = nest.outermost(axis.name()).step();
            if (!axis.extent().isConstant() && step > 1 && !overlaps(nest, axis)) {
                assumptions.add(SizeCondition.divides(written(nest, axis.extent()), step)
                        .asFor(nest.sizes()));
            }
        }
        return assumptions;
    }

    private static boolean overlaps(Nest nest, Axis axis) {
        return Overlap.in(nest).contains(nest.outermost(axis.name()).name());
    }

    /** Returns how the sizes that only a nest knows follow from the task's own. */
    public static SequencedMap<String, SizeFormula> derived(Nest nest) {
        SequencedMap<String, SizeFormula> derived = new LinkedHashMap<>();
        // A size follows from those before it.
        nest.derived().forEach((name, size) -> {
            SizeFormula dividend = SizeFormula.of(size.dividend()).with(derived);
            derived.put(name, SizeFormula.quotient(dividend, size.divisor()));
        });
        return derived;
    }

    /**
     * Returns what derived sizes must be, {@code N_parts == N / 4096}: those that a kernel mentions, and those that it takes to say
     * so.
     */
    public static List<SizeCondition> definitions(Nest nest, Set<String> mentioned) {
        List<SizeCondition> definitions = new ArrayList<>();
        Set<String> needed = new TreeSet<>(mentioned);
        // A size may follow from one before it, so the last comes first.
        for (Map.Entry<String, DerivedSize> size :
                nest.derived().entrySet().stream().toList().reversed()) {
            if (needed.contains(size.getKey())) {
                definitions.addFirst(SizeCondition.is(size.getKey(), written(nest, Affine.name(size.getKey()))));
                Affine dividend = size.getValue().dividend();
                if (!dividend.isName()) {
                    needed.addAll(dividend.names());
                }
            }
        }
        return definitions;
    }

    /** Returns a formula for a form. A name that only the kernel knows is written as what it stands for. */
    private static SizeFormula written(Nest nest, Affine form) {
        if (!form.isName() || !nest.derived().containsKey(form.names().getFirst())) {
            return SizeFormula.of(form);
        }
        DerivedSize size =
                Objects.requireNonNull(nest.derived().get(form.names().getFirst()));
        return SizeFormula.quotient(written(nest, size.dividend()), size.divisor());
    }
}
