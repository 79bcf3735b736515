package dev.tilewright.confine;

import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
            processes=
            while IFS= read -r line; do
              which=${line#* }
              case $line in
              process*) processes="$processes $which" ;;
              folder*) set -- "$@" "$which" ;;
              ended*)
                left=
                for each in $processes; do [ "$each" = "$which" ] || left="$left $each"; done
                processes=$left
                ;;
              closed*) for each; do shift; [ "$each" = "$which" ] || set -- "$@" "$each"; done ;;
              esac
            done
            for each in $processes; do
              kill -s KILL -- "-$each" "$each"
            done
            for again in 1 2 3 4; do
              more=false
              for each; do
                rm -rf -- "$each" || chmod -R u+rwx -- "$each"
                [ ! -e "$each" ] || more=true
              done
              $more || exit 0
              sleep 1
            done
            """;

    private static final Set<String> CHARGES = new LinkedHashSet<>();
    private static @Nullable Guard running;

    private final Writer pipe;

    private Guard(Writer pipe) {
        this.pipe = pipe;
    }

    /** Lets a process, and the group that it leads, be killed when this process is gone. */
    static void charge(long process) {
        charge("process " + process);
    }

    /** Takes that back: the process has ended, and its number may be given to another. */
    static void release(long process) {
        release("process " + process, "ended " + process);
    }

    /** Lets a folder be deleted when this process is gone. */
    static void charge(Path folder) {
        charge("folder " + folder);
    }

    /** Takes that back: the folder is gone. */
    static void release(Path folder) {
        release("folder " + folder, "closed " + folder);
    }

    private static synchronized void charge(String line) {
        CHARGES.add(line);
        tell(line);
    }

    private static synchronized void release(String charge, String line) {
        if (CHARGES.remove(charge)) {
            tell(line);
        }
    }

    /** Tells the guard; one that was killed has a successor, who is told everything again. */
    private static void tell(String line) {
        try {
            if (running != null) {
                running.write(line);
                return;
            }
        } catch (IOException killed) {
            running = null;
        }
        Guard successor = start();
        if (successor == null) {
            return;
        }
        try {
            for (String charge : CHARGES) {
                successor.write(charge);
            }
            running = successor;
        } catch (IOException killed) {
            // Then folders are deleted by whoever makes one next.
        }
    }

    private void write(String line) throws IOException {
        pipe.write(line + "\n");
        pipe.flush();
    }

    private static @Nullable Guard start() {
        try {
            ProcessBuilder builder = new ProcessBuilder(
                            DependentProcess.inOwnSession(List.of("/bin/sh", "-c", SCRIPT, "guard")))
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
