package dev.tilewright.device.tornado;

import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.LargeMemory;
import dev.tilewright.kernel.Buffer;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A buffer on the host, and a count of what has changed it, by which programs know whether the device has its newest contents. */
final class TornadoBuffer implements DeviceBuffer {

    private final TornadoSession session;
    private final Buffer buffer;
    private final int number;
    private ArrayMemory memory;
    private @Nullable HostProcess known;
    private long version;
    private boolean closed;

    TornadoBuffer(TornadoSession session, Buffer buffer, int number, ArrayMemory memory) {
        this.session = session;
        this.buffer = buffer;
        this.number = number;
        this.memory = memory;
    }

    TornadoSession session() {
        return session;
    }

    boolean closed() {
        return closed;
    }

    /** Returns the number by which the host program knows it. */
    int number() {
        return number;
    }

    ArrayMemory memory() {
        return memory;
    }

    /** Makes it known to a host program. */
    void introduce(HostProcess host) throws HostFailure {
        if (known == host) {
            return;
        }
        if (known != null) {
            memory = memory.moved(buffer, session.freshFile());
        }
        host.allocate(number, this);
        // Both have it mapped: nothing is left of it where both are killed.
        memory.unlink();
        known = host;
    }

    /** Returns how often its contents have changed. */
    long version() {
        return version;
    }

    void changed() {
        version++;
    }

    @Override
    public Buffer buffer() {
        return buffer;
    }

    @Override
    public void write(MemorySegment source) {
        checked(source);
        LargeMemory.copy(source, newest());
        changed();
    }

    @Override
    public void read(MemorySegment target) {
        LargeMemory.copy(newest(), checked(target));
    }

    @Override
    public void fill(int word) {
        LargeMemory.fill(newest(), word);
        changed();
    }

    @Override
    public <T> T look(Function<MemorySegment, T> look) {
        return look.apply(newest().asReadOnly());
    }

    @Override
    public boolean guardsIntact() {
        newest();
        return memory.guardsIntact();
    }

    /** Returns the elements, after they are copied back from the device where that has changed them. */
    private MemorySegment newest() {
        if (closed) {
            throw new IllegalStateException("buffer " + buffer.name() + " is closed");
        }
        session.settle(this);
        return memory.elements();
    }

    private MemorySegment checked(MemorySegment given) {
        if (given.byteSize() != buffer.bytes()) {
            throw new IllegalArgumentException(
                    "buffer %s has %d bytes, not %d".formatted(buffer.name(), buffer.bytes(), given.byteSize()));
        }
        return given;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            session.free(this, known);
            memory.close();
        }
    }
}
