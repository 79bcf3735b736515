package dev.tilewright.cost;

import dev.tilewright.device.DeviceFacts;
import java.util.ArrayList;
import java.util.List;

/**
 * A cache, as far as traffic through it depends on it.
 *
 * @param name {@code L1}, {@code L2}, {@code last-level}
 * @param capacityBytes how much it holds, in bytes
 */
public record MemoryLevel(String name, long capacityBytes) {

    /** What a cache fetches at once, in bytes: a line of x86 and of most Arm cores, two sectors of an NVIDIA GPU. */
    public static final long LINE_BYTES = 64;

    /** L1 data cache of a core: 32 KiB from Intel's Nehalem to Cascade Lake and on AMD's Zen; 48 KiB on later Intel cores. */
    private static final long CPU_L1_BYTES = 32 << 10;

    /** L2 cache of a core: 512 KiB on AMD's Zen 1 to 3, 1 MiB on Intel's Skylake-SP and AMD's Zen 4. */
    private static final long CPU_L2_BYTES = 512 << 10;

    /** L1 cache of a GPU's multiprocessor, together with its shared memory: 128 KiB on NVIDIA's Volta, 192 and 256 later. */
    private static final long GPU_L1_BYTES = 128 << 10;

    /**
     * Returns the caches of a device, nearest first. What the device does not report has a typical size, from the vendors' optimization
     * and tuning guides; a GPU's L2 is its last level.
     */
    public static List<MemoryLevel> of(DeviceFacts facts) {
        List<MemoryLevel> levels = new ArrayList<>();
        levels.add(new MemoryLevel("L1", facts.cpu() ? CPU_L1_BYTES : GPU_L1_BYTES));
        if (facts.cpu() && (facts.cacheBytes() == 0 || facts.cacheBytes() > CPU_L2_BYTES)) {
            levels.add(new MemoryLevel("L2", CPU_L2_BYTES));
        }
        if (facts.cacheBytes() > levels.getLast().capacityBytes()) {
            levels.add(new MemoryLevel("last-level", facts.cacheBytes()));
        }
        return levels;
    }
}
