package dev.tilewright.cost;

import dev.tilewright.device.DeviceFacts;

/** The vector registers of a CPU's core, by the width of its vectors. */
public final class VectorRegisters {

    /** AVX-512 and AArch64 have as many; AVX2, whose vectors have eight 32-bit lanes, half. */
    private static final int MOST = 32;

    private static final int AVX2_LANES = 8;
    private static final int AVX2 = 16;

    private VectorRegisters() {}

    /** Returns how many there are. */
    public static int of(DeviceFacts facts) {
        return facts.vectorWidth() == AVX2_LANES ? AVX2 : MOST;
    }
}
