package dev.tilewright.loops;

import dev.tilewright.tensor.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How a nest is carried out, beyond the order and kinds of its loops.
 *
 * @param accumulateAt the loop outside of which accumulators live in registers; empty while they live in the target tensor
 * @param staged the operands that are read from local memory
 * @param panels the tensors that lie in memory as panels; all others are row-major
 * @param constants the sizes in whose place statement, shapes and axes have a number, so that the nest is right for that size only
 * @param sharing the bound loops that share a dimension of the grid with the next loop further in that is bound alike
 * @param streaming whether whole vectors of results are stored past the caches
 * @param hoistAt the loop before which is computed what stays the same in it; empty while everything is computed where it is used
 * @param peeled the loops whose last, incomplete iteration is carried out apart from the others
 * @param running the maximum that is computed along with the sum of exponentials that is relative to it; empty in all other nests
 */
public record Annotations(
        Optional<String> accumulateAt,
        List<Staged> staged,
        Map<String, Panels> panels,
        Map<String, Long> constants,
        Set<String> sharing,
        boolean streaming,
        Optional<String> hoistAt,
        Set<String> peeled,
        Optional<Statement> running) {

    /** Those of an untransformed nest. */
    static final Annotations NONE = new Annotations(
            Optional.empty(),
            List.of(),
            Map.of(),
            Map.of(),
            Set.of(),
            false,
            Optional.empty(),
            Set.of(),
            Optional.empty());

    public Annotations {
        staged = List.copyOf(staged);
        panels = Collections.unmodifiableMap(new TreeMap<>(panels));
        constants = Collections.unmodifiableMap(new TreeMap<>(constants));
        sharing = Set.copyOf(sharing);
        peeled = Collections.unmodifiableSet(new TreeSet<>(peeled));
    }

    Annotations accumulatingAt(String loop) {
        return new Annotations(
                Optional.of(loop), staged, panels, constants, sharing, streaming, hoistAt, peeled, running);
    }

    Annotations staging(Staged operand) {
        List<Staged> longer = new ArrayList<>(staged);
        longer.add(operand);
        return new Annotations(accumulateAt, longer, panels, constants, sharing, streaming, hoistAt, peeled, running);
    }

    Annotations withPanels(Map<String, Panels> layout) {
        return new Annotations(accumulateAt, staged, layout, constants, sharing, streaming, hoistAt, peeled, running);
    }

    Annotations withConstant(String size, long value) {
        Map<String, Long> more = new TreeMap<>(constants);
        more.put(size, value);
        return new Annotations(accumulateAt, staged, panels, more, sharing, streaming, hoistAt, peeled, running);
    }

    Annotations sharing(Set<String> loops) {
        return new Annotations(accumulateAt, staged, panels, constants, loops, streaming, hoistAt, peeled, running);
    }

    Annotations streamed() {
        return new Annotations(accumulateAt, staged, panels, constants, sharing, true, hoistAt, peeled, running);
    }

    Annotations hoistingAt(String loop) {
        return new Annotations(
                accumulateAt, staged, panels, constants, sharing, streaming, Optional.of(loop), peeled, running);
    }

    Annotations peeling(String loop) {
        Set<String> more = new TreeSet<>(peeled);
        more.add(loop);
        return new Annotations(accumulateAt, staged, panels, constants, sharing, streaming, hoistAt, more, running);
    }

    Annotations running(Statement maximum) {
        return new Annotations(
                accumulateAt, staged, panels, constants, sharing, streaming, hoistAt, peeled, Optional.of(maximum));
    }
}
