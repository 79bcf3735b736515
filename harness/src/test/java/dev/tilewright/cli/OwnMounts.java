package dev.tilewright.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Lets a command run with a small file system of its own, which no other process sees and which is gone with the command.
 *
 * @param unshare what starts a process whose mounts are its own
 */
record OwnMounts(List<String> unshare) {

    /** Returns the way that works here: as root, or as a user who may be root of a namespace; empty, and told, where none does. */
    static Optional<OwnMounts> here() throws IOException, InterruptedException {
        for (List<String> way : List.of(List.of("unshare", "-m"), List.of("unshare", "-r", "-m"))) {
            OwnMounts mounts = new OwnMounts(way);
            Process tried = start(mounts.around("1m", Path.of("/mnt"), ":", ":", List.of("true")));
            if (tried.waitFor(10, TimeUnit.SECONDS) && tried.exitValue() == 0) {
                return Optional.of(mounts);
            }
        }
        System.out.println(
                "NO FILE SYSTEM MOUNTED: a full and a read-only disk are not tried; that takes root, or namespaces");
        return Optional.empty();
    }

    private static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /**
     * Returns what is written before a command.
     *
     * @param size how large the file system is, {@code 1m}
     * @param place the folder over which it is laid
     * @param before a line of shell that prepares it, where {@code $place} is its folder
     * @param after a line of shell for when the command has ended
     */
    List<String> wrapper(String size, Path place, String before, String after) {
        return around(size, place, before, after, List.of());
    }

    private List<String> around(String size, Path place, String before, String after, List<String> command) {
        String script = """
                place=$1
                shift
                mount -t tmpfs -o size=%s tmpfs "$place" || exit 99
                %s
                "$@"
                code=$?
                %s
                exit $code
                """.formatted(size, before, after);
        return Stream.of(unshare, List.of("/bin/sh", "-c", script, "mounts", place.toString()), command)
                .flatMap(List::stream)
                .toList();
    }
}
