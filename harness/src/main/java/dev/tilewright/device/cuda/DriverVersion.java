package dev.tilewright.device.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of NVIDIA's driver.
 *
 * @param text {@code 570.86.15}, or the CUDA version that it supports where its own is hidden, {@code CUDA 12.8}
 */
record DriverVersion(String text) {

    private static final Path MODULE = Path.of("/proc/driver/nvidia/version");
    private static final Pattern NUMBER = Pattern.compile("\\b\\d{3,}\\.\\d+(\\.\\d+)?\\b");

    /** Reads it from the kernel module; {@code cuda} is the CUDA version as the driver gives it, 12080 for 12.8. */
    static DriverVersion read(int cuda) {
        try {
            return of(Files.readString(MODULE), cuda);
        } catch (IOException hidden) {
            return of("", cuda);
        }
    }

    static DriverVersion of(String module, int cuda) {
        Matcher number = NUMBER.matcher(module);
        return new DriverVersion(
                number.find() ? number.group() : "CUDA %d.%d".formatted(cuda / 1000, cuda % 1000 / 10));
    }
}
