package dev.tilewright.confine;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Limits set by a shell in front of a command, which it then becomes. */
final class ShellLimits {

    /** POSIX knows a limit on files alone, in blocks of 512 bytes; shells call the one on processes by different letters. */
    private static final String SCRIPT = """
            ulimit -c 0
            ulimit -f "$1" && ulimit -n "$2" || exit 126
            [ "$3" = - ] || ulimit -u "$3" 2>/dev/null || ulimit -p "$3" 2>/dev/null
            [ "$4" = - ] || ulimit -d "$4" || exit 126
            [ "$5" = - ] || ulimit -t "$5" || exit 126
            shift 5
            exec "$@"
            """;

    private ShellLimits() {}

    /**
     * Puts limits in front of a command.
     *
     * @param limitProcesses whether processes are counted for this command alone; they are the user's, otherwise
     */
    static List<String> before(List<String> command, Limits limits, boolean limitProcesses) {
        List<String> limited = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "limits"));
        limited.add(Long.toString(Math.ceilDiv(limits.fileBytes(), 512)));
        limited.add(Integer.toString(limits.openFiles()));
        limited.add(limitProcesses ? Integer.toString(limits.processes()) : "-");
        limited.add(text(limits.dataBytes(), 1024));
        limited.add(limits.cpuTime()
                .map(time -> Long.toString(Math.max(1, time.toSeconds())))
                .orElse("-"));
        limited.addAll(command);
        return limited;
    }

    private static String text(OptionalLong bytes, long unit) {
        return bytes.isPresent() ? Long.toString(Math.ceilDiv(bytes.getAsLong(), unit)) : "-";
    }
}
