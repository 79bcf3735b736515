package dev.tilewright.loops.nest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The operands that are read from local memory.
 *
 * @param operands each of them once
 */
public record StagedOperands(List<Staged> operands) implements Annotation {

    public StagedOperands {
        operands = List.copyOf(operands);
    }

    /** Returns these with a further operand, or with another way to stage one of them. */
    StagedOperands with(Staged operand) {
        List<Staged> others = new ArrayList<>(operands);
        others.replaceAll(old -> old.tensor().equals(operand.tensor()) ? operand : old);
        if (!others.contains(operand)) {
            others.add(operand);
        }
        return new StagedOperands(others);
    }

    @Override
    public Optional<String> needs(String loop) {
        return operands.stream()
                .filter(staged -> staged.at().equals(loop))
                .findFirst()
                .map(staged -> "the tile of %s is copied in loop %s".formatted(staged.tensor(), loop));
    }

    @Override
    public boolean needsGuards() {
        return !operands.isEmpty();
    }
}
