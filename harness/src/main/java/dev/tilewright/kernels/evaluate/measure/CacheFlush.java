package dev.tilewright.kernels.evaluate.measure;

import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.DeviceFacts;
import dev.tilewright.device.Session;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Empties the last-level cache of a problem's data by filling it with something else.
 *
 * <p>Twice the size of the cache is written: on a CPU by all of the host's threads, each its share, so that private caches are
 * emptied as well; on any other device by filling a buffer of its own.
 */
public final class CacheFlush implements AutoCloseable {

    private static final long UNKNOWN_CACHE_BYTES = 32L << 20;

    /** Virtual machines may be told of caches of a whole socket, of which they have a part. */
    private static final long MOST_BYTES = 1L << 30;

    private final @Nullable MemorySegment filler;
    private final @Nullable DeviceBuffer onDevice;
    private final int threads = Runtime.getRuntime().availableProcessors();
    private byte turn;

    private CacheFlush(@Nullable MemorySegment filler, @Nullable DeviceBuffer onDevice) {
        this.filler = filler;
        this.onDevice = onDevice;
    }

    /** Allocates what is written to empty the caches of this machine's processor. */
    public static CacheFlush ofHost(DeviceFacts facts) {
        return new CacheFlush(Arena.ofAuto().allocate(bytes(facts), 64), null);
    }

    /** Allocates what is written to empty the caches of another device. */
    public static CacheFlush onDevice(Session session, DeviceFacts facts) {
        return new CacheFlush(
                null,
                session.allocate(new Buffer(
                        "flush", ElementType.INT32, List.of(bytes(facts) / Integer.BYTES), Buffer.Role.SCRATCH)));
    }

    private static long bytes(DeviceFacts facts) {
        long cache = facts.cacheBytes() > 0 ? facts.cacheBytes() : UNKNOWN_CACHE_BYTES;
        return Math.min(Math.min(2 * cache, MOST_BYTES), facts.maxAllocationBytes()) & -Integer.BYTES;
    }

    /** Flushes, and waits. */
    public void flush() {
        turn++;
        if (onDevice != null) {
            onDevice.fill(turn);
        }
        if (filler != null) {
            flushHost(filler);
        }
    }

    private void flushHost(MemorySegment written) {
        long share = written.byteSize() / threads;
        IntStream.range(0, threads)
                .parallel()
                .forEach(thread -> written.asSlice(thread * share, share).fill(turn));
    }

    @Override
    public void close() {
        if (onDevice != null) {
            onDevice.close();
        }
    }
}
