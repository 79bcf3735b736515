package dev.tilewright.confine;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where on this machine the things are that a process needs before it can compute. */
public final class SystemPaths {

    /** Programs and libraries; some distributions have them in a store. No folder of users, of services or of secrets is here. */
    private static final List<String> PROGRAMS = List.of(
            "/usr",
            "/bin",
            "/sbin",
            "/lib",
            "/lib32",
            "/lib64",
            "/libx32",
            "/opt",
            "/nix/store",
            "/gnu/store",
            "/run/opengl-driver");

    /** Of the system's settings only those of the loader, of alternatives between programs, of time zones, and of OpenCL. */
    private static final List<String> SETTINGS = List.of(
            "/etc/ld.so.cache",
            "/etc/ld.so.conf",
            "/etc/ld.so.conf.d",
            "/etc/alternatives",
            "/etc/localtime",
            "/etc/OpenCL");

    private static final List<String> ACCELERATORS = List.of("nvidia*", "kfd", "dri", "dxg", "accel", "mali*");

    private SystemPaths() {}

    /** Returns the device nodes of this machine's accelerators. */
    public static List<Path> accelerators() {
        List<Path> found = new ArrayList<>();
        for (String pattern : ACCELERATORS) {
            try (DirectoryStream<Path> nodes = Files.newDirectoryStream(Path.of("/dev"), pattern)) {
                nodes.forEach(found::add);
            } catch (IOException none) {
                // No device of that kind can be looked for.
            }
        }
        return found;
    }

    /** Returns this process's class path, for a process that begins in another folder. */
    public static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Returns what a process needs to run this process's Java with this process's classes. */
    public static List<Path> ofThisJava() {
        Path java = Path.of(System.getProperty("java.home"));
        Set<Path> paths = new LinkedHashSet<>();
        paths.add(java);
        paths.addAll(leadingOut(java));
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> entry.endsWith("*") ? Path.of(entry).getParent() : Path.of(entry))
                .filter(entry -> entry != null && Files.exists(entry))
                .forEach(paths::add);
        return List.copyOf(paths);
    }

    /** Returns the system's programs, libraries and settings, as far as they are there. A link is a path of its own. */
    static List<Path> system() {
        return Stream.concat(PROGRAMS.stream(), SETTINGS.stream())
                .map(Path::of)
                .filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS))
                .toList();
    }

    /** Returns where links in a folder lead to outside of it; distributions keep the settings of a JDK elsewhere. */
    private static Set<Path> leadingOut(Path folder) {
        Set<Path> targets = new LinkedHashSet<>();
        try (Stream<Path> files = Files.walk(folder, 4)) {
            Path root = folder.toRealPath();
            for (Path link : files.filter(Files::isSymbolicLink).toList()) {
                if (Files.exists(link) && !link.toRealPath().startsWith(root)) {
                    targets.add(link.toRealPath());
                }
            }
        } catch (IOException | UncheckedIOException unreadable) {
            // Then it is not of use to this process either.
        }
        return targets;
    }
}
