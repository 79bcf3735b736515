package dev.tilewright.cli;

import dev.tilewright.app.Home;
import dev.tilewright.confine.Processes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * {@code tune} in a process of its own, as at a terminal: what it prints is looked at line by line while it runs. Its folder for temporary
 * files is named in the command line of all that it starts, and so tells them from others.
 */
final class TuneProcess implements AutoCloseable {

    private final Process process;
    private final Path temporary;
    private final List<String> marks;
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;

    private TuneProcess(Process process, Path temporary) {
        this.process = process;
        this.temporary = temporary;
        // What waits for its end to clear up knows no folder, but whom it waits for.
        marks = List.of(temporary.toString(), "guard\0%d-".formatted(process.pid()));
        reader = Thread.ofPlatform().daemon().start(this::read);
    }

    /**
     * Starts it.
     *
     * @param temporary a folder for temporary files that nobody else uses
     * @param wrapper a command that runs the one that is given to it; empty for none
     * @param arguments what follows {@code tune}
     */
    static TuneProcess start(Path temporary, List<String> wrapper, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + temporary,
                "-Dtilewright.columns=200",
                "-Dtilewright.home=" + Home.find().folder().toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "tune"));
        command.addAll(arguments);
        return new TuneProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start(), temporary);
    }

    /** A line ends where it is written over, too. */
    private void read() {
        try (BufferedReader reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (lines) {
                    lines.add(line.replace("\u001b[2K", ""));
                    lines.notifyAll();
                }
            }
        } catch (IOException killed) {
            // What it printed before is there.
        }
    }

    /** Returns what it has printed, and written over, so far. */
    List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /**
     * Waits until it prints a line that is wanted, after some of its lines, or has ended, or the time is over.
     *
     * @return whether there is such a line
     */
    boolean prints(Predicate<String> wanted, int after, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        synchronized (lines) {
            while (lines.stream().skip(after).noneMatch(wanted)) {
                if (System.nanoTime() > end || !reader.isAlive()) {
                    return false;
                }
                lines.wait(50);
            }
            return true;
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Kills it, and nothing else, as {@code kill -9} does; and waits until all that it printed was read. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        process.waitFor();
        reader.join();
    }

    /** Asks it to stop, as Ctrl-C does. */
    void interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("sh", "-c", "kill -INT " + process.pid()).start().waitFor();
    }

    /** Waits for its end, and returns its exit code. */
    int end() throws InterruptedException {
        int code = process.waitFor();
        reader.join();
        return code;
    }

    /**
     * Returns what is left of it: numbers of processes that it started, with their command lines, and temporary folders. Waits so long for
     * them to go.
     */
    List<String> leftAfter(Duration patience) throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        List<String> left = left();
        while (!left.isEmpty() && System.nanoTime() < end) {
            Thread.sleep(50);
            left = left();
        }
        return left;
    }

    private List<String> left() throws IOException {
        List<String> left = new ArrayList<>();
        for (long pid : Processes.havingAny(marks)) {
            left.add(pid + " " + Processes.commandLine(pid).replace('\0', ' '));
        }
        try (Stream<Path> files = Files.list(temporary)) {
            files.map(Path::toString).forEach(left::add);
        } catch (UncheckedIOException beingDeleted) {
            left.add(beingDeleted.toString());
        }
        return left;
    }

    /** Returns the numbers of the processes that it has started which run a class. */
    List<Long> running(Class<?> program) throws IOException {
        return Processes.havingAll(List.of(temporary.toString(), program.getName()));
    }

    /** Kills it if it is still running. */
    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
