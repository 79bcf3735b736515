package dev.tilewright.device;

/**
 * What a GPU's compute units, its multiprocessors, hold, and how fast it is by its maker's figures. Peaks are measured and not taken
 * from here.
 *
 * @param computeCapability NVIDIA's version of the architecture, {@code 9.0}
 * @param warpSize how many work-items go in lockstep
 * @param unitItems most work-items on a compute unit at once
 * @param unitGroups most work-groups on a compute unit at once
 * @param unitRegisters 32-bit registers of a compute unit
 * @param unitLocalBytes local memory of a compute unit, in bytes
 * @param clockHertz highest clock of the compute units; 0 if unknown
 * @param bandwidth of the memory, in bytes per second; 0 if unknown
 */
public record GpuFacts(
        String computeCapability,
        int warpSize,
        int unitItems,
        int unitGroups,
        long unitRegisters,
        long unitLocalBytes,
        long clockHertz,
        long bandwidth) {

    /** NVIDIA's Ampere; the matrix units before it know no TF32. */
    private static final int TF32_SINCE = 8;

    /** Returns whether there are matrix units that multiply TF32, single precision with fewer digits. */
    public boolean multipliesTf32() {
        return Integer.parseInt(computeCapability.substring(0, computeCapability.indexOf('.'))) >= TF32_SINCE;
    }
}
