package dev.tilewright.confine;

import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
              sweep) set -- "$@" "$which" ;;
              esac
            done
            for each in $watched; do
              kill -s KILL -- "-$each" "$each"
            done
            owner=$1
            shift
            for again in 1 2 3 4; do
              more=false
              for parent in "$@"; do
                rm -rf "$parent"/tilewright-"$owner"-* 2>/dev/null ||
                  chmod -R u+rwx "$parent"/tilewright-"$owner"-*
                for left in "$parent"/tilewright-"$owner"-*; do [ ! -e "$left" ] || more=true; done
              done
              $more || exit 0
              sleep 1
            done
            """;

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

    /** Lets this process's temporary folders in a folder be deleted when this process is gone. */
    static synchronized void sweepLater(Path parent) {
        tell("sweep", parent);
    }

    private static void tell(String what, Object which) {
        if (running == null) {
            running = start();
        }
        if (running == null) {
            return;
        }
        try {
            running.pipe.write(what + " " + which + "\n");
            running.pipe.flush();
        } catch (IOException killed) {
            running = null;
        }
    }

    private static @Nullable Guard start() {
        try {
            ProcessBuilder builder = new ProcessBuilder(DependentProcess.inOwnSession(List.of(
                            "/bin/sh", "-c", SCRIPT, "guard", Owner.current().text())))
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
