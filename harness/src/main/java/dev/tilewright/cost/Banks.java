package dev.tilewright.cost;

import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Tile;
import dev.tilewright.tensor.Expression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How work-items that run together meet in the banks of local memory. There are 32, each serves one word of four bytes at a time, and
 * neighbouring words lie in neighbouring banks; work-items that ask for the same word share it (CUDA C++ Programming Guide, "Shared
 * Memory"). A tile is asked for elements when it is copied and when it is read.
 */
final class Banks {

    private static final long BANKS = 32;
    private static final int WORD_BYTES = 4;

    private final Nest nest;
    private final Tile tile;
    private final long together;

    private Banks(Nest nest, Tile tile) {
        this.nest = nest;
        this.tile = tile;
        together = Math.min(BANKS, nest.groupSize());
    }

    /** Returns the most words that one bank is asked for at once; 1 if no work-item waits for another. */
    static int conflicts(Nest nest, Tile tile) {
        Banks banks = new Banks(nest, tile);
        return Math.max(banks.copying(), banks.reading());
    }

    private int copying() {
        List<List<Long>> places = new ArrayList<>();
        for (long number = 0; number < Math.min(together, tile.elements()); number++) {
            List<Long> place = new ArrayList<>();
            long rest = number;
            for (long extent : tile.extents().reversed()) {
                place.addFirst(rest % extent);
                rest /= extent;
            }
            places.add(place);
        }
        return most(places);
    }

    private int reading() {
        Expression.Access read = nest.reads().stream()
                .filter(access -> access.tensor().equals(tile.staged().tensor()))
                .findFirst()
                .orElseThrow();
        List<Loop> items = nest.loops().stream()
                .filter(loop -> loop.kind() == Loop.Kind.ITEM)
                .toList()
                .reversed();
        List<List<Long>> places = new ArrayList<>();
        for (long item = 0; item < together; item++) {
            List<Long> place =
                    new ArrayList<>(tile.extents().stream().map(extent -> 0L).toList());
            long rest = item;
            for (Loop loop : items) {
                long iteration = rest % nest.tripsHere(loop);
                rest /= nest.tripsHere(loop);
                for (int d = 0; d < place.size(); d++) {
                    long coefficient = read.indices().get(d).coefficient(loop.axis());
                    place.set(d, place.get(d) + coefficient * loop.step() * iteration);
                }
            }
            places.add(place);
        }
        return most(places);
    }

    /** Returns the most words that elements of the tile have in one bank. */
    private int most(List<List<Long>> places) {
        List<Long> extents = tile.allocated();
        int dimensions = tile.extents().size();
        List<Long> rows = extents.subList(extents.size() - dimensions, extents.size());
        int bytes = nest.type(tile.staged().tensor()).bytes();
        Map<Long, Set<Long>> words = new HashMap<>();
        for (List<Long> place : places) {
            long element = 0;
            for (int d = 0; d < dimensions; d++) {
                element = element * rows.get(d) + tile.laidOut(place).get(d);
            }
            long word = element * bytes / WORD_BYTES;
            words.computeIfAbsent(word % BANKS, bank -> new HashSet<>()).add(word);
        }
        return words.values().stream().mapToInt(Set::size).max().orElse(1);
    }
}
