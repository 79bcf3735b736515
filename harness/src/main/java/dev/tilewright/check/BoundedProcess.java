package dev.tilewright.check;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A command with a time limit. When that is over, the command is asked to end, so that it can write what it has, and soon after that it is
 * killed with all that it has started.
 */
final class BoundedProcess {

    private static final long POLL_MILLIS = 100;

    private static final int NOT_STARTED = -1;

    private static final long GRACE_SECONDS = 3;

    /** A program that prints so much has lost its way, and would fill the disk. */
    private static final long MOST_PRINTED_BYTES = 32L << 20;

    /** A log of more than this keeps its beginning and its end. */
    private static final int MOST_KEPT_BYTES = 4 << 20;

    private static final int KEPT_OF_EACH_END = 256 << 10;

    /**
     * How a command ended.
     *
     * @param exitCode its exit code, -1 if it was killed or could not be started
     * @param killed whether its time was over, or it printed more than any program should
     * @param seconds how long it ran
     * @param output what it printed
     * @param errors what it complained of
     */
    record Ended(int exitCode, boolean killed, double seconds, String output, String errors) {

        /** Tells whether there is such a program at all. */
        boolean started() {
            return killed || exitCode != NOT_STARTED;
        }

        /** Returns the last line that says something: what a program complains of before it gives up. */
        String lastWords() {
            String said = errors.isBlank() ? output : errors;
            return said.lines()
                    .filter(line -> !line.isBlank())
                    .reduce((first, second) -> second)
                    .orElse("it said nothing")
                    .strip();
        }
    }

    private BoundedProcess() {}

    /**
     * Runs a command to its end, or to the end of its time.
     *
     * @param folder where it runs
     * @param output takes what it prints; replaced
     * @param errors takes what it complains of; replaced
     * @param meanwhile is called again and again while it runs
     */
    static Ended run(List<String> command, Path folder, Duration limit, Path output, Path errors, Runnable meanwhile)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
        } catch (IOException absent) {
            Files.writeString(errors, absent.getMessage() + "\n");
            return new Ended(NOT_STARTED, false, 0, "", String.valueOf(absent.getMessage()));
        }
        Set<ProcessHandle> started = new HashSet<>();
        boolean killed = false;
        try {
            while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                // What a dead process has started cannot be found by asking for it any more.
                process.descendants().forEach(started::add);
                if (System.nanoTime() - begun > limit.toNanos()
                        || Files.size(output) + Files.size(errors) > MOST_PRINTED_BYTES) {
                    killed = true;
                    process.destroy();
                    process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
                    break;
                }
                meanwhile.run();
            }
        } catch (InterruptedException interrupted) {
            process.destroy();
            process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
            throw interrupted;
        } finally {
            kill(process, started);
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        return new Ended(killed ? -1 : process.exitValue(), killed, seconds, read(output), read(errors));
    }

    private static void kill(Process process, Set<ProcessHandle> started) {
        process.descendants().forEach(started::add);
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
        // What is stuck in a driver cannot be killed, and is not waited for.
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(GRACE_SECONDS);
        while (System.nanoTime() < end && started.stream().anyMatch(BoundedProcess::isRunning)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
        }
    }

    /** A process that has ended stays in Linux's table, as Z, until whoever adopted it has asked for it. */
    private static boolean isRunning(ProcessHandle process) {
        try {
            return process.isAlive()
                    && !Files.readString(Path.of("/proc/%d/stat".formatted(process.pid())))
                            .contains(") Z ");
        } catch (IOException gone) {
            return false;
        }
    }

    /** Reads a log, which loses its middle first if it is long. */
    private static String read(Path file) throws IOException {
        long size = Files.size(file);
        if (size > MOST_KEPT_BYTES) {
            try (InputStream in = Files.newInputStream(file)) {
                byte[] beginning = in.readNBytes(KEPT_OF_EACH_END);
                in.skipNBytes(size - 2L * KEPT_OF_EACH_END);
                byte[] end = in.readNBytes(KEPT_OF_EACH_END);
                byte[] between = "%n… %d bytes in all …%n".formatted(size).getBytes(StandardCharsets.UTF_8);
                Files.write(file, beginning);
                Files.write(file, between, StandardOpenOption.APPEND);
                Files.write(file, end, StandardOpenOption.APPEND);
            }
        }
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
