package dev.tilewright.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.task.Problem;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConversationsTest {

    private static final Hardware HERE = new Hardware("opencl", "v", "m", "a", "d");
    private static final Hardware THERE = new Hardware("opencl", "v", "other", "a", "d");

    @TempDir
    Path folder;

    private Memory memory;

    @BeforeEach
    void begin() {
        memory = Memories.open(folder.resolve("memory.db").toString());
        memory.begin(new Run(
                "r",
                "matmul",
                new Problem(new LinkedHashMap<>(Map.of("M", 8L))),
                HERE,
                "opencl:0",
                "{}",
                "1",
                Instant.EPOCH));
    }

    @AfterEach
    void end() {
        memory.close();
    }

    private static Exchange exchange(int ordinal, String answer) {
        return new Exchange(
                ordinal,
                new Exchange.Asked(
                        Exchange.Purpose.REPAIR,
                        "local",
                        Optional.of(Directive.parse("llm:vectorize")),
                        List.of("abc"),
                        List.of(new Exchange.Line("system", "Be right."), new Exchange.Line("user", "Go \"on\".\n")),
                        0.7,
                        12,
                        OptionalInt.of(3)),
                new Exchange.Came(answer, true, "", false, 2, 1500, 0.0045, 12_345),
                Optional.empty());
    }

    @Test
    void whatIsKeptIsReadAgain() {
        Exchange first = exchange(0, "x".repeat(2_000_000));
        Exchange second = exchange(1, "");
        memory.conversations().keep("r", first);
        memory.conversations().keep("r", second);
        Exchange taken = second.taken(
                new Exchange.Taken(14, Exchange.Verdict.REJECTED, "it does not parse", Optional.of("def")));
        memory.conversations().keep("r", taken);

        assertThat(memory.conversations().exchanges("r")).containsExactly(first, taken);
        assertThat(memory.conversations().exchanges("s")).isEmpty();
    }

    private static Belief belief(String id, Belief.Scope scope) {
        return new Belief(
                id,
                "matmul",
                "Vectors pay.",
                new Belief.Claim("vectorize", true, scope),
                List.of("evaluation 4"),
                Optional.empty());
    }

    @Test
    void beliefsAreHeldForTheirHardwareUntilTheyAreDropped() {
        Belief belief = belief("r#0", Belief.Scope.HERE);
        memory.conversations().keep(HERE, belief);

        assertThat(memory.conversations().beliefs(HERE, "cpu")).containsExactly(belief);
        assertThat(memory.conversations().beliefs(THERE, "cpu")).isEmpty();
        memory.conversations().keep(HERE, belief.dropped("5 children in a row were slower"));
        assertThat(memory.conversations().beliefs(HERE, "cpu")).isEmpty();
    }

    @Test
    void aBeliefOnAClassOfDevicesIsHeldOnAllOfThem() {
        Belief wide = belief(
                "r#1", new Belief.Scope(Optional.of("contraction"), Optional.of("cpu"), Optional.of("parameter >= 8")));
        memory.conversations().keep(HERE, wide);

        assertThat(memory.conversations().beliefs(THERE, "cpu")).containsExactly(wide);
        assertThat(memory.conversations().beliefs(THERE, "gpu")).isEmpty();
        assertThat(wide.words()).isEqualTo("Vectors pay. (tasks of kind contraction, any cpu, where parameter >= 8)");
    }

    @Test
    void whatStylesEarnIsAddedUpForEachHardware() {
        Conversations conversations = memory.conversations();
        conversations.keepStyle("terse", "{}");
        conversations.keepStyle("terse", "{\"a\":1}");
        conversations.earned(HERE, "terse", 0.5);
        conversations.earned(HERE, "terse", -0.25);
        conversations.earned(THERE, "terse", 1);
        conversations.retire(HERE, "terse");

        assertThat(conversations.styles()).isEqualTo(Map.of("terse", "{\"a\":1}"));
        assertThat(conversations.styleRecords(HERE)).containsExactly(new StyleRecord("terse", 2, 0.25, 0.3125, true));
        assertThat(conversations.styleRecords(THERE)).containsExactly(new StyleRecord("terse", 1, 1, 1, false));
    }

    @Test
    void aMemoryOfTheFirstVersionIsBroughtUpToDateAndKeepsWhatItHolds() throws SQLException {
        memory.close();
        String file = folder.resolve("memory.db").toString();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String table : List.of("exchange", "belief", "style", "style_record")) {
                statement.execute("DROP TABLE " + table);
            }
            statement.execute("ALTER TABLE step DROP COLUMN confirmed_after");
            statement.execute("DELETE FROM flyway_schema_history WHERE version > '1'");
            statement.execute("PRAGMA user_version = 1");
        }

        memory = Memories.open(file);

        assertThat(memory.run("r")).isPresent();
        memory.conversations().keep("r", exchange(0, "a"));
        assertThat(memory.conversations().exchanges("r")).hasSize(1);
    }
}
