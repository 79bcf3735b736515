package dev.tilewright.device.runner;

import dev.tilewright.device.LargeMemory;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Contents for buffers, kept where a runner can take any stretch of them, for as long as it lives. The runner may spoil it: nothing is read back
 * from it.
 */
public final class Stock {

    private final int number;
    private final long bytes;

    /** Copies contents to where {@code runner}, whose device is open, can take them. */
    public Stock(Runner runner, MemorySegment contents) {
        bytes = contents.byteSize();
        SharedMemory.Part part = runner.shared().take(bytes);
        LargeMemory.copy(contents, part.contents());
        ByteBuffer answer = runner.ask(Connection.frame(Operation.STOCK.code(), 2 * Long.BYTES)
                        .putLong(part.offset())
                        .putLong(bytes))
                .contents();
        number = answer.getInt();
        if (answer.get() != 0) {
            runner.shared().giveBack(part);
        }
    }

    /** Returns the number by which the runner knows it. */
    int number() {
        return number;
    }

    /** Returns its size, in bytes. */
    public long bytes() {
        return bytes;
    }
}
