package dev.tilewright.device.runner;

import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.LargeMemory;
import dev.tilewright.kernel.Buffer;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A buffer of a device in a runner. */
public final class RemoteBuffer implements DeviceBuffer {

    private final Runner runner;
    private final int number;
    private final Buffer buffer;
    private SharedMemory.@Nullable Part window;
    private boolean closed;

    RemoteBuffer(Runner runner, int number, Buffer buffer) {
        this.runner = runner;
        this.number = number;
        this.buffer = buffer;
    }

    Runner runner() {
        return runner;
    }

    int number() {
        return number;
    }

    @Override
    public Buffer buffer() {
        return buffer;
    }

    /** Where contents go through, for as long as the buffer is open. */
    private SharedMemory.Part window() {
        SharedMemory.Part found = window == null ? runner.shared().take(buffer.bytes()) : window;
        window = found;
        return found;
    }

    private ByteBuffer request(Operation operation, int more) {
        if (closed) {
            throw new IllegalStateException("buffer " + buffer.name() + " is closed");
        }
        return Connection.frame(operation.code(), Integer.BYTES + more).putInt(number);
    }

    @Override
    public void write(MemorySegment source) {
        runner.settle();
        LargeMemory.copy(source, window().contents());
        runner.ask(request(Operation.WRITE, Long.BYTES).putLong(window().offset()));
    }

    /**
     * Begins to fill it with elements of two stretches of a stock, as {@link LargeMemory#blend} does.
     *
     * @param first where the one begins, in bytes
     * @param second where the other begins, in bytes
     */
    public void refill(Stock stock, long first, long second, int seed) {
        for (long offset : new long[] {first, second}) {
            if (offset < 0 || offset + buffer.bytes() > stock.bytes()) {
                throw new IllegalArgumentException(
                        "%d bytes from %d on are not within %d".formatted(buffer.bytes(), offset, stock.bytes()));
            }
        }
        runner.begin(request(Operation.BLEND, Integer.BYTES + 2 * Long.BYTES + Integer.BYTES)
                .putInt(stock.number())
                .putLong(first)
                .putLong(second)
                .putInt(seed));
    }

    @Override
    public void read(MemorySegment target) {
        fetch();
        LargeMemory.copy(window().contents(), target);
    }

    /** Begins to set every 32-bit word. */
    @Override
    public void fill(int word) {
        runner.begin(request(Operation.FILL, Integer.BYTES).putInt(word));
    }

    @Override
    public <T> T look(Function<MemorySegment, T> look) {
        fetch();
        return look.apply(window().contents().asReadOnly());
    }

    private void fetch() {
        runner.ask(request(Operation.READ, Long.BYTES).putLong(window().offset()));
    }

    @Override
    public boolean guardsIntact() {
        return runner.ask(request(Operation.GUARDS, 0)).contents().get() != 0;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        runner.begin(request(Operation.FREE, 0));
        closed = true;
        if (window != null) {
            runner.settle();
            runner.shared().giveBack(window);
        }
    }
}
