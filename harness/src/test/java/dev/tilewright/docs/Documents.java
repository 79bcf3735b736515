package dev.tilewright.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The documents of the repository. Tests run in {@code harness/}. */
final class Documents {

    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private Documents() {}

    static String read(Path document) {
        try {
            return Files.readString(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns every page in Markdown, in the root, {@code docs/} and {@code results/}. */
    static List<Path> all() {
        return Stream.of(markdown(ROOT, 1), markdown(ROOT.resolve("docs"), 9), markdown(ROOT.resolve("results"), 9))
                .flatMap(List::stream)
                .toList();
    }

    private static List<Path> markdown(Path folder, int depth) {
        try (Stream<Path> files = Files.walk(folder, depth)) {
            // Run folders and databases, which git ignores, hold no documents.
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.startsWith(ROOT.resolve("results/runs")))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
