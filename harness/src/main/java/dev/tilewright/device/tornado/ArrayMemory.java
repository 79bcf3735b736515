package dev.tilewright.device.tornado;

import dev.tilewright.device.DeviceException;
import dev.tilewright.device.LargeMemory;
import dev.tilewright.kernel.Buffer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;

/**
 * The memory of one of TornadoVM's arrays, in a file that two processes map: a header, the elements, and a zone behind them.
 *
 * <p>TornadoVM copies an array to a device and back together with its header, of which it uses the first bytes and whose size it lets
 * one choose. So the header is the guard zone in front: both zones have a pattern drawn anew for each session, and a kernel that
 * writes just outside its buffer changes it.
 */
final class ArrayMemory implements AutoCloseable {

    /** Wide enough for the commonest mistake in two dimensions, one row of up to 4096 floats too many. */
    static final int HEADER_BYTES = 16 << 10;

    private static final int BEHIND_BYTES = 16 << 10;

    /** What TornadoVM writes itself at the beginning of a header. */
    private static final int OWN_BYTES = 64;

    private static final int ZEROS = 1 << 20;

    private final Path file;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment whole;
    private final MemorySegment pattern;
    private final long bytes;

    private ArrayMemory(Path file, MemorySegment pattern, long bytes) throws IOException {
        this.file = file;
        this.pattern = pattern;
        this.bytes = bytes;
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            // Written, not only made so long: where there is no room, that is said here and not when it is used.
            ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS);
            long size = HEADER_BYTES + bytes + BEHIND_BYTES;
            for (long written = 0; written < size; ) {
                written += channel.write(zeros.clear().limit((int) Math.min(ZEROS, size - written)), written);
            }
            whole = channel.map(FileChannel.MapMode.READ_WRITE, 0, size, arena);
        }
        front().copyFrom(pattern.asSlice(OWN_BYTES, HEADER_BYTES - OWN_BYTES));
        behind().copyFrom(pattern.asSlice(0, BEHIND_BYTES));
    }

    /** Draws what guard zones are filled with. */
    static MemorySegment pattern() {
        byte[] random = new byte[Math.max(HEADER_BYTES, BEHIND_BYTES)];
        new SecureRandom().nextBytes(random);
        return MemorySegment.ofArray(random);
    }

    /**
     * Makes the memory of a buffer.
     *
     * @param file a file that is not there yet
     * @throws DeviceException if there is no room for it
     */
    static ArrayMemory of(Buffer buffer, Path file, MemorySegment pattern) {
        if (buffer.elements() > Integer.MAX_VALUE - HEADER_BYTES) {
            throw new DeviceException("buffer %s has %d elements; an array of TornadoVM holds fewer than 2^31"
                    .formatted(buffer.name(), buffer.elements()));
        }
        try {
            return new ArrayMemory(file, pattern, buffer.bytes());
        } catch (IOException full) {
            throw new DeviceException(
                    "there is no room for buffer %s, %d bytes, in %s: %s"
                            .formatted(buffer.name(), buffer.bytes(), file.getParent(), full.getMessage()),
                    full);
        }
    }

    Path file() {
        return file;
    }

    /** Returns the elements. */
    MemorySegment elements() {
        return whole.asSlice(HEADER_BYTES, bytes);
    }

    private MemorySegment front() {
        return whole.asSlice(OWN_BYTES, HEADER_BYTES - OWN_BYTES);
    }

    private MemorySegment behind() {
        return whole.asSlice(HEADER_BYTES + bytes, BEHIND_BYTES);
    }

    /** Returns whether both zones are as they were written. */
    boolean guardsIntact() {
        return front().mismatch(pattern.asSlice(OWN_BYTES, HEADER_BYTES - OWN_BYTES)) < 0
                && behind().mismatch(pattern.asSlice(0, BEHIND_BYTES)) < 0;
    }

    /** Returns memory with the same contents in another file, and frees this. */
    ArrayMemory moved(Buffer buffer, Path other) {
        ArrayMemory copy = of(buffer, other, pattern);
        LargeMemory.copy(whole, copy.whole);
        close();
        return copy;
    }

    /** Takes the file's name away; memory that is mapped stays. */
    void unlink() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException left) {
            // Its folder goes with the session.
        }
    }

    @Override
    public void close() {
        arena.close();
        unlink();
    }
}
