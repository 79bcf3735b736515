package dev.tilewright.device.opencl;

import dev.tilewright.device.DeviceException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jocl.Pointer;

/**
 * Memory of the C library, page-aligned, and in {@link HugePages} where it is large: for buffers on the host's processor, and for copies of those on other devices.
 *
 * <p>PoCL (seen in 3.1) never frees the memory of a buffer that had a sub-buffer, so it is given memory that is freed here. The Java
 * ways to such memory fill it with zeros, and count it against a limit that is meant for the heap.
 */
final class HostMemory implements AutoCloseable {

    private static final long PAGE_BYTES = 4096;
    private static final MethodHandle MALLOC =
            handle("malloc", FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    private static final MethodHandle FREE = handle("free", FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG));

    private final long address;
    private final long start;
    private final long bytes;

    /** Allocates {@code bytes} bytes for {@code purpose}. */
    HostMemory(long bytes, String purpose) {
        this.bytes = bytes;
        long alignment = HugePages.serve(bytes) ? HugePages.BYTES : PAGE_BYTES;
        try {
            address = (long) MALLOC.invokeExact(Math.addExact(bytes, alignment));
        } catch (Throwable impossible) {
            throw new AssertionError("malloc throws nothing", impossible);
        }
        if (address == 0) {
            throw new DeviceException("there is no memory for %s, %d bytes".formatted(purpose, bytes));
        }
        start = Math.ceilDiv(address, alignment) * alignment;
        if (HugePages.serve(bytes)) {
            HugePages.advise(start, bytes);
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
            FREE.invokeExact(address);
        } catch (Throwable impossible) {
            throw new AssertionError("free throws nothing", impossible);
        }
    }
}
