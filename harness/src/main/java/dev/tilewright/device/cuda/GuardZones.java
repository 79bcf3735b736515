package dev.tilewright.device.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.security.SecureRandom;
import jcuda.driver.CUdeviceptr;

/**
 * What is before and after every buffer of a session: a pattern drawn anew for each session, so that a kernel can neither know it
 * nor write it back by chance. A kernel that writes just outside its buffer changes it.
 */
final class GuardZones {

    /** One row of up to 4096 floats too many; and a multiple of what any vector or copy must be aligned to. */
    static final int BYTES = 16 * 1024;

    private final Transfers transfers;
    private final MemorySegment pattern;
    private final MemorySegment seen;

    private GuardZones(Transfers transfers, byte[] random) {
        this.transfers = transfers;
        pattern = Arena.ofAuto().allocate(BYTES);
        pattern.copyFrom(MemorySegment.ofArray(random));
        seen = Arena.ofAuto().allocate(BYTES);
    }

    static GuardZones draw(Transfers transfers) {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        return new GuardZones(transfers, random);
    }

    /** Writes one zone. */
    void write(CUdeviceptr zone) {
        transfers.toDevice(pattern, zone);
    }

    /** Returns whether a zone is as it was written. */
    boolean intact(CUdeviceptr zone) {
        transfers.toHost(zone, seen);
        return pattern.mismatch(seen) < 0;
    }
}
