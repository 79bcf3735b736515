package dev.tilewright.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.candidate.Directive;
import dev.tilewright.device.Hardware;
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

    @Test
    void beliefsAreHeldForTheirHardwareUntilTheyAreDropped() {
        Belief belief = new Belief(
                "r#0",
                "matmul",
                "Vectors pay.",
                new Belief.Claim("vectorize", true),
                List.of("evaluation 4"),
                Optional.empty());
        memory.conversations().keep(HERE, belief);

        assertThat(memory.conversations().beliefs(HERE)).containsExactly(belief);
        assertThat(memory.conversations().beliefs(THERE)).isEmpty();
        memory.conversations().keep(HERE, belief.dropped("5 children in a row were slower"));
        assertThat(memory.conversations().beliefs(HERE)).isEmpty();
    }

    @Test
    void stylesAreInUseUntilTheyAreRetired() {
        memory.conversations().keepStyle("terse", "{}", false);
        memory.conversations().keepStyle("long", "{\"a\":1}", false);
        memory.conversations().keepStyle("terse", "{}", true);

        assertThat(memory.conversations().styles()).isEqualTo(Map.of("long", "{\"a\":1}"));
        assertThat(memory.conversations().retiredStyles()).containsExactly("terse");
    }

    @Test
    void aMemoryOfTheFirstVersionIsBroughtUpToDateAndKeepsWhatItHolds() throws SQLException {
        memory.close();
        String file = folder.resolve("memory.db").toString();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String table : List.of("exchange", "belief", "style")) {
                statement.execute("DROP TABLE " + table);
            }
            statement.execute("DELETE FROM flyway_schema_history WHERE version = '2'");
            statement.execute("PRAGMA user_version = 1");
        }

        memory = Memories.open(file);

        assertThat(memory.run("r")).isPresent();
        memory.conversations().keep("r", exchange(0, "a"));
        assertThat(memory.conversations().exchanges("r")).hasSize(1);
    }
}
