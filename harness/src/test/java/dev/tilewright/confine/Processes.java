package dev.tilewright.confine;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The processes of the machine, for tests that leave none behind. */
public final class Processes {

    private Processes() {}

    /** Tells whether a process runs that has a word in its command line. */
    static boolean with(String word) throws IOException {
        return !havingAny(List.of(word)).isEmpty();
    }

    /**
     * Returns the numbers of the processes that have a word in their command line.
     *
     * @param words of which one is enough; arguments are separated by the character 0
     */
    public static List<Long> havingAny(List<String> words) throws IOException {
        return having(line -> words.stream().anyMatch(line::contains));
    }

    /** Returns the numbers of the processes that have all of these words in their command line. */
    public static List<Long> havingAll(List<String> words) throws IOException {
        return having(line -> words.stream().allMatch(line::contains));
    }

    private static List<Long> having(Predicate<String> wanted) throws IOException {
        List<Long> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (wanted.test(commandLine(process))) {
                    found.add(Long.parseLong(process.getFileName().toString()));
                }
            }
        }
        return found;
    }

    /** Waits until no process has that word in its command line. Returns whether that was so in time. */
    static boolean endWith(String word, Duration patience) throws IOException, InterruptedException {
        return endWithAny(List.of(word), patience);
    }

    /** Waits until no process has one of these words in its command line. Returns whether that was so in time. */
    public static boolean endWithAny(List<String> words, Duration patience) throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!havingAny(words).isEmpty()) {
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

    /** Returns the command line of a process, its arguments separated by the character 0; empty where it has ended. */
    public static String commandLine(long pid) {
        return commandLine(Path.of("/proc", Long.toString(pid)));
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"));
        } catch (IOException ended) {
            return "";
        }
    }
}
