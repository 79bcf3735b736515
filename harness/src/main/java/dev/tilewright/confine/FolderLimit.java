package dev.tilewright.confine;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;

/**
 * How much a process may have in a folder of this machine's disk. Linux limits the length of a file, and not how many there are, so it is
 * looked at from outside.
 *
 * @param bytes the lengths of all files together
 */
public record FolderLimit(Path folder, long bytes) {

    /** A disk that writes 2 GB/s gets half a gigabyte more than it should. */
    private static final Duration INTERVAL = Duration.ofMillis(250);

    /** Kills a process as soon as the folder holds more; returns at once. */
    void watch(DependentProcess dependent) {
        Thread.ofVirtual().name("folder-limit").start(() -> {
            try {
                while (!dependent.process().waitFor(INTERVAL)) {
                    if (used() > bytes) {
                        dependent.kill();
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private long used() {
        long[] sum = new long[1];
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    sum[0] += attributes.size();
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException gone) {
            return sum[0];
        }
        return sum[0];
    }
}
