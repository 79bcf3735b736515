package dev.tilewright.device.cuda;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where CUDA's compilers may be: where the system looks by default, in a CUDA toolkit, and in a Python environment, whose packages
 * bring the libraries along ({@code nvidia/cuda_nvrtc/lib} up to CUDA 12, {@code nvidia/cu13/lib} since).
 *
 * @param environment the variables of the process
 * @param root the root of the file system
 */
record CudaPlaces(Map<String, String> environment, Path root) {

    /** Names the library, or the folder that it is in; nowhere else is looked then. */
    static final String NVRTC_VARIABLE = "TILEWRIGHT_NVRTC";

    private static final List<String> SONAMES = List.of("libnvrtc.so.13", "libnvrtc.so.12");
    private static final Pattern NVRTC_FILE = Pattern.compile("libnvrtc\\.so(\\.[0-9.]+)?");
    private static final List<String> IN_TOOLKIT = List.of("lib64", "targets/x86_64-linux/lib", "lib");
    private static final List<String> IN_PACKAGES = List.of("nvidia/cu13/lib", "nvidia/cuda_nvrtc/lib");
    private static final List<String> PACKAGES = List.of("site-packages", "dist-packages");

    CudaPlaces {
        environment = Map.copyOf(environment);
    }

    static CudaPlaces ofThisMachine() {
        return new CudaPlaces(System.getenv(), Path.of("/"));
    }

    /** Returns what the environment names; empty if it names nothing. */
    Optional<String> namedNvrtc() {
        return Optional.ofNullable(environment.get(NVRTC_VARIABLE)).filter(named -> !named.isBlank());
    }

    /** Returns what to try to load, in order: sonames for the system's loader, and paths. */
    List<String> nvrtc() {
        if (namedNvrtc().isPresent()) {
            Path named = Path.of(namedNvrtc().get());
            return Files.isDirectory(named) ? nvrtcIn(named) : List.of(named.toString());
        }
        Set<String> found = new LinkedHashSet<>(SONAMES);
        for (Path toolkit : toolkits()) {
            IN_TOOLKIT.forEach(folder -> found.addAll(nvrtcIn(toolkit.resolve(folder))));
        }
        for (Path packages : pythonPackages()) {
            IN_PACKAGES.forEach(folder -> found.addAll(nvrtcIn(packages.resolve(folder))));
        }
        return List.copyOf(found);
    }

    /** Returns the folders of headers that kernels may include, for a library at {@code path}. */
    static List<Path> headersFor(Path library) {
        Path folder = Optional.ofNullable(library.getParent()).orElse(library);
        return Stream.of("../include", "../../../include", "../../cuda_runtime/include")
                .map(relative -> folder.resolve(relative).normalize())
                .filter(include -> Files.isRegularFile(include.resolve("cuda_fp16.h")))
                .limit(1)
                .toList();
    }

    /** Returns the programs to try, in order. */
    List<String> nvcc() {
        Set<String> found = new LinkedHashSet<>(List.of("nvcc"));
        toolkits().stream()
                .map(toolkit -> toolkit.resolve("bin/nvcc"))
                .filter(Files::isExecutable)
                .forEach(program -> found.add(program.toString()));
        return List.copyOf(found);
    }

    /** Lists the newest library of a folder first; a link and what it points to are one. */
    private static List<String> nvrtcIn(Path folder) {
        return listed(folder).stream()
                .filter(file ->
                        NVRTC_FILE.matcher(file.getFileName().toString()).matches())
                .sorted(Comparator.comparing(Path::toString).reversed())
                .map(Path::toString)
                .toList();
    }

    private List<Path> toolkits() {
        List<Path> toolkits = new ArrayList<>();
        for (String variable : List.of("CUDA_HOME", "CUDA_PATH")) {
            folder(variable).ifPresent(toolkits::add);
        }
        toolkits.add(root.resolve("usr/local/cuda"));
        List<Path> versions = new ArrayList<>(listed(root.resolve("usr/local")).stream()
                .filter(path -> path.getFileName().toString().startsWith("cuda-"))
                .toList());
        versions.sort(Comparator.comparing(Path::toString).reversed());
        toolkits.addAll(versions);
        return toolkits;
    }

    private List<Path> pythonPackages() {
        List<Path> libraries = new ArrayList<>();
        for (String variable : List.of("VIRTUAL_ENV", "CONDA_PREFIX")) {
            folder(variable).ifPresent(environment -> libraries.add(environment.resolve("lib")));
        }
        environmentOnPath().ifPresent(environment -> libraries.add(environment.resolve("lib")));
        folder("HOME").ifPresent(home -> libraries.add(home.resolve(".local/lib")));
        for (String system : List.of("usr/local/lib", "usr/lib", "opt/conda/lib")) {
            libraries.add(root.resolve(system));
        }
        List<Path> packages = new ArrayList<>();
        for (Path library : libraries) {
            for (Path python : listed(library)) {
                if (python.getFileName().toString().startsWith("python3")) {
                    PACKAGES.forEach(name -> packages.add(python.resolve(name)));
                }
            }
        }
        return packages;
    }

    /** Returns the Python environment whose {@code python3} is the one on the path, even if it is not activated. */
    private Optional<Path> environmentOnPath() {
        return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(entry -> !entry.isBlank())
                .map(Path::of)
                .filter(folder -> Files.isExecutable(folder.resolve("python3")))
                .findFirst()
                .flatMap(folder -> Optional.ofNullable(folder.toAbsolutePath().getParent()))
                .filter(parent -> Files.isRegularFile(parent.resolve("pyvenv.cfg")));
    }

    private Optional<Path> folder(String variable) {
        return Optional.ofNullable(environment.get(variable))
                .filter(named -> !named.isBlank())
                .map(Path::of);
    }

    private static List<Path> listed(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException | UncheckedIOException absent) {
            return List.of();
        }
    }
}
