package dev.tilewright.codegen.lower;

import dev.tilewright.codegen.lower.Code.CopyTile.Way;
import dev.tilewright.codegen.lower.Code.Less;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Tile;
import dev.tilewright.tensor.Affine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How tiles come to local memory in the loop at which they are staged, and where work-items meet for that.
 *
 * <p>A tile with one buffer and nothing ahead is copied at the beginning of each iteration: work-items meet after that, and again before
 * the next copy. Where copies are made ahead, the first tile is copied before the loop, and each iteration sees to that of the next one:
 * into the buffer that nobody reads, or into registers before it computes, and from there to local memory after. With two buffers
 * work-items meet once in an iteration.
 */
final class Staging {

    private final Nest nest;
    private final List<Tile> tiles;
    private final Edges edges;
    private final long groupSize;

    Staging(Nest nest, List<Tile> tiles, Edges edges, long groupSize) {
        this.nest = nest;
        this.tiles = tiles;
        this.edges = edges;
        this.groupSize = groupSize;
    }

    /** Returns the tiles that are staged at a loop, those that are copied ahead or the others. */
    private List<Tile> at(Loop loop, boolean ahead) {
        return tiles.stream()
                .filter(tile -> tile.staged().at().equals(loop.name()))
                .filter(tile -> tile.staged().ahead() == ahead)
                .toList();
    }

    /**
     * Lets the copies that a loop's first iteration needs go before the loop.
     *
     * @param outside the place around the loop
     */
    Code entering(Loop loop, Context outside, Code code) {
        List<Tile> ahead = at(loop, true);
        if (ahead.isEmpty()) {
            return code;
        }
        List<Code> statements = new ArrayList<>();
        for (Tile tile : ahead) {
            Tile first = tile.when(loop.name(), Affine.constant(0));
            statements.add(edges.copy(first, outside).to(buffer(tile, Affine.constant(0))));
        }
        meet(statements);
        statements.add(code);
        return new Code.Block(statements);
    }

    /**
     * Returns an iteration of a loop with its copies.
     *
     * @param outside the place around the loop
     * @param inside the place inside of it
     * @param next under which conditions there is a next iteration; empty if there is none
     * @param compute what the iteration computes
     */
    Code iteration(Loop loop, Context outside, Context inside, Optional<List<Less>> next, Code compute) {
        List<Tile> now = at(loop, false);
        List<Tile> ahead = at(loop, true);
        if (now.isEmpty() && ahead.isEmpty()) {
            return compute;
        }
        List<Code> statements = new ArrayList<>();
        long step = nest.counts(loop) ? 1 : loop.step();
        if (ahead.stream().anyMatch(tile -> tile.staged().doubled())) {
            statements.add(new Code.DefineBuffer(new Identifiers(nest).buffer(loop.name()), loop.name(), step));
        }
        now.forEach(tile -> statements.add(edges.copy(tile, inside)));
        if (!now.isEmpty()) {
            meet(statements);
        }
        List<Code> before = new ArrayList<>();
        List<Code> after = new ArrayList<>();
        boolean overwritten = !now.isEmpty();
        for (Tile tile : next.isPresent() ? ahead : List.<Tile>of()) {
            Affine later = Affine.name(loop.name()).plus(Affine.constant(step));
            Affine other = Affine.constant(1).minus(Affine.name(new Identifiers(nest).buffer(loop.name())));
            Code.CopyTile copy =
                    edges.copy(tile.when(loop.name(), later), outside).to(buffer(tile, other));
            if (tile.staged().prefetched()) {
                statements.add(new Code.DeclareNext(tile, Math.ceilDiv(tile.elements(), groupSize)));
                before.add(copy.part(Way.TO_REGISTERS));
                after.add(copy.part(Way.FROM_REGISTERS));
                overwritten |= !tile.staged().doubled();
            } else {
                before.add(copy);
            }
        }
        ifThereIs(next, before, statements);
        statements.add(compute);
        if (overwritten) {
            meet(statements);
        }
        ifThereIs(next, after, statements);
        if (!after.isEmpty() || !overwritten) {
            meet(statements);
        }
        return new Code.Block(statements);
    }

    private static Optional<Affine> buffer(Tile tile, Affine number) {
        return tile.staged().doubled() ? Optional.of(number) : Optional.empty();
    }

    private static void ifThereIs(Optional<List<Less>> next, List<Code> copies, List<Code> statements) {
        if (!copies.isEmpty()) {
            statements.add(new Code.If(next.orElseThrow(), new Code.Block(copies), new Code.Block(List.of())));
        }
    }

    private void meet(List<Code> statements) {
        if (groupSize > 1) {
            statements.add(new Code.Barrier(false));
        }
    }
}
