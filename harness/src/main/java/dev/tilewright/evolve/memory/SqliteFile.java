package dev.tilewright.evolve.memory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteException;

/**
 * Opens a SQLite file for memory, and refuses what is no memory before anything in it is changed.
 *
 * <p>The header is read as plain bytes first, because SQLite itself may recover, checkpoint or convert a file that it opens. The
 * version of the schema is the file's {@code user_version}, set by each migration in its own transaction, so a current file is
 * opened without Flyway, which takes ten times as long as everything else here.
 */
final class SqliteFile {

    /** The {@code user_version} that the newest migration in {@code db/migration} sets. */
    static final int SCHEMA = 7;

    /** "TLWR" in ASCII. */
    private static final int APPLICATION = 0x544c5752;

    private static final byte[] MAGIC = "SQLite format 3\u0000".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_BYTES = 100;
    private static final int USER_VERSION_OFFSET = 60;
    private static final int APPLICATION_OFFSET = 68;
    private static final int BUSY_MILLIS = 20_000;
    private static final int PAUSE_MILLIS = 100;

    /** The largest file whose pages are all checked when it is opened: about 20 ms, or 20 000 steps. */
    private static final long CHECKED_BYTES = 16L << 20;

    private final Path file;
    private final boolean readOnly;

    /**
     * Names a file.
     *
     * @param readOnly whether nothing may be written, not even to bring it up to date
     */
    SqliteFile(Path file, boolean readOnly) {
        this.file = file;
        this.readOnly = readOnly;
    }

    /** Tells whether a file and what SQLite puts beside it can be written. */
    static boolean isWritable(Path file) {
        Path folder = file.getParent();
        return Files.isWritable(file) && folder != null && Files.isWritable(folder);
    }

    Connection open() {
        checkHeader();
        Connection connection = null;
        try {
            connection = connect();
            // Nothing that somebody may have put into a schema runs a function of ours, or of SQLite's that does more
            // than to compute.
            execute(connection, "PRAGMA trusted_schema = OFF");
            execute(connection, "PRAGMA cell_size_check = ON");
            SchemaCheck schema = new SchemaCheck(file);
            if (version(connection) < SCHEMA) {
                schema.requireTablesOnly(connection);
                requireWritable();
                migrate(connection);
                schema.requireOurs(connection);
            } else {
                schema.requireOurs(connection);
                checkPages(connection);
            }
            execute(connection, "PRAGMA synchronous = NORMAL");
            execute(connection, "PRAGMA foreign_keys = ON");
            return connection;
        } catch (SQLException e) {
            close(connection);
            throw explain(e);
        } catch (MemoryException e) {
            close(connection);
            throw e;
        }
    }

    private void requireWritable() {
        if (readOnly) {
            throw new MemoryException(
                    "memory %s has the form of an earlier version, which is brought up to date when it is opened, and it cannot be written; copy it to where it can be"
                            .formatted(file));
        }
    }

