package dev.tilewright.device.opencl;

import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.DeviceException;
import dev.tilewright.kernel.Buffer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_buffer_region;
import org.jocl.cl_mem;
import org.jspecify.annotations.Nullable;

/** A buffer between two guard zones: kernels get a sub-buffer of exactly its size. */
final class OpenClBuffer implements DeviceBuffer {

    /** A Java buffer holds less than 2 GiB, so larger transfers go in pieces. */
    private static final long PIECE_BYTES = 1L << 30;

    private final OpenClSession session;
    private final Buffer buffer;
    private final long origin;
    private final @Nullable HostMemory host;
    private final cl_mem whole;
    private final cl_mem part;
    private boolean closed;

    /** @throws DeviceException if the device or the host cannot hold it */
    OpenClBuffer(OpenClSession session, Buffer buffer) {
        this.session = session;
        this.buffer = buffer;
        origin = session.guards().bytes();
        long bytes = Math.addExact(buffer.bytes(), 2 * origin);
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
            session.guards().write(session.queue(), whole, 0);
            session.guards().write(session.queue(), whole, origin + buffer.bytes());
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

    private interface Piece {
        void move(MemorySegment piece, long offset);
    }

    /** JOCL moves memory outside the Java heap only; what lies on the heap goes through a copy of it. */
    private void transfer(MemorySegment memory, Piece piece, boolean toDevice) {
        if (memory.byteSize() != buffer.bytes()) {
            throw new IllegalArgumentException(
                    "buffer %s has %d bytes, not %d".formatted(buffer.name(), buffer.bytes(), memory.byteSize()));
        }
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
            throw new DeviceException(
                    "copying buffer %s %s %s failed: %s"
                            .formatted(
                                    buffer.name(),
                                    toDevice ? "to" : "from",
                                    session.device().id(),
                                    failed.getMessage()),
                    failed);
        }
    }

    @Override
    public boolean guardsIntact() {
        memory();
        try {
            return session.guards().intact(session.queue(), whole, 0, origin + buffer.bytes());
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
        closed = true;
        session.forget(this);
        CL.clReleaseMemObject(part);
        release(whole, host);
    }
}
