package dev.tilewright.loops.transform;

import dev.tilewright.loops.nest.GroupReduction;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Staged;
import dev.tilewright.loops.nest.Tile;
import java.util.List;

/** What the stages of a launch take of the local memory of a group, which they share. */
final class LocalMemoryUse {

    private LocalMemoryUse() {}

    /** Refuses tiles and partial results that do not fit into local memory together. */
    static void check(List<Nest> stages, Limits limits) throws IllegalTransformationException {
        long bytes = 0;
        boolean partials = false;
        for (Nest nest : stages) {
            GroupReduction reduction = GroupReduction.of(nest).orElse(null);
            if (reduction != null) {
                partials = true;
                bytes += reduction.partials() * nest.type(nest.name()).bytes();
            }
            for (Staged staged : nest.staged()) {
                bytes += Tile.of(nest, staged).allocatedElements()
                        * nest.type(staged.tensor()).bytes();
            }
        }
        if (bytes > limits.localMemoryBytes()) {
            throw new IllegalTransformationException("%s take %d bytes of local memory, and a group has %d"
                    .formatted(partials ? "tiles and partial results" : "tiles", bytes, limits.localMemoryBytes()));
        }
    }
}
