package dev.tilewright.device.opencl;

import dev.tilewright.device.DeviceException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jocl.Pointer;

/**
 * Memory of the system, page-aligned, and in {@link HugePages} where it is large: for buffers on the host's processor, and for copies of those on other devices.
 *
 * <p>On Linux nothing that a kernel can reach by counting on from a buffer's end, or back from its beginning, is memory: for {@value
 * #BARRIER_BYTES} bytes on both sides an access ends the process. So there is nothing out there to keep anything in.
 *
 * <p>PoCL (seen in 3.1) never frees the memory of a buffer that had a sub-buffer, so it is given memory that is freed here. The Java
 * ways to such memory fill it with zeros, and count it against a limit that is meant for the heap.
 */
final class HostMemory implements AutoCloseable {

    static final long PAGE_BYTES = pageBytes();

    /** A range of addresses without memory costs nothing, and more than this is not left in 47 bits for a thousand buffers. */
    private static final long BARRIER_BYTES = 1L << 32;

    /** Of Linux: {@code PROT_READ | PROT_WRITE}; and {@code MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE}. */
    private static final int READ_AND_WRITE = 3;

    private static final int RESERVE = 0x2 | 0x20 | 0x4000;
    private static final int FAILED = -1;

    private static final boolean BARRED = System.getProperty("os.name").equals("Linux");

    private static final MethodHandle MALLOC =
            handle("malloc", FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    private static final MethodHandle FREE = handle("free", FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG));
    private static final MethodHandle MMAP = handle(
            "mmap",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG));
    private static final MethodHandle MPROTECT = handle(
            "mprotect",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
    private static final MethodHandle MUNMAP =
            handle("munmap", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));

    private final long address;
    private final long start;
    private final long bytes;
    private final long reserved;

    /** Allocates {@code bytes} bytes for {@code purpose}. */
    HostMemory(long bytes, String purpose) {
        this.bytes = bytes;
        long alignment = HugePages.serve(bytes) ? HugePages.BYTES : PAGE_BYTES;
        long usable = Math.ceilDiv(bytes, PAGE_BYTES) * PAGE_BYTES;
        reserved = Math.addExact(usable, alignment + 2 * BARRIER_BYTES);
        address = BARRED ? reserve(reserved) : allocate(Math.addExact(bytes, alignment));
        start = Math.ceilDiv(address + (BARRED ? BARRIER_BYTES : 0), alignment) * alignment;
        if (address == 0 || BARRED && !open(start, usable)) {
            throw new DeviceException("there is no memory for %s, %d bytes".formatted(purpose, bytes));
        }
        if (HugePages.serve(bytes)) {
            HugePages.advise(start, bytes);
        }
    }

    private static long pageBytes() {
        MethodHandle told = handle("getpagesize", FunctionDescriptor.of(ValueLayout.JAVA_INT));
        try {
            return (int) told.invokeExact();
        } catch (Throwable impossible) {
            throw new AssertionError("getpagesize throws nothing", impossible);
        }
    }

    private static long allocate(long bytes) {
        try {
            return (long) MALLOC.invokeExact(bytes);
        } catch (Throwable impossible) {
            throw new AssertionError("malloc throws nothing", impossible);
        }
    }

    /** Returns the first of so many addresses that have no memory; 0 if there are none. */
    private static long reserve(long bytes) {
        try {
            long address = (long) MMAP.invokeExact(0L, bytes, 0, RESERVE, -1, 0L);
            return address == FAILED ? 0 : address;
        } catch (Throwable impossible) {
            throw new AssertionError("mmap throws nothing", impossible);
        }
    }

    private static boolean open(long address, long bytes) {
        try {
            return (int) MPROTECT.invokeExact(address, bytes, READ_AND_WRITE) == 0;
        } catch (Throwable impossible) {
            throw new AssertionError("mprotect throws nothing", impossible);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle handle(String function, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().find(function).orElseThrow(), type);
    }

    /** Returns its first aligned address. */
    Pointer start() {
        return Pointer.to(segment().asSlice(0, Math.min(bytes, PAGE_BYTES)).asByteBuffer());
    }

    /** Returns all of it, page-aligned; not to be used once it is closed. */
    @SuppressWarnings("restricted")
    MemorySegment segment() {
        return MemorySegment.ofAddress(start).reinterpret(bytes);
    }

    @Override
    public void close() {
        try {
            if (BARRED) {
                int ignored = (int) MUNMAP.invokeExact(address, reserved);
            } else {
                FREE.invokeExact(address);
            }
        } catch (Throwable impossible) {
            throw new AssertionError("nothing is thrown there", impossible);
        }
    }
}
