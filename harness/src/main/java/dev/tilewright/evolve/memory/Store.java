package dev.tilewright.evolve.memory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.HashSet;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import tools.jackson.core.JacksonException;

/**
 * One SQLite file with everything that outlives a run. {@link #memory} is the part that evolution knows; other parts of the program keep
 * tables of their own in it.
 *
 * <p>One connection, one thread in it at a time. A write is one transaction in the write-ahead log, handed to the operating system
 * when the method returns, so killing the process loses nothing; a loss of power may lose the last moments, and never damages the
 * file. Several processes may use the file at once. Every method throws {@link MemoryException} if the file cannot be read or written.
 */
public final class Store implements AutoCloseable {

    private final SqliteFile file;
    private final Connection connection;
    private final Handle handle;
    private final Marks marks;
    private final Set<String> held = new HashSet<>();

    private Store(SqliteFile file, MachineKey key) {
        this.file = file;
        this.connection = file.open();
        this.handle = Jdbi.open(connection);
        marks = new Marks(key);
    }

    /**
     * Opens the store at {@code location}, and makes it if there is none.
     *
     * @param location a file, or {@code jdbc:sqlite:FILE}
     * @throws MemoryException if it is something else, cannot be read and written, is damaged, or was written by a newer version;
     *     nothing is changed then
     */
    public static Store open(String location) {
        return open(location, MachineKey.ofThisUser());
    }

    static Store open(String location, MachineKey key) {
        return new Store(new SqliteFile(file(location), false), key);
    }

    /**
     * Opens the store at {@code location}, which must be there: for those who only look something up.
     *
     * @param location a file, or {@code jdbc:sqlite:FILE}
     * @throws MemoryException as {@link #open}, and if there is no such file
     */
    public static Store openExisting(String location) {
        return new Store(new SqliteFile(existing(location), false), MachineKey.ofThisUser());
    }

    /**
     * Opens the store at {@code location}, which must be there, to read it. Nothing is written where the file cannot be written.
     *
     * @param location a file, or {@code jdbc:sqlite:FILE}
     * @throws MemoryException as {@link #openExisting}, but for a file that can only be read
     */
    public static Store openToRead(String location) {
        Path file = existing(location);
        return new Store(new SqliteFile(file, !SqliteFile.isWritable(file)), MachineKey.ofThisUser());
    }

    private static Path existing(String location) {
        Path file = file(location);
        if (!Files.exists(file)) {
            throw new MemoryException(
                    "memory %s does not exist; give the file that `tune` wrote with --memory FILE".formatted(file));
        }
        return file;
    }

    private static Path file(String location) {
        String file = location.startsWith("jdbc:sqlite:") ? location.substring("jdbc:sqlite:".length()) : location;
        if (file.startsWith("jdbc:")) {
            throw new MemoryException(
                    "memory %s: this version keeps its memory in SQLite only; give a file, or jdbc:sqlite:FILE"
                            .formatted(location));
        }
        if (file.isBlank() || file.startsWith(":")) {
            throw new MemoryException(
                    "memory \"%s\" is not a file; give a file, or jdbc:sqlite:FILE".formatted(location));
        }
        return Path.of(file).toAbsolutePath().normalize();
    }

    /** Returns the memory of one domain. It is closed with the store. */
    public Memory memory(Codec codec) {
        return new SqliteMemory(this, codec);
    }

    /** Returns what tells this machine's rows from others. Only to be used while the store is read or written. */
    Marks marks() {
        return marks;
    }

    /** Takes a run for this process until the store is closed. */
    void hold(Handle open, String run) {
        new Holders(open).take(run);
        held.add(run);
    }

    /** Finds the row of a hardware, or makes it, for tables that refer to it. */
    public static long hardware(Handle handle, Hardware hardware) {
        return new SharedRows(handle).hardware(hardware);
    }

    /** Work on the open connection. */
    public interface Work<T> {

        /** Does it. */
        T run(Handle handle) throws SQLException;
    }

    /** Does work that writes, as one transaction. */
    public <T> T write(Work<T> work) {
        return read(open -> open.inTransaction(work::run));
    }

    /** Does work that only reads. */
    public <T> T read(Work<T> work) {
        synchronized (handle) {
            try {
                return work.run(handle);
            } catch (SQLException e) {
                throw file.explain(e);
            } catch (JdbiException e) {
                throw e.getCause() instanceof SQLException cause
                        ? file.explain(cause)
                        : new MemoryException("memory: " + e.getMessage(), e);
            } catch (IllegalArgumentException | DateTimeException | JacksonException e) {
                throw file.unreadable(e);
            }
        }
    }

    /** Waits for what other threads do, and moves the write-ahead log into the file. */
    @Override
    public void close() {
        read(open -> {
            release(open);
            open.close();
            connection.close();
            return true;
        });
    }

    /** A disk that is full keeps nobody from closing: who holds a run is asked whether it lives. */
    private void release(Handle open) {
        try {
            for (String run : held) {
                new Holders(open).release(run);
            }
        } catch (JdbiException e) {
            // The process ends, and with it what it holds.
        }
    }
}
