package dev.tilewright.confine;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * What a hostile kernel would try, in a process of its own. Prints a line for each: its name, and {@code DONE}, or how it was refused.
 *
 * <p>Its arguments: a process outside, a file outside that exists, a folder outside, a TCP port that listens, a Unix socket that listens,
 * the name of a socket without a path that listens, its scratch folder.
 */
final class Attempts {

    private static final int UNIX = 1;
    private static final int STREAM = 1;
    private static final long CURRENT_FOLDER = -100;

    private final long outside;
    private final Path file;
    private final Path folder;
    private final int port;
    private final Path socket;
    private final String name;
    private final Path scratch;
    private final Arena arena = Arena.global();

    private Attempts(String[] arguments) {
        outside = Long.parseLong(arguments[0]);
        file = Path.of(arguments[1]);
        folder = Path.of(arguments[2]);
        port = Integer.parseInt(arguments[3]);
        socket = Path.of(arguments[4]);
        name = arguments[5];
        scratch = Path.of(arguments[6]);
    }

    public static void main(String[] arguments) {
        new Attempts(arguments).all().forEach((name, attempt) -> {
            String outcome;
            try {
                Object result = attempt.call();
                outcome = result instanceof Long number && number < 0 ? "error " + -number : "DONE " + result;
            } catch (Exception | LinkageError refused) {
                outcome = String.valueOf(refused).replace('\n', ' ');
            }
            System.out.println(name + ": " + outcome);
        });
    }

    private Map<String, Callable<Object>> all() {
        Map<String, Callable<Object>> all = new LinkedHashMap<>();
        files(all);
        network(all);
        processes(all);
        kernel(all);
        return all;
    }

    private void files(Map<String, Callable<Object>> all) {
        all.put("read the passwords", () -> Files.readString(Path.of("/etc/shadow")));
        all.put("read a file outside", () -> Files.readString(file));
        all.put("read a file outside through a link", () -> {
            Path link = Files.createSymbolicLink(scratch.resolve("link"), file);
            return Files.readString(link);
        });
        all.put("take a file outside in by a hard link", () -> Files.createLink(scratch.resolve("hard"), file));
        all.put("list the folder outside", () -> list(folder));
        all.put("list the homes", () -> list(Path.of("/home")));
        all.put("list what is run", () -> list(Path.of("/run")));
        all.put("list what varies", () -> list(Path.of("/var/log")));
        all.put("overwrite a file outside", () -> Files.writeString(file, "mine", StandardOpenOption.WRITE));
        all.put("delete a file outside", () -> {
            Files.delete(file);
            return true;
        });
        all.put("make a file outside", () -> Files.writeString(folder.resolve("new"), "x"));
        all.put("make a file beside the programs", () -> Files.writeString(Path.of("/usr/tilewright-test"), "x"));
        all.put("make a file at the root", () -> Files.writeString(Path.of("/tilewright-test"), "x"));
        all.put("make a device", () -> mknod(scratch.resolve("null")));
        all.put("change the kernel's settings", () -> opened(Path.of("/proc/sys/kernel/core_pattern")));
        all.put("change a limit of the kernel's", () -> opened(Path.of("/proc/sys/kernel/pid_max")));
        all.put("change how the machine sleeps", () -> opened(Path.of("/sys/power/state")));
        all.put("change its own score", () -> opened(Path.of("/proc/self/oom_score_adj")));
    }

