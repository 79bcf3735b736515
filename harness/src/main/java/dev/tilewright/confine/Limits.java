package dev.tilewright.confine;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much a confined process, with all that it starts, may take.
 *
 * @param cpuTime of each process; empty for no limit. Processes live long here, so it is a last resort: time limits are kept from outside
 * @param dataBytes private memory of each process that can be written: heap, stacks, what native code allocates. Mapped files and devices
 *     are not counted, nor what is only reserved, so a JVM and a GPU's driver can live with it. A JVM with PoCL 3.1 takes 240 MiB beside
 *     its heap and the buffers of its kernels. Empty for no limit
 * @param fileBytes the length of a file
 * @param openFiles descriptors of each process
 * @param processes processes and threads together. Not kept for root, whom the kernel exempts
 * @param scratchBytes files in the scratch folder, all together
 */
public record Limits(
        Optional<Duration> cpuTime,
        OptionalLong dataBytes,
        long fileBytes,
        int openFiles,
        int processes,
        long scratchBytes) {

    private static final long MEBIBYTE = 1 << 20;

    public Limits {
        if (dataBytes.isPresent() && dataBytes.getAsLong() <= 0
                || fileBytes <= 0
                || openFiles <= 0
                || processes <= 0
                || scratchBytes <= 0) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }

    /** Returns limits that no honest compiler and no honest kernel on a desktop reaches, without any on memory and time. */
    public static Limits standard() {
        return new Limits(Optional.empty(), OptionalLong.empty(), 512 * MEBIBYTE, 4096, 2048, 512 * MEBIBYTE);
    }

    public Limits withCpuTime(Duration time) {
        return new Limits(Optional.of(time), dataBytes, fileBytes, openFiles, processes, scratchBytes);
    }

    public Limits withDataBytes(long bytes) {
        return new Limits(cpuTime, OptionalLong.of(bytes), fileBytes, openFiles, processes, scratchBytes);
    }

    /** Returns the same with files of at most so many bytes; a shared file that the other side made longer stays as it is. */
    public Limits withFileBytes(long bytes) {
        return new Limits(cpuTime, dataBytes, bytes, openFiles, processes, scratchBytes);
    }

    public Limits withProcesses(int number) {
        return new Limits(cpuTime, dataBytes, fileBytes, openFiles, number, scratchBytes);
    }

    public Limits withScratchBytes(long bytes) {
        return new Limits(cpuTime, dataBytes, fileBytes, openFiles, processes, bytes);
    }
}
