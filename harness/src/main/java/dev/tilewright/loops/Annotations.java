package dev.tilewright.loops;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How a nest is carried out, beyond the order and kinds of its loops.
 *
 * @param accumulateAt the loop outside of which accumulators live in registers; empty while they live in the target tensor
 * @param staged the operands that are read from local memory
 * @param panels the tensors that lie in memory as panels; all others are row-major
 * @param constants the sizes in whose place statement, shapes and axes have a number, so that the nest is right for that size only
 * @param sharing the bound loops that share a dimension of the grid with the next loop further in that is bound alike
 * @param streaming whether whole vectors of results are stored past the caches
 * @param fragment the loops that matrix units carry out
 */
public record Annotations(
        Optional<String> accumulateAt,
        List<Staged> staged,
        Map<String, Panels> panels,
        Map<String, Long> constants,
        Set<String> sharing,
        boolean streaming,
        Optional<Fragment> fragment) {

    /** Those of an untransformed nest. */
    static final Annotations NONE =
            new Annotations(Optional.empty(), List.of(), Map.of(), Map.of(), Set.of(), false, Optional.empty());

    public Annotations {
        staged = List.copyOf(staged);
        panels = Collections.unmodifiableMap(new TreeMap<>(panels));
        constants = Collections.unmodifiableMap(new TreeMap<>(constants));
        sharing = Set.copyOf(sharing);
    }

    Annotations accumulatingAt(String loop) {
        return new Annotations(Optional.of(loop), staged, panels, constants, sharing, streaming, fragment);
    }

    Annotations staging(Staged operand) {
        List<Staged> longer = new ArrayList<>(staged);
        longer.add(operand);
        return new Annotations(accumulateAt, longer, panels, constants, sharing, streaming, fragment);
    }

    /** Returns these with another way to stage an operand that is staged. */
    Annotations restaging(Staged operand) {
        List<Staged> changed = staged.stream()
                .map(old -> old.tensor().equals(operand.tensor()) ? operand : old)
                .toList();
        return new Annotations(accumulateAt, changed, panels, constants, sharing, streaming, fragment);
    }

    Annotations withPanels(Map<String, Panels> layout) {
        return new Annotations(accumulateAt, staged, layout, constants, sharing, streaming, fragment);
    }

    Annotations withConstant(String size, long value) {
        Map<String, Long> more = new TreeMap<>(constants);
        more.put(size, value);
        return new Annotations(accumulateAt, staged, panels, more, sharing, streaming, fragment);
    }

    Annotations sharing(Set<String> loops) {
        return new Annotations(accumulateAt, staged, panels, constants, loops, streaming, fragment);
    }

    Annotations streamed() {
        return new Annotations(accumulateAt, staged, panels, constants, sharing, true, fragment);
    }

    Annotations withFragment(Fragment loops) {
        return new Annotations(accumulateAt, staged, panels, constants, sharing, streaming, Optional.of(loops));
    }
}
