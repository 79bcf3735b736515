package dev.tilewright.confine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Where native libraries lie that archives carry. Of themselves they are unpacked in the folder for temporary files, and stay there when the
 * process is killed.
 */
public final class UnpackedLibraries {

    /** Where SQLite's driver unpacks its library. */
    private static final String SQLITE = "org.sqlite.tmpdir";

    /** Where tree-sitter looks for libraries that are unpacked already. */
    private static final String TREE_SITTER = "tree-sitter-lib";

    private static boolean directed;

    private UnpackedLibraries() {}

    /** Directs them to a temporary folder of this process, made now; to be called before one of them is used. */
    public static synchronized void direct() {
        if (directed) {
            return;
        }
        try {
            direct(OwnedFolder.create("libraries").path());
        } catch (NoTemporaryFolderException noRoom) {
            // Whoever needs a library says what is missing.
            directed = true;
        }
    }

    /** Directs them to a folder that goes with this process; to be called before one of them is used. */
    public static synchronized void direct(Path folder) {
        directed = true;
        for (String property : List.of(SQLITE, TREE_SITTER)) {
            if (System.getProperty(property) == null) {
                System.setProperty(property, folder.toString());
            }
        }
    }

    /** Unpacks tree-sitter and one of its grammars; to be called before that is used. Where this fails they are unpacked as ever. */
    public static synchronized void provide(String grammar) {
        direct();
        String folder = System.getProperty(TREE_SITTER);
        if (folder == null) {
            return;
        }
        for (String library : List.of("tree-sitter", grammar)) {
            resource(library).ifPresent(name -> unpack(name, Path.of(folder).resolve(name)));
        }
    }

    private static void unpack(String resource, Path target) {
        if (Files.exists(target)) {
            return;
        }
        try (InputStream library = ClassLoader.getSystemResourceAsStream(resource)) {
            if (library != null) {
                Path folder = Files.createDirectories(Objects.requireNonNull(target.getParent()));
                Path copy = Files.createTempFile(folder, "unpacked", "");
                Files.copy(library, copy, StandardCopyOption.REPLACE_EXISTING);
                Files.move(copy, target, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException noRoom) {
            // It finds none there, and says itself what is wrong.
        }
    }

    /** Returns {@code lib/x86_64-linux-gnu-tree-sitter-c.so}; empty on systems of which that is not known. */
    private static Optional<String> resource(String library) {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
        if (system.contains("linux")) {
            return Optional.of("lib/%s-linux-gnu-%s.so".formatted(machine, library));
        }
        return system.contains("mac")
                ? Optional.of("lib/%s-macos-%s.dylib".formatted(machine, library))
                : Optional.empty();
    }
}
