package dev.tilewright.app;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A folder that a command will write. */
final class OutputFolder {

    private OutputFolder() {}

    /**
     * Tries whether the folder can be made, where it is missing, and written, and leaves everything as it was.
     *
     * @throws UseCaseException if it cannot
     */
    static void requireWritable(Path folder) {
        List<Path> missing = Stream.<Path>iterate(
                        folder.toAbsolutePath().normalize(),
                        each -> each != null && Files.notExists(each),
                        Path::getParent)
                .toList();
        prepare(folder);
        for (Path made : missing) {
            try {
                Files.deleteIfExists(made);
            } catch (IOException inUse) {
                // Somebody else has put something there meanwhile.
                return;
            }
        }
    }

    /**
     * Makes the folder where it is missing, and tries whether it can be written, before any work is done.
     *
     * @throws UseCaseException if it cannot
     */
    static Path prepare(Path folder) {
        if (folder.toString().isEmpty()) {
            throw UseCaseException.request("--output is empty; give a folder, or . for the current one");
        }
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, ".writable", ""));
            return folder;
        } catch (FileAlreadyExistsException e) {
            throw new UseCaseException(
                    Blame.REQUEST, "%s is a file; --output names a folder".formatted(e.getFile()), e);
        } catch (AccessDeniedException e) {
            throw new UseCaseException(
                    Blame.REQUEST,
                    "the folder %s cannot be written: permission denied; give another with --output".formatted(folder),
                    e);
        } catch (IOException e) {
            throw new UseCaseException(
                    Blame.REQUEST,
                    "the folder %s cannot be written: %s; give another with --output".formatted(folder, e.getMessage()),
                    e);
        }
    }
}
