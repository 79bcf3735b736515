package dev.tilewright.app;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that a command will write.
 *
 * @param path where
 * @param option the option that named it, {@code --junit}
 */
public record OutputFile(Path path, String option) {

    /**
     * Tries whether it can be written, before any work is done.
     *
     * @throws UseCaseException if it cannot
     */
    public void check() {
        if (path.toString().isBlank() || Files.isDirectory(path)) {
            throw UseCaseException.request(
                    "%s '%s' is no file; name one in a folder that is there".formatted(option, path));
        }
        try {
            Path folder = path.toAbsolutePath().getParent();
            if (folder == null || !Files.isDirectory(folder)) {
                throw new IOException("there is no folder " + folder);
            }
            Files.delete(Files.createTempFile(folder, ".writable", ""));
            if (Files.exists(path) && !Files.isWritable(path)) {
                throw new IOException("it may not be written");
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /**
     * Writes it, in place of what it held.
     *
     * @throws UseCaseException if it cannot be written
     */
    public void write(String text) {
        Path target = path.toAbsolutePath();
        Path written = target.resolveSibling(target.getFileName() + ".new");
        try {
            Files.writeString(written, text);
            Files.move(written, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private UseCaseException unwritable(IOException e) {
        return new UseCaseException(
                Blame.REQUEST,
                "%s %s cannot be written: %s; name a file in an existing folder that can be written"
                        .formatted(
                                option,
                                path,
                                e instanceof AccessDeniedException ? "permission denied" : e.getMessage()),
                e);
    }
}
