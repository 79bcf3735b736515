package dev.tilewright.kernels.evaluate.measure;

/** What the last-level cache holds when a timed run begins. */
public enum CacheState {
    /**
     * Flushed where it can matter: where the problem's data fit into the cache and there is little arithmetic to hide their loading
     * behind, less than {@link #COMPUTE_BOUND_INTENSITY} operations per byte. Else warm. Decided by the problem alone, so all
     * candidates of a search are timed alike.
     */
    AUTO,
    /** Left as the run before left it. */
    WARM,
    /** Flushed before every sample. */
    FLUSHED;

    /**
     * Operations per compulsory byte above which a problem counts as compute-bound. Processors and accelerators do 5 to 25
     * single-precision operations in the time in which they load a byte; above 32, loading everything afresh hides behind
     * arithmetic.
     */
    public static final double COMPUTE_BOUND_INTENSITY = 32;

    /**
     * Tells whether to flush before each sample.
     *
     * @param bytes size of the problem's arguments, in bytes
     * @param cacheBytes size of the last-level cache, in bytes
     * @param operations arithmetic operations of the problem
     */
    public boolean flushes(long bytes, long cacheBytes, double operations) {
        return switch (this) {
            case WARM -> false;
            case FLUSHED -> true;
            case AUTO -> bytes <= cacheBytes && operations < COMPUTE_BOUND_INTENSITY * bytes;
        };
    }
}
