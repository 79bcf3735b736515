package dev.tilewright.confine;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A temporary folder that nobody else can look into, and that does not outlive its owner: it is deleted when it is closed, by the {@link
 * Guard} once the process that made it has ended, in whatever way, and by the next process that makes such a folder if that failed.
 *
 * <p>Its name says whose it is. It lies where {@code java.io.tmpdir} says.
 *
 * @param path where it is
 */
public record OwnedFolder(Path path) implements AutoCloseable {

    private static final String PREFIX = "tilewright-";

    private static final String OWNERS_ONLY = "rwx------";

    private static final SecureRandom NAMES = new SecureRandom();

    /** A compiled kernel and its intermediate files are some hundred kilobytes; in bytes. */
    private static final long LEAST_ROOM = 8L << 20;

    /** A folder of a process in another container is left alone as long as that may live. */
    private static final Duration FOREIGN = Duration.ofDays(7);

    /** Where this process has made any. */
    private static final Set<Path> PARENTS = new HashSet<>();

    /**
     * Makes an empty folder, mode 0700.
     *
     * @param purpose a word for its name; short, because the paths of sockets are limited to about a hundred characters
     * @throws NoTemporaryFolderException if there is no place for it; the message says where, and what to do
     */
    public static OwnedFolder create(String purpose) {
        return create(Path.of(System.getProperty("java.io.tmpdir")), purpose);
    }

    /**
     * Makes one in a folder of the caller's choice: memory that is shared by processes is a folder, too.
     *
     * @throws NoTemporaryFolderException if there is no place for it; the message says where, and what to do
     */
    public static OwnedFolder create(Path parent, String purpose) {
        prepare(parent);
        try {
            requireRoom(parent);
            return new OwnedFolder(make(parent, PREFIX + Owner.current().text() + "-" + purpose + "-"));
        } catch (IOException unusable) {
            throw new NoTemporaryFolderException(parent, reason(unusable), unusable);
        }
    }

    /** The guard is told before there is anything to guard: this process may be killed at any moment. */
    private static Path make(Path parent, String prefix) throws IOException {
        while (true) {
            Path made = parent.resolve(prefix + Long.toUnsignedString(NAMES.nextLong(), Character.MAX_RADIX));
            Guard.charge(made);
            try {
                return Files.createDirectory(made, ownersOnly(parent));
            } catch (FileAlreadyExistsException taken) {
                Guard.release(made);
            } catch (IOException unusable) {
                Guard.release(made);
                throw unusable;
            }
        }
    }

    private static FileAttribute<?>[] ownersOnly(Path parent) {
        return parent.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNERS_ONLY))
                }
                : new FileAttribute<?>[0];
    }

    /**
     * Tells whether there still is room for what compilers and drivers write: without it they fail in ways of their own, and none of what
     * they were given is to blame.
     *
     * @throws NoTemporaryFolderException if there is too little
     */
    public void requireRoom() {
        Path parent = Objects.requireNonNull(path.toAbsolutePath().getParent(), path.toString());
        try {
            requireRoom(parent);
        } catch (IOException unusable) {
            throw new NoTemporaryFolderException(parent, reason(unusable), unusable);
        }
    }

    private static void requireRoom(Path parent) throws IOException {
        long left = Files.getFileStore(parent).getUsableSpace();
        if (left < LEAST_ROOM) {
            throw new FileSystemException(parent.toString(), null, "only %d KiB are free".formatted(left >> 10));
        }
    }

    /** Returns the option by which a JVM that this process starts counts this process's owner as the owner of its folders. */
    public static String ownerOption() {
        return "-D" + Owner.PROPERTY + "=" + Owner.current().text();
    }

    /** Deletes the folder and what is in it, as far as that is possible. */
    @Override
    public void close() {
        delete(path);
        if (!Files.exists(path)) {
            Guard.release(path);
        }
    }

    private static void prepare(Path parent) {
        synchronized (PARENTS) {
            if (!PARENTS.add(parent)) {
                return;
            }
        }
        sweep(parent);
    }

    /** Deletes the folders whose owners are dead. */
    static void sweep(Path parent) {
        each(parent, PREFIX + "*", folder -> {
            if (ownerOf(folder).filter(owner -> isLeft(folder, owner)).isPresent()) {
                delete(folder);
            }
        });
    }

    private static boolean isLeft(Path folder, Owner owner) {
        if (owner.isOfThisNamespace()) {
            return !owner.isAlive();
        }
        try {
            return Files.getLastModifiedTime(folder)
                    .toInstant()
                    .isBefore(Instant.now().minus(FOREIGN));
        } catch (IOException gone) {
            return false;
        }
    }

    private static Optional<Owner> ownerOf(Path folder) {
        String[] parts = folder.getFileName().toString().split("-", 5);
        return parts.length < 5 ? Optional.empty() : Owner.parse(String.join("-", parts[1], parts[2], parts[3]));
    }

    private static void each(Path parent, String pattern, Consumer<Path> action) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, pattern)) {
            folders.forEach(action);
        } catch (IOException | DirectoryIteratorException unreadable) {
            // Then there is nothing that could be deleted either.
        }
    }

    /** Deletes what can be deleted; a link is deleted, not followed, and a folder that was made unreadable is made readable. */
    private static void delete(Path folder) {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
                    if (!Files.isReadable(each) || !Files.isWritable(each) || !Files.isExecutable(each)) {
                        try {
                            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString(OWNERS_ONLY));
                        } catch (IOException | UnsupportedOperationException another) {
                            // Somebody else's.
                        }
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) {
                    return remove(each);
                }

                @Override
                public FileVisitResult visitFileFailed(Path each, IOException unreadable) {
                    return remove(each);
                }

                @Override
                public FileVisitResult postVisitDirectory(Path each, @Nullable IOException ignored) {
                    return remove(each);
                }
            });
        } catch (IOException left) {
            // The next one that makes a folder tries again.
        }
    }

    private static FileVisitResult remove(Path each) {
        try {
            Files.deleteIfExists(each);
        } catch (IOException left) {
            // Something is being written there yet, or it is somebody else's.
        }
        return FileVisitResult.CONTINUE;
    }

    private static String reason(IOException exception) {
        return switch (exception) {
            case NoSuchFileException _ -> "there is no such folder";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException file when file.getReason() != null -> file.getReason();
            default -> String.valueOf(exception.getMessage());
        };
    }
}
