package dev.tilewright.device.tornado;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Temporary folders with the number of the process that owns them in their names. Workers are killed and leave theirs behind, so
 * whoever makes one removes those whose owner has been dead for a day.
 */
final class OwnedFolder {

    private static final Pattern NAME = Pattern.compile("tilewright-tornado-(\\d+)-.*");
    private static final Duration LEFT = Duration.ofDays(1);

    private OwnedFolder() {}

    static Path create(Path parent) throws IOException {
        sweep(parent);
        return Files.createTempDirectory(
                parent,
                "tilewright-tornado-%d-".formatted(ProcessHandle.current().pid()));
    }

    static void sweep(Path parent) {
        try (Stream<Path> folders = Files.list(parent)) {
            List<Path> left = folders.filter(OwnedFolder::left).toList();
            left.forEach(OwnedFolder::delete);
        } catch (IOException | UncheckedIOException unreadable) {
            // Another user's, or gone by now.
        }
    }

    private static boolean left(Path folder) {
        Matcher name = NAME.matcher(String.valueOf(folder.getFileName()));
        if (!name.matches() || ProcessHandle.of(Long.parseLong(name.group(1))).isPresent()) {
            return false;
        }
        try {
            // A process of another container has a number of its own there.
            return Files.getLastModifiedTime(folder)
                    .toInstant()
                    .isBefore(Instant.now().minus(LEFT));
        } catch (IOException gone) {
            return false;
        }
    }

    /** Deletes a folder and what is in it, as far as that can be. */
    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException left) {
            // The next one that makes a folder tries again.
        }
    }
}
