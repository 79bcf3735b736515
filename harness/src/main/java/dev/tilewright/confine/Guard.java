package dev.tilewright.confine;

import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A small shell that outlives this process by a moment: it waits until this process is gone, in whatever way, then kills what this
 * process was running and deletes its temporary folders.
 *
 * <p>It is told so through a pipe, which the kernel closes when this process ends. It has a session of its own, so that what ends this
 * process's group does not end it too.
 */
final class Guard {

    private static final String SCRIPT = """
            trap '' HUP INT QUIT TERM PIPE
            watched=
            while read -r what which; do
              case $what in
              watch) watched="$watched $which" ;;
              release)
                left=
                for each in $watched; do [ "$each" = "$which" ] || left="$left $each"; done
                watched=$left
                ;;
              esac
            done
            for each in $watched; do
              kill -9 -- "-$each" "$each"
            done
            for again in 1 2 3 4 5; do
              rm -rf "$1"/tilewright-"$2"-*
              for left in "$1"/tilewright-"$2"-*; do [ ! -e "$left" ] || sleep 1; break; done
            done
            """;

    /** Where there is no {@code setsid}, it only ignores the signals that a group gets. */
    private static final String IN_OWN_SESSION =
            "command -v setsid >/dev/null && exec setsid /bin/sh -c \"$@\"; exec /bin/sh -c \"$@\"";

    private static @Nullable Guard running;

    private final Writer pipe;

    private Guard(Writer pipe) {
        this.pipe = pipe;
    }

    /** Lets a process, and the group that it leads, be killed when this process is gone. */
    static synchronized void watch(long pid) {
        tell("watch", pid);
    }

    /** Takes that back: the process has ended, and its number may be given to another. */
    static synchronized void release(long pid) {
        tell("release", pid);
    }

    /** Starts it, if it is not running, so that folders are deleted. */
    static synchronized void begin() {
        if (running == null) {
            running = start();
        }
    }

    private static void tell(String what, long pid) {
        begin();
        try {
            if (running != null) {
                running.pipe.write(what + " " + pid + "\n");
                running.pipe.flush();
            }
        } catch (IOException killed) {
            running = null;
        }
    }

    private static @Nullable Guard start() {
        try {
            ProcessBuilder builder = new ProcessBuilder(List.of(
                            "/bin/sh",
                            "-c",
                            IN_OWN_SESSION,
                            "guard",
                            SCRIPT,
                            "guard",
                            OwnedFolder.parent().toString(),
                            Owner.current().text()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            // It holds no folder in use.
            builder.directory(new File("/"));
            return new Guard(builder.start().outputWriter(StandardCharsets.UTF_8));
        } catch (IOException noShell) {
            // Then folders are deleted by whoever makes one next.
            return null;
        }
    }
}
