package dev.tilewright.evolve.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A memory file is data: nothing in it runs. */
class SchemaTest {

    private static final boolean WRITES =
            System.getProperty("tilewright.schema", "").equals("write");

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void makeMemory() {
        file = folder.resolve("memory.db");
        if (WRITES) {
            return;
        }
        try (Store store = Store.open(file.toString())) {
            Memory memory = store.memory(Words.CODEC);
            memory.begin(Words.run("first", Words.CPU));
            memory.commit("first", Words.step(0, Words.candidate(0), Words.ok(5000)));
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    /** With {@code -Dtilewright.schema=write} it writes the resource, for whoever adds a migration. */
    @Test
    void theSchemaThatMigrationsMakeIsTheOneThatIsAccepted() throws SQLException, IOException {
        String fresh = "jdbc:sqlite:" + folder.resolve("fresh.db");
        Flyway.configure().dataSource(fresh, null, null).load().migrate();
        try (Connection connection = DriverManager.getConnection(fresh)) {
            if (WRITES) {
                Files.write(Path.of("src/main/resources/db/schema.txt"), SchemaCheck.forms(connection));
            } else {
                assertThat(SchemaCheck.forms(connection)).isEqualTo(SchemaCheck.expected());
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            CREATE TRIGGER t AFTER INSERT ON step BEGIN DELETE FROM run; END    | trigger t
            CREATE VIEW v AS SELECT load_extension('evil')                       | view v
            CREATE VIRTUAL TABLE f USING fts5(a)                                 | table f
            CREATE TABLE more (a)                                                | table more
            CREATE TABLE g (a, b GENERATED ALWAYS AS (abs(a)))                   | table g
            CREATE INDEX i ON run (hex(id))                                      | index i
            ALTER TABLE step ADD COLUMN more TEXT                                | table step
            ALTER TABLE step ADD COLUMN more TEXT AS (hex(run_id))               | table step
            """)
    void whatCouldRunCodeIsRefused(String sql, String what) throws SQLException {
        execute(sql);
        assertThatExceptionOfType(MemoryException.class)
                .isThrownBy(() -> Store.open(file.toString()))
                .withMessageMatching(
                        "memory \\S+ has a %s\\S* that no memory has, so it is not opened: somebody may have put it there to run code\\. Name another file with --memory"
                                .formatted(what));
    }

    @Test
    void aTableThatIsMissingIsDamage() throws SQLException {
        execute("DROP TABLE style");
        assertThatExceptionOfType(MemoryException.class)
                .isThrownBy(() -> Store.open(file.toString()))
                .withMessage(
                        "memory %s is damaged: it lacks the table style. Restore a copy of it; nothing was changed",
                        file);
    }

    @Test
    void aFileOfAnEarlierVersionWithATriggerIsNotMigrated() throws SQLException {
        execute("CREATE TRIGGER t AFTER INSERT ON flyway_schema_history BEGIN DELETE FROM run; END");
        execute("PRAGMA user_version = 5");
        assertThatExceptionOfType(MemoryException.class)
                .isThrownBy(() -> Store.open(file.toString()))
                .withMessageContaining("has a trigger t that no memory has");
    }

    @Test
    void aTextThatInflatesWithoutEndIsRefused() throws SQLException {
        byte[] bomb = Texts.deflate("x".repeat(70_000_000));
        assertThat(bomb.length).isLessThan(100_000);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var update = connection.prepareStatement("UPDATE candidate SET rendering = ?")) {
            update.setBytes(1, bomb);
            update.executeUpdate();
        }
        try (Store store = Store.open(file.toString())) {
            Memory memory = store.memory(Words.CODEC);
            assertThatExceptionOfType(MemoryException.class)
                    .isThrownBy(() -> memory.steps("first"))
                    .withMessageContaining("is damaged: a text has more than 67108864 bytes");
        }
    }

    @ParameterizedTest
    @CsvSource({"started,no time", "problem,no problem"})
    void whatCannotBeReadIsDamage(String column, String value) throws SQLException {
        execute("UPDATE run SET %s = '%s'".formatted(column, value));
        execute("UPDATE step SET committed = 'never'");
        try (Store store = Store.open(file.toString())) {
            assertThatExceptionOfType(MemoryException.class)
                    .isThrownBy(() -> store.memory(Words.CODEC).steps("first"))
                    .withMessageContaining("is damaged: Text 'never' could not be parsed");
        }
    }
}
