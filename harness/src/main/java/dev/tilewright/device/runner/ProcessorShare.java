package dev.tilewright.device.runner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * What processes had of the processors.
 *
 * @param nanos for how long they ran, in ns, all threads together
 * @param waitedNanos for how long threads that still live would have run and were not let, in ns together; 0 where the system does not tell
 */
record ProcessorShare(long nanos, long waitedNanos) {

    static final ProcessorShare NONE = new ProcessorShare(0, 0);

    /** Who ran for less than this share of some time, and waited for as long and longer, was kept from work by others. */
    private static final double LITTLE = 0.5;

    /** Asks the system about a process. */
    static ProcessorShare of(ProcessHandle process) {
        long ran = process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            return new ProcessorShare(
                    ran, threads.mapToLong(ProcessorShare::waitedNanos).sum());
        } catch (IOException | UncheckedIOException untold) {
            return new ProcessorShare(ran, 0);
        }
    }

    /** Of Linux: the time on a processor, the time in the queue for one, and how often it came to one. */
    private static long waitedNanos(Path thread) {
        try {
            return Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", 3)[1]);
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException untold) {
            return 0;
        }
    }

    ProcessorShare plus(ProcessorShare other) {
        return new ProcessorShare(nanos + other.nanos, waitedNanos + other.waitedNanos);
    }

    ProcessorShare since(ProcessorShare earlier) {
        return new ProcessorShare(nanos - earlier.nanos, waitedNanos - earlier.waitedNanos);
    }

    /** Tells whether others had the processors during {@code timeNanos}: who waits for something else is not in any queue. */
    boolean starves(long timeNanos) {
        return nanos < LITTLE * timeNanos && waitedNanos >= LITTLE * timeNanos;
    }
}
