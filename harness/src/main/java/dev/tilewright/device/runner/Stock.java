package dev.tilewright.device.runner;

import dev.tilewright.device.LargeMemory;
import java.lang.foreign.MemorySegment;

/** Contents for buffers, kept where a runner can take any stretch of them. The runner may spoil it: nothing is read back from it. */
public final class Stock implements AutoCloseable {

    private final Runner runner;
    private final SharedMemory.Part part;

    /** Copies contents to where {@code runner} can take them. */
    public Stock(Runner runner, MemorySegment contents) {
        this.runner = runner;
        part = runner.shared().take(contents.byteSize());
        LargeMemory.copy(contents, part.contents());
    }

    long offset() {
        return part.offset();
    }

    /** Returns its size, in bytes. */
    public long bytes() {
        return part.contents().byteSize();
    }

    @Override
    public void close() {
        runner.settle();
        runner.shared().giveBack(part);
    }
}
