package dev.tilewright.evolve.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Which process continues a run: two that did it at once would each repeat the same decisions. A process that has ended holds nothing, however
 * it ended. Processes of other machines cannot be asked whether they live, and are found out when both commit the same step.
 */
final class Holders {

    private static final String MACHINE = machine();

    private final Handle handle;

    Holders(Handle handle) {
        this.handle = handle;
    }

    private record Holder(String machine, long process, String began) {

        static Holder current() {
            return of(ProcessHandle.current());
        }

        static Holder of(ProcessHandle process) {
            return new Holder(
                    MACHINE,
                    process.pid(),
                    process.info().startInstant().map(Object::toString).orElse(""));
        }

        /** The operating system gives the number of a process that has ended to another, which began later. */
        boolean lives() {
            return machine.equals(MACHINE)
                    && ProcessHandle.of(process)
                            .filter(ProcessHandle::isAlive)
                            .filter(found -> of(found).equals(this))
                            .isPresent();
        }
    }

    /**
     * Takes a run.
     *
     * @throws MemoryException if a process that lives has it
     */
    void take(String run) {
        handle.createQuery("SELECT machine, process, began FROM holder WHERE run_id = :run")
                .bind("run", run)
                .map((row, context) ->
                        new Holder(row.getString("machine"), row.getLong("process"), row.getString("began")))
                .findOne()
                .filter(Holder::lives)
                .ifPresent(holder -> {
                    throw new MemoryException("run %s is being continued by process %d; wait for it, or end it"
                            .formatted(run, holder.process()));
                });
        Holder own = Holder.current();
        handle.createUpdate("""
                        INSERT INTO holder (run_id, machine, process, began) VALUES (:run, :machine, :process, :began)
                        ON CONFLICT (run_id) DO UPDATE SET
                            machine = excluded.machine, process = excluded.process, began = excluded.began""")
                .bind("run", run)
                .bind("machine", own.machine())
                .bind("process", own.process())
                .bind("began", own.began())
                .execute();
    }

    void release(String run) {
        handle.createUpdate("DELETE FROM holder WHERE run_id = :run")
                .bind("run", run)
                .execute();
    }

    /** Names this boot of this machine, and the space that its process numbers are of. */
    private static String machine() {
        return read(Path.of("/proc/sys/kernel/random/boot_id")).orElse("here")
                + space().map(space -> " " + space).orElse("");
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (IOException notLinux) {
            return Optional.empty();
        }
    }

    private static Optional<String> space() {
        try {
            return Optional.of(
                    Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString());
        } catch (IOException notLinux) {
            return Optional.empty();
        }
    }
}
