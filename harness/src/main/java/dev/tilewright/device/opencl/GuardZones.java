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

    private final ByteBuffer pattern;
    private final ByteBuffer seenInFront;
    private final ByteBuffer seenBehind;

    private GuardZones(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        pattern = ByteBuffer.allocateDirect(bytes).put(random).flip();
        seenInFront = ByteBuffer.allocateDirect(bytes);
        seenBehind = ByteBuffer.allocateDirect(bytes);
    }

    /** Draws a pattern; zones are a multiple of {@code alignment} bytes, which a sub-buffer's origin must be. */
    static GuardZones draw(int alignment) {
        return new GuardZones(Math.ceilDiv(LEAST_BYTES, Math.max(1, alignment)) * Math.max(1, alignment));
    }

    /** Returns the size of one zone, in bytes. */
    int bytes() {
        return pattern.capacity();
    }

    /** Writes one zone. */
    void write(cl_command_queue queue, cl_mem memory, long offset) {
        CL.clEnqueueWriteBuffer(queue, memory, true, offset, bytes(), Pointer.to(pattern), 0, null, null);
    }

    /** Returns whether two zones that the host can see are as they were written. */
    boolean intact(MemorySegment front, MemorySegment back) {
        MemorySegment written = MemorySegment.ofBuffer(pattern);
        return written.mismatch(front) < 0 && written.mismatch(back) < 0;
    }

    /** Returns whether two zones are as they were written. One wait serves both: waking up costs more than copying. */
    boolean intact(cl_command_queue queue, cl_mem memory, long front, long back) {
        CL.clEnqueueReadBuffer(queue, memory, false, front, bytes(), Pointer.to(seenInFront), 0, null, null);
        CL.clEnqueueReadBuffer(queue, memory, true, back, bytes(), Pointer.to(seenBehind), 0, null, null);
        return seenInFront.rewind().equals(pattern) && seenBehind.rewind().equals(pattern);
    }
}
