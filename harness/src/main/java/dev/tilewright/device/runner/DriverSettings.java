package dev.tilewright.device.runner;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What drivers are told by variables of the environment, and nothing that could be anybody's secret. */
final class DriverSettings {

    private static final Pattern SETTING = Pattern.compile(
            "(OCL|OPENCL|CUDA|NVIDIA|POCL|TORNADO|TORNADOVM|ROCM?|HSA|HIP|OMP|MALLOC|GLIBC)_.*|TILEWRIGHT_NVRTC|LD_LIBRARY_PATH");

    /** Runners have caches of their own: what one left there must not meet another. */
    private static final Pattern CACHE = Pattern.compile(".*CACHE.*");

    private static final Pattern SECRET = Pattern.compile("KEY|TOKEN|SECRET|PASSWORD", Pattern.CASE_INSENSITIVE);

    private DriverSettings() {}

    /** Returns the variables. */
    static Map<String, String> variables() {
        return System.getenv().entrySet().stream()
                .filter(variable -> SETTING.matcher(variable.getKey()).matches()
                        && !CACHE.matcher(variable.getKey()).matches()
                        && !SECRET.matcher(variable.getKey()).find())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Returns the folders and files that they name, as far as they are there. */
    static List<Path> folders() {
        return variables().values().stream()
                .flatMap(value -> Arrays.stream(value.split(File.pathSeparator)))
                .filter(value -> value.startsWith("/"))
                .flatMap(value -> existing(Path.of(value)))
                .distinct()
                .toList();
    }

    /** The root, or a folder of all users' homes, would be everything. */
    private static Stream<Path> existing(Path path) {
        return Files.exists(path) && path.normalize().getNameCount() > 1 ? Stream.of(path) : Stream.of();
    }
}
