package dev.tilewright.confine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Confinement by {@code bwrap}: namespaces of its own of every kind, so no network, no other processes, and of the file system only what
 * is bound into it; a filter of system calls; limits. With the process that was started, and with this one, all of its processes end.
 *
 * @param program where {@code bwrap} is
 * @param version what it calls itself
 * @param ownUsers whether it can have a namespace of users, in which the process is nobody
 * @param filters whether system calls can be filtered
 */
record Bubblewrap(Path program, String version, boolean ownUsers, boolean filters) implements Confinement {

    /** A shell opens the filter's file, which Java cannot hand down, and becomes bwrap. */
    private static final String WITH_FILTER = "filter=$1; shift; exec \"$@\" 3<\"$filter\"";

    private static final String NOBODY = "65534";

    /** For drivers that want POSIX's shared memory, in bytes. */
    private static final long SHARED_MEMORY = 64L << 20;

    @Override
    public String description() {
        return "bwrap %s, %slimits".formatted(version, filters ? "seccomp, " : "no seccomp for this processor, ");
    }

    @Override
    public boolean protects() {
        return true;
    }

    @Override
    public ConfinedCommand command(List<String> command, Rights rights) {
        List<String> line = new ArrayList<>();
        if (filters) {
            Path filter = FilterFile.of(new SeccompFilter(
                    Architecture.current().orElseThrow(),
                    rights.sockets(),
                    !rights.devices().isEmpty(),
                    OptionalLong.empty()));
            line.addAll(List.of("/bin/sh", "-c", WITH_FILTER, "filter", filter.toString()));
        }
        line.add(program.toString());
        line.addAll(List.of("--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"));
        if (ownUsers) {
            line.addAll(List.of("--unshare-user", "--uid", NOBODY, "--gid", NOBODY));
        }
        if (filters) {
            line.addAll(List.of("--seccomp", "3"));
        }
        files(rights).forEach(line::addAll);
        // In /proc are the kernel's settings, which root may write whatever namespace it is in.
        line.addAll(List.of("--remount-ro", "/proc", "--remount-ro", "/dev", "--remount-ro", "/"));
        line.addAll(List.of("--chdir", rights.scratch().toString(), "--"));
        line.addAll(ShellLimits.before(command, rights.limits(), ownUsers));
        return new ConfinedCommand(line, rights.variables(), rights.scratch(), Optional.empty());
    }

    /** Returns the options that make the file system: folders before what lies in them. */
    private static List<List<String>> files(Rights rights) {
        List<Mount> mounts = new ArrayList<>();
        SystemPaths.system().forEach(path -> mounts.add(system(path)));
        mounts.add(Mount.of("--proc", Path.of("/proc")));
        mounts.add(Mount.bind("--ro-bind", Path.of("/sys")));
        mounts.add(Mount.of("--dev", Path.of("/dev")));
        mounts.add(Mount.memory(Path.of("/dev/shm"), SHARED_MEMORY));
        rights.devices().forEach(node -> mounts.add(Mount.bind("--dev-bind-try", node)));
        Path temporary = Path.of("/tmp");
        long scratchBytes = rights.limits().scratchBytes();
        mounts.add(Mount.memory(temporary, scratchBytes));
        mounts.add(
                rights.scratch().startsWith(temporary)
                        ? Mount.of("--dir", rights.scratch())
                        : Mount.memory(rights.scratch(), scratchBytes));
        rights.readable().stream()
                .flatMap(Bubblewrap::alsoReal)
                .forEach(path -> mounts.add(Mount.bind("--ro-bind", path)));
        rights.shared().forEach(path -> mounts.add(Mount.bind("--bind", path)));
        return mounts.stream()
                .sorted(Comparator.comparingInt(mount -> mount.path.getNameCount()))
                .map(Mount::options)
                .toList();
    }

    /** A program may ask where a path really leads to, and go there. */
    private static Stream<Path> alsoReal(Path path) {
        try {
            return Stream.of(path, path.toRealPath()).distinct();
        } catch (IOException missing) {
            return Stream.of(path);
        }
    }

    private static Mount system(Path path) {
        try {
            return Files.isSymbolicLink(path)
                    ? new Mount(
                            path,
                            List.of("--symlink", Files.readSymbolicLink(path).toString(), path.toString()))
                    : Mount.bind("--ro-bind", path);
        } catch (IOException gone) {
            return Mount.bind("--ro-bind-try", path);
        }
    }

    /** One option that puts something at a path. */
    private record Mount(Path path, List<String> options) {

        static Mount of(String option, Path path) {
            return new Mount(path, List.of(option, path.toString()));
        }

        static Mount bind(String option, Path path) {
            return new Mount(path, List.of(option, path.toString(), path.toString()));
        }

        static Mount memory(Path path, long bytes) {
            return new Mount(path, List.of("--size", Long.toString(bytes), "--tmpfs", path.toString()));
        }
    }
}