    /** Opens a file of the kernel's for writing; what would be written there would be meant. */
    private static boolean opened(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            return channel.isOpen();
        }
    }

    private void network(Map<String, Callable<Object>> all) {
        all.put("connect by TCP", () -> {
            try (Socket tcp = new Socket()) {
                tcp.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2000);
                return tcp.isConnected();
            }
        });
        all.put("listen by TCP", () -> {
            try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return server.getLocalPort();
            }
        });
        all.put("send by UDP", () -> {
            try (DatagramChannel udp = DatagramChannel.open()) {
                return udp.send(ByteBuffer.allocate(4), new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            }
        });
        all.put("open a socket of the kernel's", () -> call(41, 198, 16, 3, 0));
        all.put("connect to a Unix socket", () -> {
            try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                return channel.connect(UnixDomainSocketAddress.of(socket));
            }
        });
        all.put("connect to a socket without a path", () -> {
            long descriptor = call(41, 198, UNIX, STREAM, 0);
            if (descriptor < 0) {
                return descriptor;
            }
            MemorySegment address = AbstractSocket.address(arena, name);
            return call(42, 203, descriptor, address.address(), address.byteSize());
        });
    }

    private void processes(Map<String, Callable<Object>> all) {
        all.put("read another's environment", () -> Files.readString(Path.of("/proc/" + outside + "/environ")));
        all.put(
                "read another's memory",
                () -> Files.newByteChannel(Path.of("/proc/" + outside + "/mem")).size());
        all.put("read another's files", () -> Files.readSymbolicLink(Path.of("/proc/" + outside + "/fd/0")));
        all.put("see another's root", () -> list(Path.of("/proc/" + outside + "/root/root")));
        all.put("trace another", () -> call(101, 117, 16, outside, 0, 0));
        all.put("copy from another", () -> call(310, 270, outside, 0, 0, 0, 0));
        all.put("ask whether another is there", () -> call(62, 129, outside, 0));
        all.put("end another", () -> call(62, 129, outside, 15));
        all.put(
                "queue a signal",
                () -> call(129, 138, outside, 0, arena.allocate(128, 8).address()));
        all.put("name another by a descriptor", () -> call(434, 434, outside, 0));
        all.put(
                "limit another",
                () -> call(302, 261, outside, 7, arena.allocate(16, 8).address(), 0));
        all.put(
                "pin another to a core",
                () -> call(203, 122, outside, 8, arena.allocate(8, 8).address()));
        all.put("slow another down", () -> call(141, 140, 0, outside, 19));
        all.put("leave the session", () -> call(112, 157));
        all.put("leave the group", () -> call(109, 154, 0, 0));
    }

    private void kernel(Map<String, Callable<Object>> all) {
        all.put("make a namespace", () -> call(272, 97, 0x10000000));
        all.put("make a child in a namespace", () -> call(56, 220, 0x10000000 | 17, 0, 0, 0, 0));
        all.put("make a child by the newer call", () -> call(435, 435, 0, 0));
        all.put("mount", () -> call(165, 40, 0, 0, 0, 0, 0));
        all.put("mount by the newer call", () -> call(430, 430, 0, 0));
        all.put("change the root", () -> call(161, 51, 0));
        all.put("load a program into the kernel", () -> call(321, 280, 0, 0, 0));
        all.put(
                "open a ring of calls",
                () -> call(425, 425, 1, arena.allocate(120, 8).address()));
        all.put("handle faults", () -> call(323, 282, 1));
        all.put("watch by counters", () -> call(298, 241, 0, 0, -1L, -1L, 0));
        all.put("add a key", () -> call(248, 217, 0, 0, 0, 0, 0));
        all.put("manage keys", () -> call(250, 219, 0, 0));
        all.put("open by handle", () -> call(304, 265, CURRENT_FOLDER, 0, 0));
        all.put("turn off random addresses", () -> call(135, 92, 0x0040000));
        all.put(
                "make a file in memory",
                () -> call(319, 279, arena.allocateFrom("m").address(), 0));
        all.put("share memory of System V", () -> call(29, 194, 0, 4096, 01600));
        all.put(
                "type for the user",
                () -> call(16, 29, 0, 0x5412, arena.allocateFrom("x").address()));
        all.put("get rights back", () -> call(105, 146, 0));
        all.put("filter again", () -> call(317, 277, 1, 0, 0));
        all.put("read the kernel's log", () -> call(103, 116, 10, 0, 0));
        all.put("set the clock", () -> call(227, 112, 0, arena.allocate(16, 8).address()));
        all.put("have a capability", () -> capability());
        all.put("call by numbers of 32 bits", () -> call(0x40000000 + 39, 0x40000000 + 172));
    }

    private long mknod(Path node) {
        return call(259, 33, CURRENT_FOLDER, arena.allocateFrom(node.toString()).address(), 020666, 0x103);
    }

    /** Returns the capabilities in force, an error if there are none. */
    private static Object capability() throws IOException {
        String none = "CapEff:\t" + "0".repeat(16);
        return Files.readAllLines(Path.of("/proc/self/status")).contains(none) ? -1L : "there are some";
    }

    private static String list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return "with " + files.count();
        }
    }

    /** Makes a system call by its number on x86-64 and on 64-bit ARM. Returns minus the error's number if it is refused. */
    private static long call(long x86, long arm, long... arguments) {
        return Libc.call(
                switch (Architecture.current().orElseThrow()) {
                    case X86_64 -> x86;
                    case AARCH64 -> arm;
                },
                arguments);
    }

    /** Sockets whose names are no paths; Java has none. */
    static final class AbstractSocket {

        private AbstractSocket() {}

        /** Returns the address of the socket of that name, {@code struct sockaddr_un} cut to its length. */
        static MemorySegment address(Arena arena, String name) {
            byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
            MemorySegment address = arena.allocate(2 + 1 + bytes.length, 8);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) UNIX);
            MemorySegment.copy(bytes, 0, address, ValueLayout.JAVA_BYTE, 3, bytes.length);
            return address;
        }

        /** Listens at a name. Returns the descriptor. */
        static long listen(Arena arena, String name) {
            long descriptor = call(41, 198, UNIX, STREAM, 0);
            MemorySegment address = address(arena, name);
            if (call(49, 200, descriptor, address.address(), address.byteSize()) < 0
                    || call(50, 201, descriptor, 5) < 0) {
                throw new IllegalStateException("no socket at @" + name);
            }
            return descriptor;
        }
    }
}
