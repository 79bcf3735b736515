package dev.tilewright.evolve.memory;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * A memory file is data, whoever made it. SQLite keeps code in a schema as well: triggers, views, virtual tables, and expressions in
 * columns, checks and indices, which run when a table is read or written. So only a schema that is ours to the letter is accepted.
 */
final class SchemaCheck {

    /** What Flyway keeps for itself, in a form of its own. Nothing but Flyway uses it. */
    private static final String HISTORY = "flyway_schema_history";

    private final Path file;

    SchemaCheck(Path file) {
        this.file = file;
    }

    private record Entry(String type, String name, String sql) {

        /** Returns what it says, whatever the layout and the quotes, which SQLite chooses when it changes a table. */
        String form() {
            return "%s %s %s".formatted(type, name, sql.toLowerCase(Locale.ROOT).replaceAll("[\\s\"]+", ""));
        }
    }

    private static List<Entry> entries(Connection connection) throws SQLException {
        List<Entry> entries = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT type, name, coalesce(sql, '') AS sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")) {
            while (row.next()) {
                entries.add(new Entry(row.getString("type"), row.getString("name"), row.getString("sql")));
            }
        }
        return entries;
    }

    /**
     * Refuses a file with anything in it that could run, before it is brought up to date.
     *
     * @throws MemoryException if there is such a thing, with its name
     */
    void requireTablesOnly(Connection connection) throws SQLException {
        for (Entry entry : entries(connection)) {
            String sql = entry.sql().toLowerCase(Locale.ROOT);
            boolean table = entry.type().equals("table") || entry.type().equals("index");
            boolean runs = sql.startsWith("create virtual")
                    || sql.contains("generated always")
                    || sql.contains(" as (")
                    || sql.contains("check");
            if (!table || (runs && !entry.name().startsWith(HISTORY))) {
                throw strange(entry);
            }
        }
    }

    /**
     * Refuses a file whose schema is not the one that this version makes.
     *
     * @throws MemoryException if it is not, with what is strange in it
     */
    void requireOurs(Connection connection) throws SQLException {
        Set<String> missing = expected();
        for (Entry entry : entries(connection)) {
            boolean history = entry.name().startsWith(HISTORY)
                    && (entry.type().equals("table") || entry.type().equals("index"));
            if (!missing.remove(entry.form()) && !history) {
                throw strange(entry);
            }
        }
        if (!missing.isEmpty()) {
            throw new MemoryException("memory %s is damaged: it lacks the %s. Restore a copy of it; nothing was changed"
                    .formatted(file, missing.iterator().next().replaceFirst(" create.*", "")));
        }
    }

    private MemoryException strange(Entry entry) {
        return new MemoryException(
                "memory %s has a %s %s that no memory has, so it is not opened: somebody may have put it there to run code. Name another file with --memory"
                        .formatted(file, entry.type(), entry.name()));
    }

    /** Returns the forms of all that this version makes, one a line. */
    static Set<String> expected() {
        try (InputStream text = Objects.requireNonNull(SchemaCheck.class.getResourceAsStream("/db/schema.txt"))) {
            return new TreeSet<>(new String(text.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the forms of all that is in a file, to be compared with {@link #expected}. */
    static Set<String> forms(Connection connection) throws SQLException {
        Set<String> forms = new TreeSet<>();
        entries(connection).stream()
                .filter(entry -> !entry.name().startsWith(HISTORY))
                .map(Entry::form)
                .forEach(forms::add);
        return forms;
    }
}
