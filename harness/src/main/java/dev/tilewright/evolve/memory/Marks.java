package dev.tilewright.evolve.memory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Message authentication codes of rows: who does not have the machine's key cannot write a row that passes for its own, nor change one.
 * Not for use by several threads at once.
 */
final class Marks {

    private static final String ALGORITHM = "HmacSHA256";

    /** Named, or all providers would be loaded to see which has it, and a runtime that was cut down has not all of them. */
    private static final String PROVIDER = "SunJCE";

    private static final int BYTES = 16;

    private final Mac mac;

    Marks(MachineKey key) {
        try {
            mac = Mac.getInstance(ALGORITHM, PROVIDER);
            mac.init(new SecretKeySpec(key.secret(), ALGORITHM));
        } catch (NoSuchAlgorithmException | NoSuchProviderException | InvalidKeyException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /**
     * Returns the mark of a row.
     *
     * @param kind the kind of row, so that none passes for one of another kind
     * @param columns what is in it: texts, numbers, bytes or nothing
     */
    byte[] of(String kind, @Nullable Object... columns) {
        part(kind.getBytes(StandardCharsets.UTF_8));
        for (Object column : columns) {
            switch (column) {
                case null -> mac.update(new byte[] {-1, -1, -1, -1});
                case byte[] bytes -> part(bytes);
                default -> part(column.toString().getBytes(StandardCharsets.UTF_8));
            }
        }
        return Arrays.copyOf(mac.doFinal(), BYTES);
    }

    /** Each part begins with its length, so that no two lists of columns read alike. */
    private void part(byte[] bytes) {
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        mac.update(bytes);
    }

    /** Tells whether a row has the mark that it should have. */
    static boolean same(byte @Nullable [] found, byte[] expected) {
        return found != null && MessageDigest.isEqual(found, expected);
    }
}
