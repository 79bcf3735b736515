package dev.tilewright.evolve.memory;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** How long texts are kept: deflated where they repeat each other, abridged where the middle says nothing. */
public final class Texts {

    private static final int DIAGNOSTICS_CHARACTERS = 16_000;

    /** No text of ours is nearly as long. A few bytes that somebody made can inflate to a thousand times as many. */
    private static final int MOST_BYTES = 64 << 20;

    private Texts() {}

    /** Deflates a text. */
    public static byte[] deflate(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Inflates what {@link #deflate} made.
     *
     * @throws IllegalArgumentException if it is something else, or too long
     */
    public static String inflate(byte[] deflated) {
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(deflated))) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IllegalArgumentException("a text has more than %d bytes".formatted(MOST_BYTES));
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalArgumentException("a text cannot be inflated: " + e.getMessage(), e);
        }
    }

    /** Keeps the beginning, which says what is wrong first, and the end, where compilers sum up. */
    static String abridge(String diagnostics) {
        if (diagnostics.length() <= DIAGNOSTICS_CHARACTERS) {
            return diagnostics;
        }
        int half = DIAGNOSTICS_CHARACTERS / 2;
        int left = diagnostics.length() - 2 * half;
        return diagnostics.substring(0, half)
                + "\n[… %d characters left out …]\n".formatted(left)
                + diagnostics.substring(diagnostics.length() - half);
    }
}
