package dev.tilewright.device.opencl;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Asks Linux for pages of 2 MiB instead of 4 KiB: a kernel that walks many rows at once needs an entry of the processor's table of
 * pages for each, and in a virtual machine a missing entry costs two walks. It is advice: where the system gives no such pages, memory
 * works as before. See Drepper, "What Every Programmer Should Know About Memory", 2007, section 4.3.2.
 */
final class HugePages {

    /** The size of such a page on today's processors. */
    static final long BYTES = 2L << 20;

    /** Less memory is left alone, as numpy does: little of it would lie in complete huge pages. */
    private static final long LEAST_BYTES = 2 * BYTES;

    /** {@code MADV_HUGEPAGE} of Linux. */
    private static final int ADVICE = 14;

    private static final Optional<MethodHandle> MADVISE = madvise();

    private HugePages() {}

    /** Returns whether memory of {@code bytes} bytes is aligned to {@link #BYTES} and requested in huge pages. */
    static boolean serve(long bytes) {
        return MADVISE.isPresent() && bytes >= LEAST_BYTES;
    }

    /**
     * Asks for huge pages; to be done before memory is written.
     *
     * @param address where memory begins, a multiple of {@link #BYTES}
     * @param bytes its length, as {@link #serve} accepts it
     */
    static void advise(long address, long bytes) {
        if (address % BYTES != 0 || !serve(bytes)) {
            throw new IllegalArgumentException("no huge pages for %d bytes at %d".formatted(bytes, address));
        }
        try {
            // A system that does not know this advice refuses it, which is harmless.
            int ignored = (int) MADVISE.orElseThrow().invokeExact(address, bytes, ADVICE);
        } catch (Throwable impossible) {
            throw new AssertionError("madvise throws nothing", impossible);
        }
    }

    @SuppressWarnings("restricted")
    private static Optional<MethodHandle> madvise() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.empty();
        }
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor type = FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT);
        return linker.defaultLookup().find("madvise").map(function -> linker.downcallHandle(function, type));
    }
}
