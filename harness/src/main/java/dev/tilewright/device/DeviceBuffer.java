package dev.tilewright.device;

import dev.tilewright.kernel.Buffer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;

/** Memory of a {@link Session} for one buffer. Closing it frees it. */
public interface DeviceBuffer extends AutoCloseable {

    /** Returns what it was allocated for. */
    Buffer buffer();

    /** Copies {@code source}, of exactly the buffer's size in bytes and native byte order, to the device, and waits. */
    void write(MemorySegment source);

    /** Copies the whole buffer to {@code target}, of exactly its size in bytes, and waits. */
    void read(MemorySegment target);

    /**
     * Sets every 32-bit word of the buffer, and waits. Made here on the host and copied; a device that can do it itself should.
     *
     * @param word in native byte order
     */
    default void fill(int word) {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment filled = arena.allocate(buffer().bytes(), Long.BYTES);
            LargeMemory.fill(filled, word);
            write(filled);
        }
    }

    /**
     * Fills the buffer with elements of two others, each of exactly its size, as {@link LargeMemory#blend} does, and waits. Made here on the
     * host and copied; where a device's memory is the host's, it should be made where it lies.
     */
    default void blend(MemorySegment first, MemorySegment second, int seed) {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment blended = arena.allocate(buffer().bytes(), Long.BYTES);
            LargeMemory.blend(first, second, blended, seed, buffer().type().bytes());
            write(blended);
        }
    }

    /**
     * Shows the contents that finished launches have left. They are copied here; where a device's memory is the host's, they should
     * be looked at where they lie.
     *
     * @param look is given the whole buffer, read-only, for any number of threads, and only until it returns: it must not keep
     *     it, and must not run, write or close anything of the session
     * @return what {@code look} returned
     */
    default <T> T look(Function<MemorySegment, T> look) {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment copy = arena.allocate(buffer().bytes(), Long.BYTES);
            read(copy);
            return look.apply(copy.asReadOnly());
        }
    }

    /** Returns whether nothing has been written just outside the buffer since it was allocated. */
    boolean guardsIntact();

    @Override
    void close();
}
