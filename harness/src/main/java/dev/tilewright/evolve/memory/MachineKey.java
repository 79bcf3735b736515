package dev.tilewright.evolve.memory;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * A secret of this user on this machine, by which what was measured here is told from what came in somebody else's memory. It is made when
 * it is first needed, in the user's state folder, readable by nobody else. Where it cannot be kept it lasts as long as the process: then
 * nothing of earlier runs counts as this machine's own.
 */
public final class MachineKey {

    private static final int BYTES = 32;
    private static final String NAME = "key";

    private final byte[] secret;
    private final boolean kept;

    private MachineKey(byte[] secret, boolean kept) {
        this.secret = secret.clone();
        this.kept = kept;
    }

    /** Holds the key of the process, which is read once. */
    private static final class OfThisUser {
        private static final MachineKey KEY =
                folder().flatMap(MachineKey::in).orElseGet(() -> new MachineKey(fresh(), false));
    }

    /** Returns the key of this user on this machine. */
    public static MachineKey ofThisUser() {
        return OfThisUser.KEY;
    }

    /** Returns a key that nobody else has, and that lasts as long as the process. */
    static MachineKey ofNobody() {
        return new MachineKey(fresh(), false);
    }

    /** Returns the key that is kept in a folder, and makes it if there is none; empty if that is not possible. */
    static Optional<MachineKey> in(Path folder) {
        Path file = folder.resolve(NAME);
        try {
            if (!Files.exists(file)) {
                make(folder, file);
            }
            byte[] secret = Files.readAllBytes(file);
            return secret.length == BYTES ? Optional.of(new MachineKey(secret, true)) : Optional.empty();
        } catch (IOException | UnsupportedOperationException unusable) {
            return Optional.empty();
        }
    }

    /** Of several processes that make the key at once, all take that of the first. */
    private static void make(Path folder, Path file) throws IOException {
        Files.createDirectories(folder);
        FileAttribute<?> mine = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Path fresh = Files.createTempFile(folder, NAME, ".new", mine);
        try {
            Files.write(fresh, fresh());
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException anotherWasFaster) {
            // Its key is as good.
        } catch (UnsupportedOperationException noLinks) {
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static byte[] fresh() {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        return secret;
    }

    private static Optional<Path> folder() {
        return Optional.ofNullable(System.getenv("XDG_STATE_HOME"))
                .map(Path::of)
                .filter(Path::isAbsolute)
                .or(() -> Optional.ofNullable(System.getenv("HOME"))
                        .filter(home -> !home.isEmpty())
                        .map(home -> Path.of(home, ".local", "state")))
                .map(state -> state.resolve("tilewright"));
    }

    /** Tells whether later processes will have the same key. */
    public boolean isKept() {
        return kept;
    }

    byte[] secret() {
        return secret.clone();
    }
}
