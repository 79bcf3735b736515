package dev.tilewright.bench.history;

import dev.tilewright.kernels.genome.KernelJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of JSON lines, a run each, that is only ever added to. A line is written at once and under a lock, so that runs at the same time
 * do not mix, and a line that a power failure cut short costs that line.
 *
 * @param path where it is; it need not be there yet
 */
public record HistoryFile(Path path) {

    /**
     * What a history holds.
     *
     * @param entries the runs, the oldest first
     * @param unreadable how many lines were not read: damaged, or of a newer version
     */
    public record Contents(List<HistoryEntry> entries, int unreadable) {
        public Contents {
            entries = List.copyOf(entries);
        }
    }

    /**
     * Checks, before anything is measured, that a run can be added. Leaves no file behind.
     *
     * @throws HistoryException if it cannot
     */
    public void checkWritable() {
        boolean there = Files.exists(path);
        if (there && !Files.isRegularFile(path)) {
            throw new HistoryException("the history %s is no file; name another".formatted(path));
        }
        try {
            Path folder = path.toAbsolutePath().getParent();
            if (folder == null || !Files.isDirectory(folder)) {
                throw new NoSuchFileException(String.valueOf(folder));
            }
            open().close();
            if (!there) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /**
     * Adds a run.
     *
     * @throws HistoryException if it cannot be written
     */
    public void append(HistoryEntry entry) {
        try (FileChannel channel = open();
                FileLock _ = channel.lock()) {
            byte[] line = (KernelJson.write(entry) + "\n").getBytes(StandardCharsets.UTF_8);
            boolean cut = channel.size() > 0 && !endsWithLine();
            ByteBuffer bytes = ByteBuffer.allocate(line.length + 1);
            if (cut) {
                bytes.put((byte) '\n');
            }
            bytes.put(line).flip();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /**
     * Reads all runs.
     *
     * @throws HistoryException if there is no such file, or it has no run that can be read
     */
    public Contents read() {
        List<HistoryEntry> entries = new ArrayList<>();
        int unreadable = 0;
        try {
            // Not decoded line by line: a byte that is no UTF-8 costs its line, and not the file.
            String text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
            for (String line : text.lines().filter(line -> !line.isBlank()).toList()) {
                try {
                    HistoryEntry entry = KernelJson.read(line, HistoryEntry.class);
                    Instant.parse(entry.began());
                    if (entry.format() > HistoryEntry.FORMAT) {
                        throw new IllegalArgumentException("of a newer version");
                    }
                    entries.add(entry);
                } catch (IllegalArgumentException | DateTimeException | NullPointerException damaged) {
                    unreadable++;
                }
            }
        } catch (NoSuchFileException e) {
            throw new HistoryException(
                    "there is no history %s yet; runs are kept with: tilewright bench SUITE --history %s"
                            .formatted(path, path),
                    e);
        } catch (IOException e) {
            throw new HistoryException("the history %s cannot be read: %s".formatted(path, e), e);
        }
        if (entries.isEmpty()) {
            throw new HistoryException(
                    "%s holds no run that can be read; name a file that bench --history wrote".formatted(path));
        }
        entries.sort((a, b) -> Instant.parse(a.began()).compareTo(Instant.parse(b.began())));
        return new Contents(entries, unreadable);
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private boolean endsWithLine() throws IOException {
        try (FileChannel reading = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            reading.read(last, reading.size() - 1);
            return last.get(0) == '\n';
        }
    }

    private HistoryException unwritable(IOException e) {
        return new HistoryException(
                "the history %s cannot be written: %s; name a file in an existing folder that can be written"
                        .formatted(path, e),
                e);
    }
}
