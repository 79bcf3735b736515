package dev.tilewright.evolve.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tilewright.evolve.candidate.Step;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A memory survives the death of its process, and a file that is no memory survives being opened as one. */
class DurabilityTest {

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("memory.db");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 97})
    void aWriterThatIsKilledLosesNothingItHadCommitted(int enough) throws IOException, InterruptedException {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWriter.class.getName(),
                        file().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int last = -1;
        try (BufferedReader printed = writer.inputReader()) {
            String line = printed.readLine();
            while (line != null) {
                last = Integer.parseInt(line);
                if (last == enough) {
                    writer.toHandle().destroyForcibly();
                }
                line = printed.readLine();
            }
        } finally {
            writer.destroyForcibly().waitFor();
        }
        assertThat(last).isGreaterThanOrEqualTo(enough);
        try (Store store = Store.open(file().toString())) {
            Memory memory = store.memory(Words.CODEC);
            List<Step> steps = memory.steps("killed");
            assertThat(steps).hasSizeBetween(last + 1, last + 2);
            assertThat(steps)
                    .extracting(Step::ordinal)
                    .containsExactlyElementsOf(
                            IntStream.range(0, steps.size()).boxed().toList());
            assertThat(steps.get(last).evaluation()).isEqualTo(Words.ok(5000 + last));
        }
        assertThat(query("PRAGMA integrity_check")).isEqualTo("ok");
    }

    private String query(String sql) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? result.getString(1) : "";
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private void assertRefusedUnchanged(String message) throws IOException {
        byte[] before = Files.readAllBytes(file());
        assertThatExceptionOfType(MemoryException.class)
                .isThrownBy(() -> Store.open(file().toString()))
                .withMessageStartingWith("memory " + file())
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(file());
        }
    }

    private void makeMemory(int steps) {
        try (Store store = Store.open(file().toString())) {
            Memory memory = store.memory(Words.CODEC);
            memory.begin(Words.run("first", Words.CPU));
            for (int i = 0; i < steps; i++) {
                memory.commit("first", Words.step(i, Words.candidate(i), Words.ok(5000)));
            }
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsRefused() throws IOException {
        Files.writeString(file(), "These are my notes, and nobody else's.\n".repeat(20));
        assertRefusedUnchanged(
                "is damaged: it is not a SQLite database. Move it away, or restore a copy of it; nothing was changed");
    }

    @Test
    void aFileThatWasCutShortIsRefused() throws IOException {
        makeMemory(50);
        try (RandomAccessFile cut = new RandomAccessFile(file().toFile(), "rw")) {
            cut.setLength(cut.length() / 2);
        }
        assertRefusedUnchanged("is damaged");
    }

    @Test
    void aFileWithPagesOverwrittenIsRefused() throws IOException {
        makeMemory(50);
        try (RandomAccessFile damaged = new RandomAccessFile(file().toFile(), "rw")) {
            damaged.seek(4096);
            damaged.write(new byte[(int) damaged.length() - 4096]);
        }
        assertRefusedUnchanged("is damaged");
    }

    @Test
    void aMemoryOfANewerVersionIsRefused() throws IOException, SQLException {
        makeMemory(1);
        execute("PRAGMA user_version = 99");
        assertRefusedUnchanged("was written by a newer Tilewright (its schema is 99, this one knows 7)");
    }

    @Test
    void theDatabaseOfAnotherProgramIsRefused() throws IOException, SQLException {
        execute("CREATE TABLE bookmarks (url TEXT)");
        assertRefusedUnchanged("is the database of another program");
    }

    @Test
    void aFolderIsRefused() {
        assertThatExceptionOfType(MemoryException.class)
                .isThrownBy(() -> Store.open(folder.toString()))
                .withMessage("memory %s is a folder; name a file, such as %s", folder, file());
    }

    @Test
    void aPlaceThatCannotBeWrittenIsRefused() {
        assertThatExceptionOfType(MemoryException.class)
                .isThrownBy(() -> Store.open("/proc/tilewright/memory.db"))
                .withMessageStartingWith("memory /proc/tilewright/memory.db cannot be written")
                .withMessageEndingWith("change the permissions of its folder, or name another file with --memory");
        assertThatExceptionOfType(MemoryException.class)
                .isThrownBy(() -> Store.open("/proc/memory.db"))
                .withMessageStartingWith("memory /proc/memory.db cannot be written");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:postgresql://host/db", "jdbc:h2:mem:x"})
    void anotherKindOfDatabaseIsRefused(String location) {
        assertThatExceptionOfType(MemoryException.class)
                .isThrownBy(() -> Store.open(location))
                .withMessage(
                        "memory %s: this version keeps its memory in SQLite only; give a file, or jdbc:sqlite:FILE",
                        location);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ":memory:", "jdbc:sqlite::memory:", "jdbc:sqlite:"})
    void whatIsNoFileIsRefused(String location) {
        assertThatExceptionOfType(MemoryException.class)
                .isThrownBy(() -> Store.open(location))
                .withMessageEndingWith("is not a file; give a file, or jdbc:sqlite:FILE");
    }

    @Test
    void aFileThatWasMadeAndNeverWrittenIsFilled() throws IOException {
        Files.createFile(file());
        makeMemory(1);
        assertThat(query("SELECT count(*) FROM step")).isEqualTo("1");
    }

    @Test
    void severalThatMakeTheSameMemoryAtOnceAllGetIt() throws InterruptedException {
        List<Thread> makers = IntStream.range(0, 4)
                .mapToObj(i -> Thread.ofPlatform().start(() -> {
                    try (Store store = Store.open(file().toString())) {
                        Memory memory = store.memory(Words.CODEC);
                        memory.begin(Words.run("run " + i, Words.CPU));
                    }
                }))
                .toList();
        for (Thread maker : makers) {
            maker.join();
        }
        assertThat(query("SELECT count(*) FROM run")).isEqualTo("4");
    }
}
