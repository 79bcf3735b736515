package dev.tilewright.evolve.memory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Message authentication codes of rows: who does not have the machine's key cannot write a row that passes for its own, nor change one.
 * Not for use by several threads at once.
 *
 * <p>They are those of Krawczyk, Bellare and Canetti, "HMAC: Keyed-Hashing for Message Authentication", RFC 2104, with SHA-256, made of the
 * digest alone: to find a {@code javax.crypto.Mac} a JDK loads every provider that it has, and a runtime that was cut down has not all.
 */
final class Marks {

    private static final String ALGORITHM = "SHA-256";
    private static final int BYTES = 16;
    private static final int BLOCK_BYTES = 64;
    private static final int INNER = 0x36;
    private static final int OUTER = 0x5C;

    private final MessageDigest digest;
    private final byte[] inner;
    private final byte[] outer;

    Marks(MachineKey key) {
        try {
            digest = MessageDigest.getInstance(ALGORITHM);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
        byte[] secret = key.secret();
        byte[] block = Arrays.copyOf(secret.length > BLOCK_BYTES ? digest.digest(secret) : secret, BLOCK_BYTES);
        inner = masked(block, INNER);
        outer = masked(block, OUTER);
    }

    private static byte[] masked(byte[] block, int mask) {
        byte[] masked = block.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= (byte) mask;
        }
        return masked;
    }

    /**
     * Returns the mark of a row.
     *
     * @param kind the kind of row, so that none passes for one of another kind
     * @param columns what is in it: texts, numbers, bytes or nothing
     */
    byte[] of(String kind, @Nullable Object... columns) {
        digest.reset();
        digest.update(inner);
        part(kind.getBytes(StandardCharsets.UTF_8));
        for (Object column : columns) {
            switch (column) {
                case null -> digest.update(new byte[] {-1, -1, -1, -1});
                case byte[] bytes -> part(bytes);
                default -> part(column.toString().getBytes(StandardCharsets.UTF_8));
            }
        }
        byte[] hash = digest.digest();
        digest.update(outer);
        return Arrays.copyOf(digest.digest(hash), BYTES);
    }

    /** Each part begins with its length, so that no two lists of columns read alike. */
    private void part(byte[] bytes) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }

    /** Tells whether a row has the mark that it should have. */
    static boolean same(byte @Nullable [] found, byte[] expected) {
        return found != null && MessageDigest.isEqual(found, expected);
    }
}
