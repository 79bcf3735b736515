package dev.tilewright.device.runner;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Memory that two processes have mapped: what a buffer is to contain goes one way through it, and what it contains the other.
 *
 * <p>It is a file without a name, whose pages exist once they are touched, and sealed: nobody can cut it short under the feet of the
 * other. Where the system has no such files it is one in the runner's folder. Parts are handed out and taken back by whoever made it. Not for use
 * by several threads at once.
 */
final class SharedMemory implements AutoCloseable {

    private static final long PAGE_BYTES = 4096;
    private static final int CLOSE_ON_EXEC = 1;
    private static final int ALLOW_SEALING = 2;
    private static final int ADD_SEALS = 1033;
    private static final int SEAL_SEAL_SHRINK_GROW = 1 | 2 | 4;

    private final FileChannel channel;
    private final int descriptor;
    private final Path file;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final Map<Long, Deque<Part>> free = new HashMap<>();
    private long end;

    private SharedMemory(FileChannel channel, int descriptor, Path file, long bytes) throws IOException {
        this.channel = channel;
        this.descriptor = descriptor;
        this.file = file;
        memory = channel.map(MapMode.READ_WRITE, 0, bytes, arena);
    }

    /**
     * A part that was handed out.
     *
     * @param offset where it begins
     * @param contents its memory
     */
    record Part(long offset, MemorySegment contents) {}

    /**
     * Makes memory that takes no room yet.
     *
     * @param bytes how much there may be
     * @param folder where its file is, if it needs a name
     */
    static SharedMemory make(long bytes, Path folder) throws IOException {
        long whole = Math.ceilDiv(bytes, PAGE_BYTES) * PAGE_BYTES;
        int descriptor = nameless(whole);
        if (descriptor < 0) {
            Path file = folder.resolve("memory");
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
            return new SharedMemory(channel, -1, file, whole);
        }
        Path file = Path.of("/proc/self/fd", Integer.toString(descriptor));
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        return new SharedMemory(channel, descriptor, file, whole);
    }

    /** Maps the memory that another process has made. */
    static MemorySegment map(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(MapMode.READ_WRITE, 0, channel.size(), Arena.global());
        }
    }

    /** Returns the path by which another process of this user opens it: it has to be open there when this one ends. */
    Path path() {
        return descriptor < 0
                ? file
                : Path.of("/proc", Long.toString(ProcessHandle.current().pid()), "fd", Integer.toString(descriptor));
    }

    /** Tells whether it is a file without a name, which has to be opened before a process is locked away. */
    boolean nameless() {
        return descriptor >= 0;
    }

    /** Hands out a part, which may have been another's before. */
    Part take(long bytes) {
        long whole = Math.ceilDiv(bytes, PAGE_BYTES) * PAGE_BYTES;
        Deque<Part> returned = free.get(whole);
        if (returned != null && !returned.isEmpty()) {
            Part part = returned.pop();
            return new Part(part.offset(), memory.asSlice(part.offset(), bytes));
        }
        if (end + whole > memory.byteSize()) {
            throw new OutOfMemoryError("%d bytes of shared memory, of which %d are taken, have no room for %d more"
                    .formatted(memory.byteSize(), end, bytes));
        }
        Part part = new Part(end, memory.asSlice(end, bytes));
        end += whole;
        return part;
    }

    /** Takes a part back. */
    void giveBack(Part part) {
        long whole = Math.ceilDiv(part.contents().byteSize(), PAGE_BYTES) * PAGE_BYTES;
        free.computeIfAbsent(whole, bytes -> new ArrayDeque<>()).push(part);
    }

    @SuppressWarnings("restricted")
    private static int nameless(long bytes) {
        Linker linker = Linker.nativeLinker();
        if (!System.getProperty("os.name").equals("Linux")
                || linker.defaultLookup().find("memfd_create").isEmpty()) {
            return -1;
        }
        MethodHandle create = linker.downcallHandle(
                linker.defaultLookup().find("memfd_create").orElseThrow(),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        MethodHandle truncate = linker.downcallHandle(
                linker.defaultLookup().find("ftruncate").orElseThrow(),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
        MethodHandle control = linker.downcallHandle(
                linker.defaultLookup().find("fcntl").orElseThrow(),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
                Linker.Option.firstVariadicArg(2));
        try (Arena arena = Arena.ofConfined()) {
            int made = (int) create.invokeExact(arena.allocateFrom("tilewright"), CLOSE_ON_EXEC | ALLOW_SEALING);
            if (made < 0 || (int) truncate.invokeExact(made, bytes) != 0) {
                return -1;
            }
            int sealed = (int) control.invokeExact(made, ADD_SEALS, SEAL_SEAL_SHRINK_GROW);
            return sealed == 0 ? made : -1;
        } catch (Throwable impossible) {
            throw new AssertionError("calls of the C library throw nothing", impossible);
        }
    }

    @SuppressWarnings("restricted")
    private static void close(int descriptor) {
        Linker linker = Linker.nativeLinker();
        try {
            int ignored = (int) linker.downcallHandle(
                            linker.defaultLookup().find("close").orElseThrow(),
                            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
                    .invokeExact(descriptor);
        } catch (Throwable impossible) {
            throw new AssertionError("close throws nothing", impossible);
        }
    }

    @Override
    public void close() {
        arena.close();
        try {
            channel.close();
        } catch (IOException unclean) {
            // Nothing is written through it.
        }
        if (descriptor >= 0) {
            close(descriptor);
        }
    }
}
