package dev.tilewright.device.opencl;

import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.DeviceException;
import dev.tilewright.device.LargeMemory;
import dev.tilewright.kernel.Buffer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_buffer_region;
import org.jocl.cl_event;
import org.jocl.cl_mem;
import org.jspecify.annotations.Nullable;

/**
 * A buffer between two guard zones: kernels get a sub-buffer of exactly its size.
 *
 * <p>On the host's processor it is mapped rather than copied: the driver then says when the host may see what kernels have written, and
 * hands out the very memory that they wrote to. Any other device is copied from and to.
 */
final class OpenClBuffer implements DeviceBuffer {

    /** A Java buffer holds less than 2 GiB, so larger transfers go in pieces. */
    private static final long PIECE_BYTES = 1L << 30;

    private final OpenClSession session;
    private final Buffer buffer;
    private final long origin;
    private final int behind;
    private final @Nullable HostMemory host;
    private final cl_mem whole;
    private final cl_mem part;
    private @Nullable HostMemory staging;
    private @Nullable ByteBuffer mapping;
    private boolean closed;

    /** @throws DeviceException if the device or the host cannot hold it */
    OpenClBuffer(OpenClSession session, Buffer buffer) {
        this.session = session;
        this.buffer = buffer;
        origin = session.guards().bytes();
        behind = session.guards().bytesBehind(buffer.bytes());
        long bytes = wholeBytes();
        host = session.device().facts().cpu() ? new HostMemory(bytes, "buffer " + buffer.name()) : null;
        cl_mem created = null;
        try {
            created = host == null
                    ? CL.clCreateBuffer(session.context(), CL.CL_MEM_READ_WRITE, bytes, null, null)
                    : CL.clCreateBuffer(
                            session.context(),
                            CL.CL_MEM_READ_WRITE | CL.CL_MEM_USE_HOST_PTR,
                            bytes,
                            host.start(),
                            null);
            whole = created;
            part = CL.clCreateSubBuffer(
                    whole,
                    CL.CL_MEM_READ_WRITE,
                    CL.CL_BUFFER_CREATE_TYPE_REGION,
                    new cl_buffer_region(origin, buffer.bytes()),
                    null);
            session.guards().write(session.queue(), whole, 0, (int) origin);
            session.guards().write(session.queue(), whole, origin + buffer.bytes(), behind);
        } catch (CLException refused) {
            release(created, host);
            throw new DeviceException(
                    "%s cannot hold buffer %s with its guard zones, %d bytes: %s"
                            .formatted(session.device().id(), buffer.name(), bytes, refused.getMessage()),
                    refused);
        }
    }

    private static void release(@Nullable cl_mem memory, @Nullable HostMemory host) {
        if (memory != null) {
            CL.clReleaseMemObject(memory);
        }
        if (host != null) {
            host.close();
        }
    }

    OpenClSession session() {
        return session;
    }

    boolean closed() {
        return closed;
    }

    /** Returns what kernels see. */
    cl_mem memory() {
        if (closed) {
            throw new IllegalStateException("buffer " + buffer.name() + " is closed");
        }
        return part;
    }

    @Override
    public Buffer buffer() {
        return buffer;
    }

    @Override
    public void write(MemorySegment source) {
        requireSize(source);
        if (mappable()) {
            LargeMemory.copy(source, mappedContents());
            return;
        }
        transfer(
                source,
                (piece, offset) -> CL.clEnqueueWriteBuffer(
                        session.queue(),
                        memory(),
                        true,
                        offset,
                        piece.byteSize(),
                        Pointer.to(piece.asByteBuffer()),
                        0,
                        null,
                        null),
                true);
    }

    @Override
    public void read(MemorySegment target) {
        requireSize(target);
        if (mappable()) {
            LargeMemory.copy(mappedContents(), target);
            return;
        }
        transfer(
                target,
                (piece, offset) -> CL.clEnqueueReadBuffer(
                        session.queue(),
                        memory(),
                        true,
                        offset,
                        piece.byteSize(),
                        Pointer.to(piece.asByteBuffer()),
                        0,
                        null,
                        null),
                false);
    }

    @Override
    public void fill(int word) {
        if (mappable()) {
            LargeMemory.fill(mappedContents(), word);
            return;
        }
        try {
            cl_event done = new cl_event();
            CL.clEnqueueFillBuffer(
                    session.queue(),
                    memory(),
                    Pointer.to(new int[] {word}),
                    Integer.BYTES,
                    0,
                    buffer.bytes(),
                    0,
                    null,
                    done);
            CL.clWaitForEvents(1, new cl_event[] {done});
            CL.clReleaseEvent(done);
        } catch (CLException failed) {
            throw failure("filling buffer %s on", failed);
        }
    }

