package dev.tilewright.device;

import dev.tilewright.kernel.Buffer;
import java.lang.foreign.MemorySegment;

/** Memory of a {@link Session} for one buffer. Closing it frees it. */
public interface DeviceBuffer extends AutoCloseable {

    /** Returns what it was allocated for. */
    Buffer buffer();

    /** Copies {@code source}, of exactly the buffer's size in bytes and native byte order, to the device, and waits. */
    void write(MemorySegment source);

    /** Copies the whole buffer to {@code target}, of exactly its size in bytes, and waits. */
    void read(MemorySegment target);

    /** Tells whether nothing has been written just outside the buffer since it was allocated. */
    boolean guardsIntact();

    @Override
    void close();
}
