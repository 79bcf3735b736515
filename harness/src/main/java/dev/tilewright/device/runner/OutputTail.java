package dev.tilewright.device.runner;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** The end of what a process has printed, read as it comes so that the process never waits for a reader. */
public final class OutputTail {

    private static final int MOST_BYTES = 8192;
    private static final int SHOWN_LINES = 12;
    private static final List<String> NOISE = List.of(
            "WARNING: Using incubator modules",
            "JRE version",
            "Java VM:",
            "CreateCoredumpOnCrash",
            "An error report file",
            "If you would like to submit",
            "The crash happened outside",
            "https://");

    private final InputStream output;
    private final byte[] tail = new byte[MOST_BYTES];
    private int length;
    private final Thread reader;

    /** Begins to read. */
    public OutputTail(InputStream output) {
        this.output = output;
        reader = Thread.ofPlatform().daemon().name("process-output").start(this::drain);
    }

    private void drain() {
        byte[] piece = new byte[MOST_BYTES / 2];
        try (output) {
            for (int read = output.read(piece); read >= 0; read = output.read(piece)) {
                append(piece, read);
            }
        } catch (IOException closed) {
            // The process was killed: what has come is the tail.
        }
    }

    private synchronized void append(byte[] piece, int read) {
        int kept = Math.min(length, MOST_BYTES - read);
        System.arraycopy(tail, length - kept, tail, 0, kept);
        System.arraycopy(piece, 0, tail, kept, read);
        length = kept + read;
    }

    /** Returns the last lines, once the process has ended. */
    public String text() throws InterruptedException {
        reader.join(500);
        synchronized (this) {
            var lines = new String(tail, 0, length, StandardCharsets.UTF_8)
                    .lines()
                    // The frame of a virtual machine's report of a native crash.
                    .map(line -> line.replaceFirst("^# ?", "").strip())
                    .filter(line -> !line.isEmpty() && NOISE.stream().noneMatch(line::startsWith))
                    .toList();
            return lines.stream().skip(Math.max(0, lines.size() - SHOWN_LINES)).collect(Collectors.joining("\n"));
        }
    }
}
