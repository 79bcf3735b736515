package dev.tilewright.task;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files of text that people write: UTF-8, with or without the byte order mark that some editors put first. A mark of another encoding, a
 * byte that is no UTF-8 and a zero byte are told with their line, so that they can be found.
 */
public final class TextFile {

    /** No file that a person writes is larger; a device or a pipe may never end. */
    private static final int MOST_BYTES = 16 << 20;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private TextFile() {}

    /** The file is there, and is no text in UTF-8. The message says in which line, and begins with "this is". */
    public static final class NoTextException extends IOException {
        private static final long serialVersionUID = 1L;

        NoTextException(String message) {
            super(message);
        }
    }

    /**
     * Reads a file.
     *
     * @return its text without a byte order mark
     * @throws NoTextException if it is not text in UTF-8, or is larger than 16 MiB
     * @throws IOException if it cannot be read
     */
    public static String read(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        }
        if (bytes.length > MOST_BYTES) {
            throw new NoTextException(
                    "this is more than %d MiB, and no text that is read here".formatted(MOST_BYTES >> 20));
        }
        if (isUtf16(bytes)) {
            throw new NoTextException("this is text in UTF-16, not in UTF-8; save it as UTF-8");
        }
        String text = decoded(bytes);
        int zero = text.indexOf('\0');
        if (zero >= 0) {
            throw new NoTextException("this is not text: line %d has a zero byte".formatted(line(text, zero)));
        }
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    private static boolean isUtf16(byte[] bytes) {
        return bytes.length >= 2
                && ((bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF)
                        || (bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE));
    }

    private static String decoded(byte[] bytes) throws NoTextException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            throw new NoTextException("this is not text in UTF-8: line %d has the byte 0x%02X; save it as UTF-8"
                    .formatted(line(text, text.length()), bytes[in.position()] & 0xFF));
        }
        return text;
    }

    private static long line(String text, int end) {
        return 1 + text.substring(0, end).chars().filter(c -> c == '\n').count();
    }
}
