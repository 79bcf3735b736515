package dev.tilewright.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The processor that this JVM runs on, for every backend that runs kernels on it.
 *
 * <p>It is read from {@code /proc/cpuinfo} and {@code /sys}, as Linux reports them; elsewhere it has only what the JVM knows.
 *
 * @param vendor the manufacturer, {@code AuthenticAMD}, or {@code unknown}
 * @param model its marketing name, {@code AMD EPYC}, or the name of its architecture
 * @param architecture its architecture and widest vector extension, {@code amd64 avx2}
 * @param threads the hardware threads that this process may use
 * @param cacheBytes the last-level cache that a core shares, in bytes; 0 if unknown
 */
public record HostProcessor(String vendor, String model, String architecture, int threads, long cacheBytes) {

    /** Widest first: the first that the processor has names its vectors. */
    private static final List<String> VECTOR_EXTENSIONS =
            List.of("avx512f", "avx2", "avx", "sse2", "sve2", "sve", "asimd");

    /** Reads the processor of this machine; what cannot be read is unknown, never an error. */
    public static HostProcessor read() {
        return read(Path.of("/proc/cpuinfo"), Path.of("/sys/devices/system/cpu/cpu0/cache"));
    }

    static HostProcessor read(Path cpuinfo, Path cache) {
        Map<String, String> fields = firstProcessor(cpuinfo);
        String base = System.getProperty("os.arch", "unknown");
        List<String> flags = List.of(fields.getOrDefault("flags", fields.getOrDefault("Features", ""))
                .split("\\s+"));
        String architecture = VECTOR_EXTENSIONS.stream()
                .filter(flags::contains)
                .findFirst()
                .map(extension -> base + " " + extension)
                .orElse(base);
        return new HostProcessor(
                fields.getOrDefault("vendor_id", fields.getOrDefault("CPU implementer", "unknown")),
                fields.getOrDefault("model name", fields.getOrDefault("CPU part", base)),
                architecture,
                Runtime.getRuntime().availableProcessors(),
                lastLevelBytes(cache));
    }

    private static Map<String, String> firstProcessor(Path cpuinfo) {
        Map<String, String> fields = new HashMap<>();
        for (String line : lines(cpuinfo)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.putIfAbsent(
                        line.substring(0, colon).strip(),
                        line.substring(colon + 1).strip().replaceAll("\\s+", " "));
            }
        }
        return fields;
    }

    private static long lastLevelBytes(Path cache) {
        long bytes = 0;
        int highest = 0;
        for (int index = 0; Files.isDirectory(cache.resolve("index" + index)); index++) {
            Path entry = cache.resolve("index" + index);
            try {
                int level = Integer.parseInt(String.join("", lines(entry.resolve("level"))));
                long size = bytes(String.join("", lines(entry.resolve("size"))));
                if (level > highest || (level == highest && size > bytes)) {
                    highest = level;
                    bytes = size;
                }
            } catch (NumberFormatException unreadable) {
                // A hypervisor may hide a cache's size: it is left out.
            }
        }
        return bytes;
    }

    /** Reads the kernel's notation, {@code 512K} or {@code 32M}. */
    private static long bytes(String size) {
        String digits = size.replaceAll("[^0-9]", "");
        long unit = size.endsWith("K") ? 1L << 10 : size.endsWith("M") ? 1L << 20 : size.endsWith("G") ? 1L << 30 : 1L;
        return Long.parseLong(digits) * unit;
    }

    private static List<String> lines(Path file) {
        try {
            return new ArrayList<>(Files.readAllLines(file));
        } catch (IOException | RuntimeException absent) {
            return List.of();
        }
    }
}
