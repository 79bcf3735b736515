package dev.tilewright.device.jvm;

import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.DeviceException;
import dev.tilewright.device.LargeMemory;
import dev.tilewright.kernel.Buffer;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A Java array of exactly the buffer's size: the JVM itself checks every access, so there is nothing to guard. */
final class JvmBuffer implements DeviceBuffer {

    private final JvmSession session;
    private final Buffer buffer;
    private @Nullable Object array;

    JvmBuffer(JvmSession session, Buffer buffer) {
        this.session = session;
        this.buffer = buffer;
        if (buffer.elements() > JvmDevice.MOST_ELEMENTS) {
            throw new DeviceException("buffer %s has %d elements; a Java array holds at most %d"
                    .formatted(buffer.name(), buffer.elements(), JvmDevice.MOST_ELEMENTS));
        }
        int length = (int) buffer.elements();
        try {
            array = switch (buffer.type()) {
                case FLOAT32 -> new float[length];
                case FLOAT64 -> new double[length];
                case INT32 -> new int[length];
            };
        } catch (OutOfMemoryError full) {
            throw new DeviceException(
                    "the Java heap cannot hold buffer %s, %d bytes".formatted(buffer.name(), buffer.bytes()), full);
        }
    }

    JvmSession session() {
        return session;
    }

    boolean closed() {
        return array == null;
    }

    /** Returns the {@code float[]}, {@code double[]} or {@code int[]} that kernels see. */
    Object array() {
        if (array == null) {
            throw new IllegalStateException("buffer " + buffer.name() + " is closed");
        }
        return array;
    }

    private MemorySegment segment() {
        return switch (array()) {
            case float[] floats -> MemorySegment.ofArray(floats);
            case double[] doubles -> MemorySegment.ofArray(doubles);
            default -> MemorySegment.ofArray((int[]) array());
        };
    }

    @Override
    public Buffer buffer() {
        return buffer;
    }

    @Override
    public void write(MemorySegment source) {
        LargeMemory.copy(checked(source), segment());
    }

    @Override
    public void read(MemorySegment target) {
        LargeMemory.copy(segment(), checked(target));
    }

    @Override
    public void fill(int word) {
        LargeMemory.fill(segment(), word);
    }

    @Override
    public void blend(MemorySegment first, MemorySegment second, int seed) {
        LargeMemory.blend(
                checked(first), checked(second), segment(), seed, buffer.type().bytes());
    }

    @Override
    public <T> T look(Function<MemorySegment, T> look) {
        return look.apply(segment().asReadOnly());
    }

    private MemorySegment checked(MemorySegment memory) {
        if (memory.byteSize() != buffer.bytes()) {
            throw new IllegalArgumentException(
                    "buffer %s has %d bytes, not %d".formatted(buffer.name(), buffer.bytes(), memory.byteSize()));
        }
        return memory;
    }

    @Override
    public boolean guardsIntact() {
        array();
        return true;
    }

    @Override
    public void close() {
        array = null;
        session.forget(this);
    }
}
