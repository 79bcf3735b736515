package dev.tilewright.confine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a confined process is left with. Whatever is not named here, it has not got: no file of the user's, no variable, no network.
 * What every program needs of the system (libraries, compilers, drivers, {@code /proc}, {@code /sys}) it can read.
 *
 * @param scratch a folder of its own, for its temporary files and caches, and the only place where it can make a file. It must exist and
 *     be empty. It is {@code HOME} and {@code TMPDIR}. What is written there may or may not be seen from outside
 * @param readable files and folders that it can read and execute
 * @param shared files and folders, outside the scratch folder or inside, that it can read and write, and this process too: Unix sockets,
 *     files mapped by both. Better name files that exist than a folder, in which it could fill the disk
 * @param devices device nodes, as {@link SystemPaths#accelerators()} finds them
 * @param environment all variables that it gets, beside {@code HOME}, {@code TMPDIR}, {@code PATH}, and where caches go
 * @param sockets whether it can use Unix sockets. Without {@code bwrap}, all sockets of the machine are in its reach then
 * @param limits how much it may take
 */
public record Rights(
        Path scratch,
        List<Path> readable,
        List<Path> shared,
        List<Path> devices,
        Map<String, String> environment,
        boolean sockets,
        Limits limits) {

    public Rights {
        scratch = scratch.toAbsolutePath().normalize();
        readable = absolute(readable);
        shared = absolute(shared);
        devices = absolute(devices);
        environment = Map.copyOf(environment);
    }

    /** Returns the least: a scratch folder, and {@link Limits#standard()}. */
    public static Rights to(Path scratch) {
        return new Rights(scratch, List.of(), List.of(), List.of(), Map.of(), false, Limits.standard());
    }

    /** Returns the same with more to read. */
    public Rights reading(List<Path> more) {
        return new Rights(scratch, joined(readable, more), shared, devices, environment, sockets, limits);
    }

    /** Returns the same with more that is written by both sides. */
    public Rights sharing(List<Path> more) {
        return new Rights(scratch, readable, joined(shared, more), devices, environment, sockets, limits);
    }

    /** Returns the same with more devices. */
    public Rights withDevices(List<Path> more) {
        return new Rights(scratch, readable, shared, joined(devices, more), environment, sockets, limits);
    }

    /** Returns the same with more variables. */
    public Rights withEnvironment(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(environment);
        all.putAll(more);
        return new Rights(scratch, readable, shared, devices, all, sockets, limits);
    }

    /** Returns the same with Unix sockets. */
    public Rights withSockets() {
        return new Rights(scratch, readable, shared, devices, environment, true, limits);
    }

    /** Returns the same with other limits. */
    public Rights within(Limits other) {
        return new Rights(scratch, readable, shared, devices, environment, sockets, other);
    }

    /** Returns all variables of the process. */
    Map<String, String> variables() {
        Map<String, String> all = new TreeMap<>(environment);
        String own = scratch.toString();
        for (String variable : List.of("HOME", "TMPDIR", "XDG_CACHE_HOME", "POCL_CACHE_DIR", "CUDA_CACHE_PATH")) {
            all.putIfAbsent(variable, own);
        }
        all.putIfAbsent("PATH", "/usr/local/bin:/usr/bin:/bin");
        all.putIfAbsent("LC_ALL", "C.UTF-8");
        return all;
    }

    private static List<Path> absolute(List<Path> paths) {
        return paths.stream()
                .map(path -> path.toAbsolutePath().normalize())
                .distinct()
                .toList();
    }

    private static List<Path> joined(List<Path> some, List<Path> more) {
        List<Path> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }
}
