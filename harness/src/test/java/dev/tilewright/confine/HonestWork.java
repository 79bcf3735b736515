package dev.tilewright.confine;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.IntStream;

/** What an honest process does: threads, temporary files, and talk with who started it. */
final class HonestWork {

    private HonestWork() {}

    public static void main(String[] arguments) throws IOException {
        int ten = IntStream.range(0, 10).parallel().map(i -> 1).sum();
        Path temporary = Files.writeString(Path.of(System.getenv("TMPDIR"), "file"), "ok");
        boolean whole = ten == 10 && Files.readString(temporary).equals("ok");
        try (FileChannel file =
                        FileChannel.open(Path.of(arguments[1]), StandardOpenOption.READ, StandardOpenOption.WRITE);
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            MappedByteBuffer memory = file.map(FileChannel.MapMode.READ_WRITE, 0, 4096);
            memory.putInt(4, memory.getInt(0) + 1);
            channel.connect(UnixDomainSocketAddress.of(Path.of(arguments[0])));
            channel.write(ByteBuffer.allocate(4).putInt(0, whole ? 42 : 0));
        }
    }
}
