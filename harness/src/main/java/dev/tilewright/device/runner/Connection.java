package dev.tilewright.device.runner;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * Frames over a socket: four bytes of length, one of kind, and contents.
 *
 * <p>A socket of its own, not standard output: kernels and drivers print there, from native code too, where nothing in Java can
 * stop them. One thread reads; several may write.
 */
final class Connection implements AutoCloseable {

    private static final int HEAD_BYTES = Integer.BYTES + 1;
    private static final int MOST_BYTES = 256 << 20;
    private static final int KEPT_BYTES = 64 << 10;

    private final SocketChannel socket;
    private final ByteBuffer head = ByteBuffer.allocateDirect(HEAD_BYTES);
    private ByteBuffer incoming = ByteBuffer.allocateDirect(KEPT_BYTES);

    Connection(SocketChannel socket) {
        this.socket = socket;
    }

    /**
     * A frame that has come.
     *
     * @param contents valid until the next one is read
     */
    record Frame(byte kind, ByteBuffer contents) {

        /** Returns what is left of the contents as text. */
        String text() {
            return StandardCharsets.UTF_8.decode(contents).toString();
        }

        /** Returns what is left of the contents. */
        byte[] bytes() {
            byte[] rest = new byte[contents.remaining()];
            contents.get(rest);
            return rest;
        }
    }

    /** Begins the contents of a frame with room for {@code bytes}. */
    static ByteBuffer frame(byte kind, int bytes) {
        return ByteBuffer.allocate(HEAD_BYTES + bytes).putInt(bytes).put(kind);
    }

    /** Makes a frame of bytes. */
    static ByteBuffer frame(byte kind, byte[] contents) {
        return frame(kind, contents.length).put(contents);
    }

    /** Sends a frame that {@link #frame} began and that is full. */
    synchronized void send(ByteBuffer full) throws IOException {
        if (full.hasRemaining()) {
            throw new IllegalArgumentException(full.remaining() + " bytes of a frame are missing");
        }
        full.flip();
        while (full.hasRemaining()) {
            socket.write(full);
        }
    }

    /**
     * Waits for a frame.
     *
     * @throws EOFException if the other side is gone
     */
    Frame receive() throws IOException {
        fill(head.clear());
        int length = head.getInt();
        byte kind = head.get();
        if (length < 0 || length > MOST_BYTES) {
            throw new IOException("a frame of %d bytes is no frame".formatted(length));
        }
        if (length > incoming.capacity() || incoming.capacity() > KEPT_BYTES) {
            incoming = ByteBuffer.allocateDirect(Math.max(length, KEPT_BYTES));
        }
        fill(incoming.clear().limit(length));
        return new Frame(kind, incoming);
    }

    private void fill(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (socket.read(buffer) < 0) {
                throw new EOFException("the other side has closed the connection");
            }
        }
        buffer.flip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
