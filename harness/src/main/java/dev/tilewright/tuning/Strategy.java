package dev.tilewright.tuning;

import dev.tilewright.space.Point;
import java.util.Optional;

/**
 * A way to search a constrained space, by ask and tell. It may be asked for several points before it is told what came of the first. What it
 * asks for follows from its seed and from what it was told, never from the clock. Not safe for use by several threads.
 */
public interface Strategy {

    /** Returns the next point to evaluate, a valid one that it neither asked for nor was told of before; empty if there is none left. */
    Optional<Point> ask();

    /**
     * Takes note of what came of a point, no matter who asked for it. A point that had a time may fail later, where it turns out to be wrong:
     * then it never had one.
     */
    void tell(Point point, Outcome outcome);
}
