package dev.tilewright.device.opencl;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.cl_command_queue;
import org.jocl.cl_mem;

/**
 * What is before and after every buffer of a session: a pattern drawn anew for each session, so that a kernel can neither know it
 * nor write it back by chance. A kernel that writes just outside its buffer changes it.
 */
final class GuardZones {

    /** Wide enough for the commonest mistake in two dimensions, one row of up to 4096 floats too many. */
    private static final int LEAST_BYTES = 16 * 1024;

    private final int bytes;
    private final ByteBuffer pattern;
    private final ByteBuffer seenInFront;
    private final ByteBuffer seenBehind;

    private GuardZones(int bytes) {
        this.bytes = bytes;
        int most = bytes + (int) HostMemory.PAGE_BYTES;
        byte[] random = new byte[most];
        new SecureRandom().nextBytes(random);
        pattern = ByteBuffer.allocateDirect(most).put(random).flip();
        seenInFront = ByteBuffer.allocateDirect(most);
        seenBehind = ByteBuffer.allocateDirect(most);
    }

    /** Draws a pattern; zones are a multiple of {@code alignment} bytes, which a sub-buffer's origin must be. */
    static GuardZones draw(int alignment) {
        return new GuardZones(Math.ceilDiv(LEAST_BYTES, Math.max(1, alignment)) * Math.max(1, alignment));
    }

    /** Returns the size of the zone in front of a buffer, in bytes. */
    int bytes() {
        return bytes;
    }

    /** Returns the size of the zone behind a buffer of {@code contents} bytes: it ends with a page, where memory ends. */
    int bytesBehind(long contents) {
        long all = Math.addExact(contents, 2L * bytes);
        return (int) (bytes + Math.ceilDiv(all, HostMemory.PAGE_BYTES) * HostMemory.PAGE_BYTES - all);
    }

    /** Writes one zone of so many bytes. */
    void write(cl_command_queue queue, cl_mem memory, long offset, int length) {
        CL.clEnqueueWriteBuffer(queue, memory, true, offset, length, Pointer.to(pattern), 0, null, null);
    }

    /** Returns whether two zones that the host can see are as they were written. */
    boolean intact(MemorySegment front, MemorySegment back) {
        MemorySegment written = MemorySegment.ofBuffer(pattern);
        return written.asSlice(0, front.byteSize()).mismatch(front) < 0
                && written.asSlice(0, back.byteSize()).mismatch(back) < 0;
    }

    /** Returns whether two zones are as they were written. One wait serves both: waking up costs more than copying. */
    boolean intact(cl_command_queue queue, cl_mem memory, long back, int length) {
        CL.clEnqueueReadBuffer(queue, memory, false, 0, bytes, Pointer.to(seenInFront), 0, null, null);
        CL.clEnqueueReadBuffer(queue, memory, true, back, length, Pointer.to(seenBehind), 0, null, null);
        return intact(
                MemorySegment.ofBuffer(seenInFront.clear().limit(bytes)),
                MemorySegment.ofBuffer(seenBehind.clear().limit(length)));
    }
}
