package dev.tilewright.cost;

import dev.tilewright.loops.nest.Loop;
import dev.tilewright.tensor.Expression;
import java.util.List;

/**
 * Accesses of one tensor that differ by constants only and are made at the same place of a nest.
 *
 * @param placement where the tensor lies
 * @param accesses the elements
 * @param place the place in the order of execution that they are made at: inside of that many loops
 * @param loads whether elements are read from memory there
 * @param stores whether elements are written to memory there
 * @param boxes the elements that are touched while the loops from each place inwards run, in the order of execution
 * @param tile whether they are the copy of a tile to local memory, after which the body reads the tile
 */
record Touch(
        Placement placement,
        List<Expression.Access> accesses,
        int place,
        boolean loads,
        boolean stores,
        List<Placement.Box> boxes,
        boolean tile) {

    Touch {
        accesses = List.copyOf(accesses);
        boxes = List.copyOf(boxes);
    }

    /** Returns the elements that are touched while the loops from a place inwards run. */
    Placement.Box from(int outermost) {
        return boxes.get(outermost);
    }

    /** Returns the elements that are touched while loops run. */
    Placement.Box box(List<Loop> running) {
        return placement.box(accesses, running);
    }

    /** Returns the first of the elements. */
    Expression.Access access() {
        return accesses.getFirst();
    }
}
