package dev.tilewright.cost;

import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Staged;
import java.util.ArrayList;
import java.util.List;

/**
 * The loops of a nest in the order in which a compute unit carries them out.
 *
 * <p>Groups come one after the other. Work-items of a group share the copy of a tile, so they advance together inside the loop that
 * copies it; on a GPU they always advance together, inside of every serial loop. On a CPU without tiles each runs from start to end.
 *
 * @param nest the nest
 * @param loops its loops, outermost first
 */
record Execution(Nest nest, List<Loop> loops) {

    Execution {
        loops = List.copyOf(loops);
    }

    static Execution of(Nest nest, boolean cpu) {
        List<Loop> items = nest.loops().stream()
                .filter(loop -> loop.kind() == Loop.Kind.ITEM)
                .toList();
        List<Loop> loops = new ArrayList<>(nest.loops());
        loops.removeAll(items);
        int place = 0;
        for (int i = 0; i < loops.size(); i++) {
            Loop loop = loops.get(i);
            boolean copies = nest.staged().stream().map(Staged::at).anyMatch(loop.name()::equals);
            boolean outside = loop.kind() == Loop.Kind.GROUP || copies || (!cpu && loop.kind() == Loop.Kind.SERIAL);
            place = outside ? i + 1 : place;
        }
        loops.addAll(place, items);
        return new Execution(nest, loops);
    }

    /** Returns the place of a loop, outermost 0. */
    int position(String loop) {
        for (int i = 0; i < loops.size(); i++) {
            if (loops.get(i).name().equals(loop)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no loop is called " + loop);
    }

    /** Returns the place inside of every loop that is neither written out nor lanes: what is inside is one body. */
    int body() {
        int body = loops.size();
        while (body > 0 && writtenOut(loops.get(body - 1))) {
            body--;
        }
        return body;
    }

    private static boolean writtenOut(Loop loop) {
        return loop.kind() == Loop.Kind.UNROLLED || loop.kind() == Loop.Kind.VECTOR;
    }

    /** Returns how often what stands at a place is carried out. */
    double iterations(int place) {
        double iterations = 1;
        for (Loop loop : loops.subList(0, place)) {
            iterations *= nest.tripsHere(loop);
        }
        return iterations;
    }

    /** Returns the loops from a place inwards. */
    List<Loop> from(int place) {
        return loops.subList(place, loops.size());
    }
}
