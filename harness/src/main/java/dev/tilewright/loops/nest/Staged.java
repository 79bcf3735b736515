package dev.tilewright.loops.nest;

/**
 * An operand of which a tile is copied to local memory.
 *
 * @param tensor the operand
 * @param at the loop in whose every iteration the tile is copied anew
 * @param transposed whether the dimensions of the tile lie in reverse order, the operand's last one outermost
 * @param padding how many elements of each row in local memory stay unused, so that rows begin in different banks
 * @param doubled whether there are two buffers, one of which is filled while the other is read
 * @param prefetched whether what the next iteration needs waits in registers while this one computes
 */
public record Staged(String tensor, String at, boolean transposed, long padding, boolean doubled, boolean prefetched) {

    /** Tells whether an iteration copies the tile of the next one. */
    public boolean ahead() {
        return doubled || prefetched;
    }

    /** Returns this operand with two buffers. */
    public Staged doubling() {
        return new Staged(tensor, at, transposed, padding, true, prefetched);
    }

    /** Returns this operand with the next tile waiting in registers. */
    public Staged prefetching() {
        return new Staged(tensor, at, transposed, padding, doubled, true);
    }
}
