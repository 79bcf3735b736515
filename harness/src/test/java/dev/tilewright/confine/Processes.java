package dev.tilewright.confine;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The processes of the machine, for tests that leave none behind. */
final class Processes {

    private Processes() {}

    /** Tells whether a process runs that has a word in its command line. */
    static boolean with(String word) throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (commandLine(process).contains(word)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Waits until no process has that word in its command line. Returns whether that was so in time. */
    static boolean endWith(String word, Duration patience) throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (with(word)) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(20);
        }
        return true;
    }

    /** Closes a channel when a process ends, so that nobody waits for it on the other side. */
    static void closeAtEnd(Process process, Channel channel) {
        try (channel) {
            process.waitFor();
        } catch (IOException | InterruptedException nobodyWaits) {
            // As it should be.
        }
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"));
        } catch (IOException ended) {
            return "";
        }
    }
}
