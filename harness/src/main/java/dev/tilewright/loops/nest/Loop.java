package dev.tilewright.loops.nest;

import java.util.OptionalLong;

/**
 * One loop of a nest. The value of an axis is the sum of the variables of its loops, so a loop's variable counts in elements of the
 * axis: it is 0, {@code step}, 2·{@code step}, …
 *
 * @param name the name of its variable
 * @param axis the axis it runs along
 * @param step how far one iteration advances along the axis, in elements
 * @param trips how many iterations it has; empty for the outermost loop of an axis, which runs to the axis's end
 * @param kind how its iterations are carried out
 */
public record Loop(String name, String axis, long step, OptionalLong trips, Kind kind) {

    /** Returns this loop carried out as {@code kind}. */
    public Loop as(Kind kind) {
        return new Loop(name, axis, step, trips, kind);
    }

    /** Tells whether this is the outermost loop of its axis. */
    public boolean outermost() {
        return trips.isEmpty();
    }

    /** Tells whether its iterations are spread over the grid of work-items. */
    public boolean bound() {
        return kind == Kind.GROUP || kind == Kind.ITEM;
    }

    /** How the iterations of a loop are carried out. */
    public enum Kind {
        /** One after the other. */
        SERIAL,
        /** Each by a work-group of its own. */
        GROUP,
        /** Each by a work-item of the group. */
        ITEM,
        /** One after the other, written out. */
        UNROLLED,
        /** At once, in the lanes of a vector. */
        VECTOR
    }
}