    private static void close(@Nullable Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            // What went wrong first is what a person has to know.
        }
    }

    private void checkHeader() {
        if (Files.isDirectory(file)) {
            throw new MemoryException(
                    "memory %s is a folder; name a file, such as %s".formatted(file, file.resolve("memory.db")));
        }
        try {
            if (!Files.exists(file)) {
                Path folder = file.getParent();
                if (folder != null) {
                    Files.createDirectories(folder);
                }
                return;
            }
            if (!Files.isReadable(file) || !(readOnly || Files.isWritable(file))) {
                throw new MemoryException(
                        "memory %s cannot be read and written; change its permissions, or name another file with --memory"
                                .formatted(file));
            }
            byte[] header;
            try (InputStream in = Files.newInputStream(file)) {
                header = in.readNBytes(HEADER_BYTES);
            }
            if (header.length > 0) {
                checkHeader(header);
            }
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private void checkHeader(byte[] header) {
        ByteBuffer bytes = ByteBuffer.wrap(header);
        if (header.length < HEADER_BYTES || !bytes.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            throw damaged("it is not a SQLite database", null);
        }
        check(bytes.getInt(APPLICATION_OFFSET), bytes.getInt(USER_VERSION_OFFSET));
    }

    /** Reads the version through SQLite, which knows what has not been moved from the write-ahead log to the file yet. */
    private int version(Connection connection) throws SQLException {
        // In this order: while another process makes a memory, its tables are never seen without what says that they
        // are ours.
        int strangers = number(
                connection,
                "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'flyway_schema_history'");
        int application = number(connection, "PRAGMA application_id");
        int version = number(connection, "PRAGMA user_version");
        check(application, version);
        if (application == 0 && strangers > 0) {
            throw stranger();
        }
        return version;
    }

    /** Looks for damage in every page, where that takes no time; a larger file shows its damage when it is met. */
    private void checkPages(Connection connection) throws SQLException {
        if (file.toFile().length() > CHECKED_BYTES) {
            return;
        }
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA quick_check(1)")) {
            String first = result.next() ? result.getString(1) : "";
            if (!first.equals("ok")) {
                throw damaged(first.lines().reduce("", (before, line) -> line), null);
            }
        }
    }

    private void check(int application, int version) {
        if (application != 0 && application != APPLICATION) {
            throw stranger();
        }
        if (application == APPLICATION && version > SCHEMA) {
            throw new MemoryException(
                    "memory %s was written by a newer Tilewright (its schema is %d, this one knows %d); update Tilewright, or name another file with --memory. Nothing was changed"
                            .formatted(file, version, SCHEMA));
        }
    }

    /** Brings the schema up to date. Where another process is faster, its work is taken. */
    private void migrate(Connection connection) throws SQLException {
        execute(connection, "PRAGMA journal_mode = WAL");
        SQLiteDataSource source = new SQLiteDataSource(config());
        source.setUrl("jdbc:sqlite:" + file);
        Flyway flyway = Flyway.configure(SqliteFile.class.getClassLoader())
                .dataSource(source)
                .locations("classpath:db/migration")
                .load();
        long deadline = System.nanoTime() + BUSY_MILLIS * 1_000_000L;
        while (version(connection) < SCHEMA) {
            try {
                flyway.migrate();
            } catch (FlywayException e) {
                if (System.nanoTime() > deadline) {
                    throw e.getCause() instanceof SQLException cause ? explain(cause) : damaged(firstLine(e), e);
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MemoryException("interrupted while memory was being opened", e);
        }
    }

    /** Says in terms of the file what SQLite said. */
    MemoryException explain(SQLException e) {
        if (!(e instanceof SQLiteException sqlite)) {
            return new MemoryException("memory %s: %s".formatted(file, e.getMessage()), e);
        }
        return switch (sqlite.getResultCode().name().replaceFirst("^(SQLITE_[A-Z]+)_.*", "$1")) {
            case "SQLITE_CORRUPT", "SQLITE_NOTADB" -> damaged(firstLine(e), e);
            case "SQLITE_BUSY", "SQLITE_LOCKED" ->
                new MemoryException(
                        "memory %s has been locked by another process for %d s; wait for it or end it, or name another file with --memory"
                                .formatted(file, BUSY_MILLIS / 1000),
                        e);
            case "SQLITE_FULL" ->
                new MemoryException("memory %s: the disk is full; free some space".formatted(file), e);
            case "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_IOERR" -> unreachable(e);
            default -> new MemoryException("memory %s: %s".formatted(file, firstLine(e)), e);
        };
    }

    private MemoryException unreachable(Exception e) {
        return new MemoryException(
                "memory %s cannot be written (%s); change the permissions of its folder, or name another file with --memory"
                        .formatted(file, firstLine(e)),
                e);
    }

    private MemoryException damaged(String what, @Nullable Throwable cause) {
        return new MemoryException(
                "memory %s is damaged: %s. Move it away, or restore a copy of it; nothing was changed"
                        .formatted(file, what),
                cause);
    }

    private MemoryException stranger() {
        return new MemoryException(
                "memory %s is the database of another program; name another file with --memory. Nothing was changed"
                        .formatted(file));
    }

    private static String firstLine(Throwable e) {
        String message = e.getMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }

    /** Says that something in it cannot be read as what it should be. */
    MemoryException unreadable(RuntimeException e) {
        return damaged(firstLine(e), e);
    }

    /** A file beside which nothing can be written is opened as one that nobody else changes, unless it has a write-ahead log. */
    private Connection connect() throws SQLException {
        if (!readOnly) {
            return config().createConnection("jdbc:sqlite:" + file);
        }
        SQLiteConfig config = config();
        config.setReadOnly(true);
        boolean logged = Files.exists(file.resolveSibling(file.getFileName() + "-wal"));
        return config.createConnection("jdbc:sqlite:" + file.toUri().toString().replaceFirst("^file:/*", "file:/")
                + (logged ? "?mode=ro" : "?immutable=1"));
    }

    /** A transaction takes the write lock when it begins, so that none can fail half-way because another process writes. */
    private static SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.enableLoadExtension(false);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        return config;
    }

    private static int number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? result.getInt(1) : 0;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
