package dev.tilewright.confine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many processes and threads there are already, since the kernel counts all of a user's against a limit. */
final class OtherProcesses {

    private OtherProcesses() {}

    /** Returns how many threads the processes of this user have, 0 where there is no {@code /proc}. */
    static long ofThisUser() {
        long threads = 0;
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            Object self = Files.getAttribute(Path.of("/proc/self/task"), "unix:uid");
            for (Path process : processes) {
                threads += threads(process, self);
            }
        } catch (IOException | UnsupportedOperationException unknown) {
            return 0;
        }
        return threads;
    }

    private static long threads(Path process, Object user) {
        try {
            Path tasks = process.resolve("task");
            // A folder has a link from each folder in it, beside its own two.
            return Files.getAttribute(tasks, "unix:uid").equals(user)
                    ? (int) Files.getAttribute(tasks, "unix:nlink") - 2L
                    : 0;
        } catch (IOException | UncheckedIOException ended) {
            return 0;
        }
    }
}