    @Override
    public void blend(MemorySegment first, MemorySegment second, int seed) {
        if (mappable()) {
            LargeMemory.blend(
                    first, second, mappedContents(), seed, buffer.type().bytes());
        } else {
            DeviceBuffer.super.blend(first, second, seed);
        }
    }

    @Override
    public <T> T look(Function<MemorySegment, T> look) {
        if (mappable()) {
            return look.apply(mappedContents().asReadOnly());
        }
        if (staging == null) {
            staging = new HostMemory(buffer.bytes(), "a copy of buffer " + buffer.name());
        }
        MemorySegment copy = staging.segment();
        read(copy);
        return look.apply(copy.asReadOnly());
    }

    /** Returns whether contents are used in place. JOCL maps at most as much as a Java buffer holds. */
    private boolean mappable() {
        return host != null && wholeBytes() <= Integer.MAX_VALUE;
    }

    private long wholeBytes() {
        return Math.addExact(buffer.bytes(), origin + behind);
    }

    /**
     * Returns the contents with their guard zones, mapped into the host's memory until {@link #handBack}: waiting for the driver
     * costs more than many a look.
     */
    private MemorySegment mapped() {
        memory();
        if (mapping == null) {
            try {
                mapping = CL.clEnqueueMapBuffer(
                        session.queue(),
                        whole,
                        true,
                        CL.CL_MAP_READ | CL.CL_MAP_WRITE,
                        0,
                        wholeBytes(),
                        0,
                        null,
                        null,
                        null);
            } catch (CLException failed) {
                throw failure("mapping buffer %s of", failed);
            }
        }
        return MemorySegment.ofBuffer(mapping);
    }

    private MemorySegment mappedContents() {
        return mapped().asSlice(origin, buffer.bytes());
    }

    /** Gives the memory back to the device before a launch that is enqueued after this. */
    void handBack() {
        if (mapping == null) {
            return;
        }
        try {
            CL.clEnqueueUnmapMemObject(session.queue(), whole, mapping, 0, null, null);
            mapping = null;
        } catch (CLException failed) {
            throw failure("unmapping buffer %s of", failed);
        }
    }

    private DeviceException failure(String doing, CLException failed) {
        return new DeviceException(
                "%s %s failed: %s"
                        .formatted(
                                doing.formatted(buffer.name()), session.device().id(), failed.getMessage()),
                failed);
    }

    private interface Piece {
        void move(MemorySegment piece, long offset);
    }

    private void requireSize(MemorySegment memory) {
        if (memory.byteSize() != buffer.bytes()) {
            throw new IllegalArgumentException(
                    "buffer %s has %d bytes, not %d".formatted(buffer.name(), buffer.bytes(), memory.byteSize()));
        }
    }

    /** JOCL moves memory outside the Java heap only; what lies on the heap goes through a copy of it. */
    private void transfer(MemorySegment memory, Piece piece, boolean toDevice) {
        try (Arena arena = Arena.ofConfined()) {
            boolean staged = !memory.isNative();
            MemorySegment copy = staged ? arena.allocate(memory.byteSize()) : memory;
            if (staged && toDevice) {
                copy.copyFrom(memory);
            }
            for (long offset = 0; offset < copy.byteSize(); offset += PIECE_BYTES) {
                piece.move(copy.asSlice(offset, Math.min(PIECE_BYTES, copy.byteSize() - offset)), offset);
            }
            if (staged && !toDevice) {
                memory.copyFrom(copy);
            }
        } catch (CLException failed) {
            throw failure(toDevice ? "copying buffer %s to" : "copying buffer %s from", failed);
        }
    }

    @Override
    public boolean guardsIntact() {
        memory();
        if (mappable()) {
            MemorySegment all = mapped();
            return session.guards().intact(all.asSlice(0, origin), all.asSlice(origin + buffer.bytes(), behind));
        }
        try {
            return session.guards().intact(session.queue(), whole, origin + buffer.bytes(), behind);
        } catch (CLException failed) {
            throw new DeviceException(
                    "reading the guard zones of buffer %s failed: %s".formatted(buffer.name(), failed.getMessage()),
                    failed);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        handBack();
        closed = true;
        session.forget(this);
        CL.clReleaseMemObject(part);
        release(whole, host);
        if (staging != null) {
            staging.close();
        }
    }
}
