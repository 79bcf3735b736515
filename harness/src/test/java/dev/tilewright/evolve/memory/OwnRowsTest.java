package dev.tilewright.evolve.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Settlement;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What this machine did not write is shown, and never believed. */
class OwnRowsTest {

    @TempDir
    private Path folder;

    private String file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("memory.db").toString();
    }

    private static Step faster(int ordinal, int candidate, double fitness) {
        return Words.step(ordinal, Words.candidate(candidate), Words.ok(5000))
                .settled(new Settlement(
                        new Confirmation(Verdict.FITTER, OptionalDouble.of(fitness), "faster", Optional.empty()),
                        ordinal,
                        ordinal,
                        ordinal));
    }

    private static void write(Store store, String run, double fitness) {
        Memory memory = store.memory(Words.CODEC);
        memory.begin(Words.run(run, Words.CPU));
        memory.commit(run, Words.step(0, Words.candidate(0), Words.ok(5000)));
        memory.commit(run, Words.step(1, Words.candidate(1), Evaluation.failed(Status.CRASH, "died", 1)));
        memory.commit(run, faster(2, 2, fitness));
        memory.keepFact(Words.CPU, "peaks", "{}");
    }

    @Test
    void whatThisMachineWroteIsBelieved() {
        try (Store store = Store.open(file)) {
            write(store, "mine", 10);
        }
        try (Store store = Store.open(file)) {
            Memory memory = store.memory(Words.CODEC);
            assertThat(memory.isOwn("mine")).isTrue();
            assertThat(memory.recall(
                            Words.WORKLOAD, Words.CPU, Words.candidate(1).hash()))
                    .isPresent();
            assertThat(memory.best(Words.WORKLOAD, Words.CPU).orElseThrow().own())
                    .isTrue();
            assertThat(memory.ownFact(Words.CPU, "peaks")).contains("{}");
        }
    }

    @Test
    void whatAnotherMachineWroteIsShownAndNotBelieved() {
        try (Store store = Store.open(file, MachineKey.ofNobody())) {
            write(store, "theirs", 10);
        }
        try (Store store = Store.open(file)) {
            Memory memory = store.memory(Words.CODEC);
            assertThat(memory.isOwn("theirs")).isFalse();
            assertThat(memory.steps("theirs")).hasSize(3);
            assertThat(memory.recall(
                            Words.WORKLOAD, Words.CPU, Words.candidate(1).hash()))
                    .isEmpty();
            assertThat(memory.best(Words.WORKLOAD, Words.CPU).orElseThrow())
                    .extracting(best -> best.step().ordinal(), Memory.Best::own)
                    .containsExactly(2, false);
            assertThat(memory.fact(Words.CPU, "peaks")).contains("{}");
            assertThat(memory.ownFact(Words.CPU, "peaks")).isEmpty();
        }
    }

    @Test
    void ownMeasurementsGoBeforeClaimsHoweverHigh() {
        try (Store store = Store.open(file, MachineKey.ofNobody())) {
            write(store, "theirs", 1000);
        }
        try (Store store = Store.open(file)) {
            Memory memory = store.memory(Words.CODEC);
            memory.begin(Words.run("mine", Words.CPU));
            memory.commit("mine", Words.step(0, Words.candidate(7), Words.ok(9000)));
            assertThat(memory.best(Words.WORKLOAD, Words.CPU).orElseThrow())
                    .extracting(Memory.Best::run, Memory.Best::own)
                    .containsExactly("mine", true);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE run SET plan = '{\"models\": \"elsewhere\"}'",
                "UPDATE step SET ordinal = 5 WHERE ordinal = 1",
                "UPDATE step SET change = 'nothing' WHERE ordinal = 1",
                "UPDATE step SET confirmed_fitness = 99 WHERE ordinal = 2",
                "UPDATE evaluation SET status = 'ok', fitness = 5 WHERE status = 'crash'",
                "UPDATE candidate SET content = 'x' WHERE id = 1",
                "UPDATE step SET mark = NULL WHERE ordinal = 0",
                "UPDATE workload SET content = 'x'",
            })
    void aRunThatSomebodyChangedIsNotThisMachinesOwn(String change) throws SQLException {
        try (Store store = Store.open(file)) {
            write(store, "mine", 10);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(change);
        }
        try (Store store = Store.open(file)) {
            assertThat(store.memory(Words.CODEC).isOwn("mine")).isFalse();
        }
    }

    @Test
    void aRefutationMarksTheOutcomeAnew() {
        try (Store store = Store.open(file)) {
            Memory memory = store.memory(Words.CODEC);
            memory.begin(Words.run("mine", Words.CPU));
            Step step = Words.step(0, Words.candidate(0), Words.ok(5000));
            memory.commit("mine", step);
            memory.confirm("mine", step.settled(new Settlement(Confirmation.undecided("no memory"), 0, 1, 1)));
            assertThat(memory.isOwn("mine")).isTrue();
            memory.confirm(
                    "mine",
                    step.settled(new Settlement(
                            new Confirmation(Verdict.REFUTED, OptionalDouble.empty(), "wrong", Optional.empty()),
                            0,
                            1,
                            1)));
            assertThat(memory.isOwn("mine")).isTrue();
            assertThat(memory.recall(
                            Words.WORKLOAD, Words.CPU, Words.candidate(0).hash()))
                    .hasValueSatisfying(outcome -> assertThat(outcome.status()).isEqualTo(Status.WRONG_RESULT));
        }
    }

    @Test
    void theBestOfARunIsWhatWasConfirmedLast() {
        try (Store store = Store.open(file)) {
            Memory memory = store.memory(Words.CODEC);
            memory.begin(Words.run("mine", Words.CPU));
            memory.commit("mine", Words.step(0, Words.candidate(0), Words.ok(5000)));
            memory.commit(
                    "mine",
                    Words.step(1, Words.candidate(1), Words.ok(5000)).settled(Words.settlement(Verdict.FITTER, 3, 7)));
            memory.commit(
                    "mine",
                    Words.step(2, Words.candidate(2), Words.ok(5000)).settled(Words.settlement(Verdict.FITTER, 2, 4)));
            assertThat(memory.best(Words.WORKLOAD, Words.CPU)
                            .orElseThrow()
                            .step()
                            .ordinal())
                    .isEqualTo(1);
        }
    }

    @Test
    void aTaskThatWasChangedIsAnotherTask() {
        Workload changed = new Workload(Words.WORKLOAD.task(), Words.WORKLOAD.problem(), "another digest");
        try (Store store = Store.open(file)) {
            write(store, "mine", 10);
            Memory memory = store.memory(Words.CODEC);
            assertThat(memory.recall(changed, Words.CPU, Words.candidate(0).hash()))
                    .isEmpty();
            assertThat(memory.best(changed, Words.CPU)).isEmpty();
        }
    }

    @Test
    void aRunThatALivingProcessHasIsNotTakenByAnother() throws SQLException {
        try (Store store = Store.open(file)) {
            write(store, "mine", 10);
            try (Store other = Store.open(file)) {
                assertThatExceptionOfType(MemoryException.class)
                        .isThrownBy(() -> other.memory(Words.CODEC).hold("mine"))
                        .withMessage(
                                "run mine is being continued by process %d; wait for it, or end it",
                                ProcessHandle.current().pid());
            }
        }
        try (Store store = Store.open(file)) {
            store.memory(Words.CODEC).hold("mine");
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO holder VALUES ('mine', 'here', 999999999, '')");
        }
        try (Store store = Store.open(file)) {
            store.memory(Words.CODEC).hold("mine");
        }
    }

    @Test
    void theKeyIsMadeOnceAndReadableByNobodyElse() throws IOException {
        Path state = folder.resolve("state");
        MachineKey first = MachineKey.in(state).orElseThrow();
        assertThat(MachineKey.in(state).orElseThrow().secret())
                .isEqualTo(first.secret())
                .hasSize(32);
        assertThat(first.isKept()).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve("key"))))
                .isEqualTo("rw-------");
        try (var left = Files.list(state)) {
            assertThat(left).containsExactly(state.resolve("key"));
        }
        assertThat(MachineKey.in(Path.of("/dev/null/state"))).isEmpty();
    }

    @Test
    void aFileThatCanOnlyBeReadIsRead() {
        try (Store store = Store.open(file)) {
            write(store, "mine", 10);
        }
        Path path = Path.of(file);
        SqliteFile reading = new SqliteFile(path, true);
        try (Connection connection = reading.open();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeQuery("SELECT count(*) FROM step").getInt(1))
                    .isEqualTo(3);
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> statement.executeUpdate("DELETE FROM step"));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        assertThat(folder.toFile().list()).containsExactly("memory.db");
    }
}
