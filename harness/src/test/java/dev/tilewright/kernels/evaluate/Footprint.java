package dev.tilewright.kernels.evaluate;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What this process holds.
 *
 * @param heapBytes objects that are in use
 * @param residentBytes memory of the machine, with what the heap keeps for later
 * @param files open files, sockets and pipes
 * @param threads threads of the system
 */
record Footprint(long heapBytes, long residentBytes, int files, int threads) {

    private static final int COLLECTIONS = 3;

    /** Looks, after garbage was collected. */
    static Footprint now() throws IOException, InterruptedException {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            Thread.sleep(100);
        }
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return new Footprint(heap, residentBytes("self"), entries("fd"), entries("task"));
    }

    /** Returns the memory that a process takes. */
    static long residentBytes(String pid) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", pid, "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .sum()
                    << 10;
        }
    }

    private static int entries(String folder) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc/self", folder))) {
            return Math.toIntExact(entries.count());
        }
    }

    @Override
    public String toString() {
        return "%d MiB of heap in use, %d MiB resident, %d files, %d threads"
                .formatted(heapBytes >> 20, residentBytes >> 20, files, threads);
    }
}
