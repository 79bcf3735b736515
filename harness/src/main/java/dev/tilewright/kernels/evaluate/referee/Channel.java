package dev.tilewright.kernels.evaluate.referee;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.tilewright.kernel.KernelArgument;
import dev.tilewright.task.Init;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * Messages over a socket: four bytes of length, then JSON.
 *
 * <p>A socket of its own, not standard output: kernels and drivers print there, from native code too, where nothing in Java can
 * stop them.
 */
final class Channel implements AutoCloseable {

    private static final int MOST_BYTES = 256 << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addMixIn(Message.class, Named.class)
            .addMixIn(KernelArgument.class, Named.class)
            .addMixIn(Init.class, Named.class)
            .addMixIn(ReferenceDefinition.class, Named.class)
            // A record is its components: an isConstant() beside them is no property.
            .changeDefaultVisibility(visible -> visible.withGetterVisibility(Visibility.NONE)
                    .withIsGetterVisibility(Visibility.NONE)
                    .withFieldVisibility(Visibility.ANY))
            .addModule(new SimpleModule().addAbstractTypeMapping(SequencedMap.class, LinkedHashMap.class))
            .build();

    private static final ObjectWriter WRITER = MAPPER.writerFor(Message.class);
    private static final ObjectReader READER = MAPPER.readerFor(Message.class);

    /** Tells the members of a sealed family apart by the names of their records. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "is")
    private interface Named {}

    private final SocketChannel socket;

    Channel(SocketChannel socket) {
        this.socket = socket;
    }

    /** Sends a message. Safe for several threads. */
    synchronized void send(Message message) throws IOException {
        byte[] json = encode(message);
        ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + json.length);
        frame.putInt(json.length).put(json).flip();
        while (frame.hasRemaining()) {
            socket.write(frame);
        }
    }

    /**
     * Waits for a message.
     *
     * @throws EOFException if the other side is gone
     */
    Message receive() throws IOException {
        int length = fill(ByteBuffer.allocate(Integer.BYTES)).getInt();
        if (length < 0 || length > MOST_BYTES) {
            throw new IOException("a message of %d bytes is no message".formatted(length));
        }
        return decode(fill(ByteBuffer.allocate(length)).array());
    }

    static byte[] encode(Message message) {
        return WRITER.writeValueAsBytes(message);
    }

    static Message decode(byte[] json) {
        return READER.readValue(json);
    }

    private ByteBuffer fill(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (socket.read(buffer) < 0) {
                throw new EOFException("the other side has closed the channel");
            }
        }
        return buffer.flip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
