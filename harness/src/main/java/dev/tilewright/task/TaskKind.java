package dev.tilewright.task;

import dev.tilewright.tensor.Accesses;
import dev.tilewright.tensor.Statement;
import java.util.Locale;

/** What kind of computation a task is, as far as one that helps on it may be expected to help on another. */
public enum TaskKind {
    /** A reduction over elements of several tensors: multiplications of matrices, convolutions. */
    CONTRACTION,
    /** A reduction over elements of one tensor. */
    REDUCTION,
    /** Each result follows from a few elements. */
    MAP,
    /** Several statements. */
    STAGES,
    /** Given by a reference, so that nothing is known of it. */
    OPAQUE;

    /** Returns the kind of a task. */
    public static TaskKind of(Task task) {
        if (task.computation().isEmpty()) {
            return OPAQUE;
        }
        if (task.computation().get().statements().size() > 1) {
            return STAGES;
        }
        Statement statement = task.computation().get().statements().getFirst();
        if (statement.extents().size() == statement.freeIndices().size()) {
            return MAP;
        }
        long tensors = Accesses.in(statement.value()).stream()
                .map(access -> access.tensor())
                .distinct()
                .count();
        return tensors > 1 ? CONTRACTION : REDUCTION;
    }

    /** Returns the name in lower case, as it is kept and shown. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
