package dev.tilewright.device.cuda;

import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.DeviceException;
import dev.tilewright.kernel.Buffer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;
import java.util.function.Supplier;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;

/** A buffer between two guard zones: kernels get the address of its contents. */
final class CudaBuffer implements DeviceBuffer {

    private final CudaSession session;
    private final Buffer buffer;
    private final CUdeviceptr whole = new CUdeviceptr();
    private final CUdeviceptr contents;
    private final CUdeviceptr behind;
    private @Nullable MemorySegment staging;
    private boolean closed;

    /** @throws DeviceException if the device cannot hold it */
    CudaBuffer(CudaSession session, Buffer buffer) {
        this.session = session;
        this.buffer = buffer;
        long bytes = Math.addExact(buffer.bytes(), 2L * GuardZones.BYTES);
        try {
            CudaFailure.check("cuMemAlloc", JCudaDriver.cuMemAlloc(whole, bytes));
        } catch (CudaFailure refused) {
            throw new DeviceException(
                    "%s cannot hold buffer %s with its guard zones, %d bytes: %s"
                            .formatted(session.device().id(), buffer.name(), bytes, refused.getMessage()),
                    refused);
        }
        contents = whole.withByteOffset(GuardZones.BYTES);
        behind = whole.withByteOffset(GuardZones.BYTES + buffer.bytes());
        try {
            session.guards().write(whole);
            session.guards().write(behind);
        } catch (CudaFailure failed) {
            JCudaDriver.cuMemFree(whole);
            throw failure("guarding", failed);
        }
    }

    CudaSession session() {
        return session;
    }

    boolean closed() {
        return closed;
    }

    /** Returns what kernels see. */
    CUdeviceptr contents() {
        return contents;
    }

    @Override
    public Buffer buffer() {
        return buffer;
    }

    @Override
    public void write(MemorySegment source) {
        requireSize(source);
        act("writing", () -> {
            session.transfers().toDevice(source, contents);
            return true;
        });
    }

    @Override
    public void read(MemorySegment target) {
        requireSize(target);
        act("reading", () -> {
            session.transfers().toHost(contents, target);
            return true;
        });
    }

    @Override
    public void fill(int word) {
        act("filling", () -> {
            session.transfers().fill(contents, word, buffer.bytes() / Integer.BYTES);
            return true;
        });
    }

    /** Keeps the copy for the next look: fresh memory is filled with zeros first, page by page. */
    @Override
    public <T> T look(Function<MemorySegment, T> look) {
        MemorySegment copy = staging == null ? Arena.ofAuto().allocate(buffer.bytes(), Long.BYTES) : staging;
        staging = copy;
        read(copy);
        return look.apply(copy.asReadOnly());
    }

    @Override
    public boolean guardsIntact() {
        return act(
                "reading the guard zones of",
                () -> session.guards().intact(whole) && session.guards().intact(behind));
    }

    private boolean act(String doing, Supplier<Boolean> action) {
        if (closed) {
            throw new IllegalStateException("buffer " + buffer.name() + " is closed");
        }
        session.enter();
        try {
            return action.get();
        } catch (CudaFailure failed) {
            throw failure(doing, failed);
        }
    }

    private DeviceException failure(String doing, CudaFailure failed) {
        return new DeviceException(
                "%s buffer %s of %s failed: %s"
                        .formatted(doing, buffer.name(), session.device().id(), failed.getMessage()),
                failed);
    }

    private void requireSize(MemorySegment memory) {
        if (memory.byteSize() != buffer.bytes()) {
            throw new IllegalArgumentException(
                    "buffer %s has %d bytes, not %d".formatted(buffer.name(), buffer.bytes(), memory.byteSize()));
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        staging = null;
        session.forget(this);
        session.makeCurrent();
        // A context that a kernel has broken frees nothing, and is freed with its process.
        JCudaDriver.cuMemFree(whole);
    }
}
