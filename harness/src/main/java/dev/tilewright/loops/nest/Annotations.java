package dev.tilewright.loops.nest;

import dev.tilewright.tensor.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * How a nest is carried out, beyond the order and kinds of its loops.
 *
 * @param accumulateAt the loop outside of which accumulators live in registers; empty while they live in the target tensor
 * @param staged the operands that are read from local memory
 * @param panels the tensors that lie in memory as panels; all others are row-major
 * @param constants the sizes in whose place statement, shapes and axes have a number, so that the nest is right for that size only
 * @param sharing the bound loops that share a dimension of the grid with the next loop further in that is bound alike
 * @param streaming whether whole vectors of results are stored past the caches
 * @param relaxed whether arithmetic may be less exact than the language asks for
 * @param transposed the operands of which squares are read crosswise to the lanes and transposed in registers
 * @param hoistAt the loop before which is computed what stays the same in it; empty while everything is computed where it is used
 * @param peeled the loops whose last, incomplete iteration is carried out apart from the others
 * @param overlapping the loops whose last iteration begins so early that it is whole
 * @param hints the operands whose lines are asked for before they are needed
 * @param running the maximum that is computed along with the sum of exponentials that is relative to it; empty in all other nests
 * @param fragment the loops that matrix units carry out
 */
public record Annotations(
        Optional<String> accumulateAt,
        List<Staged> staged,
        Map<String, Panels> panels,
        Map<String, Long> constants,
        Set<String> sharing,
        boolean streaming,
        boolean relaxed,
        Set<String> transposed,
        Optional<String> hoistAt,
        Set<String> peeled,
        Set<String> overlapping,
        Map<String, LineHint> hints,
        Optional<Statement> running,
        Optional<Fragment> fragment) {

    /** Those of an untransformed nest. */
    static final Annotations NONE = new Copy().made();

    public Annotations {
        staged = List.copyOf(staged);
        panels = Collections.unmodifiableMap(new TreeMap<>(panels));
        constants = Collections.unmodifiableMap(new TreeMap<>(constants));
        sharing = Set.copyOf(sharing);
        transposed = Set.copyOf(transposed);
        peeled = Collections.unmodifiableSet(new TreeSet<>(peeled));
        overlapping = Collections.unmodifiableSet(new TreeSet<>(overlapping));
        hints = Collections.unmodifiableMap(new TreeMap<>(hints));
    }

    Annotations accumulatingAt(String loop) {
        return with(copy -> copy.accumulateAt = Optional.of(loop));
    }

    Annotations staging(Staged operand) {
        return with(copy -> copy.staged.add(operand));
    }

    /** Returns these with another way to stage an operand that is staged. */
    Annotations restaging(Staged operand) {
        return with(copy -> copy.staged.replaceAll(old -> old.tensor().equals(operand.tensor()) ? operand : old));
    }

    Annotations withPanels(Map<String, Panels> layout) {
        return with(copy -> copy.panels = layout);
    }

    Annotations withConstant(String size, long value) {
        return with(copy -> copy.constants.put(size, value));
    }

    Annotations sharing(Set<String> loops) {
        return with(copy -> copy.sharing = loops);
    }

    Annotations streamed() {
        return with(copy -> copy.streaming = true);
    }

    Annotations relaxing() {
        return with(copy -> copy.relaxed = true);
    }

    Annotations transposing(Set<String> operands) {
        return with(copy -> copy.transposed = operands);
    }

    Annotations hoistingAt(String loop) {
        return with(copy -> copy.hoistAt = Optional.of(loop));
    }

    Annotations peeling(String loop) {
        return with(copy -> copy.peeled.add(loop));
    }

    Annotations overlappingAt(String loop) {
        return with(copy -> copy.overlapping.add(loop));
    }

    Annotations hinting(String tensor, LineHint hint) {
        return with(copy -> copy.hints.put(tensor, hint));
    }

    Annotations running(Statement maximum) {
        return with(copy -> copy.running = Optional.of(maximum));
    }

    Annotations withFragment(Fragment loops) {
        return with(copy -> copy.fragment = Optional.of(loops));
    }

    private Annotations with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.made();
    }

    /** Annotations in which one is being changed. */
    private static final class Copy {
        private Optional<String> accumulateAt = Optional.empty();
        private final List<Staged> staged = new ArrayList<>();
        private Map<String, Panels> panels = Map.of();
        private final Map<String, Long> constants = new TreeMap<>();
        private Set<String> sharing = Set.of();
        private boolean streaming;
        private boolean relaxed;
        private Set<String> transposed = Set.of();
        private Optional<String> hoistAt = Optional.empty();
        private final Set<String> peeled = new TreeSet<>();
        private final Set<String> overlapping = new TreeSet<>();
        private final Map<String, LineHint> hints = new TreeMap<>();
        private Optional<Statement> running = Optional.empty();
        private Optional<Fragment> fragment = Optional.empty();

        private Copy() {}

        private Copy(Annotations original) {
            accumulateAt = original.accumulateAt;
            staged.addAll(original.staged);
            panels = original.panels;
            constants.putAll(original.constants);
            sharing = original.sharing;
            streaming = original.streaming;
            relaxed = original.relaxed;
            transposed = original.transposed;
            hoistAt = original.hoistAt;
            peeled.addAll(original.peeled);
            overlapping.addAll(original.overlapping);
            hints.putAll(original.hints);
            running = original.running;
            fragment = original.fragment;
        }

        private Annotations made() {
            return new Annotations(
                    accumulateAt,
                    staged,
                    panels,
                    constants,
                    sharing,
                    streaming,
                    relaxed,
                    transposed,
                    hoistAt,
                    peeled,
                    overlapping,
                    hints,
                    running,
                    fragment);
        }
    }
}
