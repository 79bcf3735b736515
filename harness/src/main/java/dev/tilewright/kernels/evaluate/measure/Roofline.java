package dev.tilewright.kernels.evaluate.measure;

/**
 * The ceilings of a device, all measured.
 *
 * @param peakFlops single-precision operations per second, a fused multiply-add counting as two
 * @param bandwidth bytes per second of a large copy, reads and writes together
 * @param readBandwidth bytes per second of reading alone
 */
public record Roofline(double peakFlops, double bandwidth, double readBandwidth) {

    public Roofline {
        if (!(peakFlops > 0) || !(bandwidth > 0) || !(readBandwidth > 0)) {
            throw new IllegalArgumentException(
                    "peak %s flop/s, bandwidth %s B/s and read bandwidth %s B/s must be positive"
                            .formatted(peakFlops, bandwidth, readBandwidth));
        }
    }

    /**
     * Returns the least time that the device can need, in ns, at the faster of copying and reading.
     *
     * @param operations single-precision operations
     * @param bytes compulsory traffic with memory, in bytes
     */
    public double floorNanos(double operations, double bytes) {
        return Math.max(operations / peakFlops, bytes / fastestBandwidth()) * 1e9;
    }

    /** Returns the larger of the two bandwidths, in bytes per second. */
    public double fastestBandwidth() {
        return Math.max(bandwidth, readBandwidth);
    }

    /** Returns the higher of each ceiling of two measurements. */
    public Roofline highest(Roofline other) {
        return new Roofline(
                Math.max(peakFlops, other.peakFlops),
                Math.max(bandwidth, other.bandwidth),
                Math.max(readBandwidth, other.readBandwidth));
    }

    /** Returns the lower of each ceiling of two measurements. */
    public Roofline lowest(Roofline other) {
        return new Roofline(
                Math.min(peakFlops, other.peakFlops),
                Math.min(bandwidth, other.bandwidth),
                Math.min(readBandwidth, other.readBandwidth));
    }

    /** Tells whether arithmetic, rather than memory, sets {@link #floorNanos}. */
    public boolean computeBound(double operations, double bytes) {
        return operations / peakFlops >= bytes / fastestBandwidth();
    }
}
