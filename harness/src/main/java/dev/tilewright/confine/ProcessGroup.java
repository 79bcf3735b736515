package dev.tilewright.confine;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** The processes that one process, the leader of their group, has started. */
final class ProcessGroup {

    private static final int KILL = 9;

    private ProcessGroup() {}

    /** Kills all of a group at once. A process that leads none has none, and nothing happens. */
    static void kill(long leader) {
        if (Architecture.current().isPresent()) {
            Libc.call(SystemCall.KILL.number(Architecture.current().get()), -leader, KILL);
            return;
        }
        try {
            new ProcessBuilder("/bin/kill", "-" + KILL, "--", "-" + leader)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(1, TimeUnit.SECONDS);
        } catch (IOException noSuchProgram) {
            // Then only the leader is killed.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
