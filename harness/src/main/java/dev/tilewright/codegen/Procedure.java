package dev.tilewright.codegen;

import dev.tilewright.loops.Nest;
import dev.tilewright.loops.Tile;
import java.util.List;

/**
 * One entry point, lowered from the nest of one statement.
 *
 * @param entry its name
 * @param nest what it was lowered from
 * @param tiles the tiles it keeps in local memory
 * @param body what it does
 * @param groups how many work-groups run it, in three dimensions, in this problem
 * @param items how many work-items a group has, in three dimensions
 * @param requirements what the sizes of a problem must satisfy beyond being positive, {@code N % 32 == 0}, as its comment says
 */
public record Procedure(
        String entry,
        Nest nest,
        List<Tile> tiles,
        Code body,
        List<Long> groups,
        List<Long> items,
        List<String> requirements) {

    public Procedure {
        tiles = List.copyOf(tiles);
        groups = List.copyOf(groups);
        items = List.copyOf(items);
        requirements = List.copyOf(requirements);
    }

    /** Returns the number of work-items in a group. */
    public long groupSize() {
        return items.stream().reduce(1L, Math::multiplyExact);
    }
}
