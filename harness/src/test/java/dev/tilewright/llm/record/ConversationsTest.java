package dev.tilewright.llm.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.evolve.memory.Store;
import dev.tilewright.evolve.memory.Texts;
import dev.tilewright.evolve.memory.Workload;
import dev.tilewright.kernels.KernelCodec;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConversationsTest {

    private static final Hardware HERE = new Hardware("opencl", "v", "m", "a", "d");
    private static final Hardware THERE = new Hardware("opencl", "v", "other", "a", "d");

    @TempDir
    Path folder;

    private Store store;
    private Conversations conversations;

    @BeforeEach
    void begin() {
        store = Store.open(folder.resolve("memory.db").toString());
        conversations = Conversations.of(store);
        store.memory(new KernelCodec())
                .begin(new Run("r", new Workload("matmul", "M=8"), HERE, "opencl:0", "{}", "1", Instant.EPOCH));
    }

    @AfterEach
    void end() {
        store.close();
    }

    private static Exchange exchange(int ordinal, String answer) {
        return new Exchange(
                ordinal,
                new Exchange.Asked(
                        Exchange.Purpose.REPAIR,
                        "local",
                        Optional.of(Decision.parse(11, "llm:vectorize[form=edit,model=local,style=plain]@2")),
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
        conversations.keep("r", first);
        conversations.keep("r", second);
        Exchange taken = second.taken(
                new Exchange.Taken(14, Exchange.Verdict.REJECTED, "it does not parse", Optional.of("def")));
        conversations.keep("r", taken);

        assertThat(conversations.exchanges("r")).containsExactly(first, taken);
        assertThat(conversations.exchanges("s")).isEmpty();
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
        conversations.keep(HERE, belief);

        assertThat(conversations.beliefs(HERE, "cpu")).containsExactly(belief);
        assertThat(conversations.beliefs(THERE, "cpu")).isEmpty();
        conversations.keep(HERE, belief.dropped("5 children in a row were slower"));
        assertThat(conversations.beliefs(HERE, "cpu")).isEmpty();
    }

    @Test
    void aBeliefOnAClassOfDevicesIsHeldOnAllOfThem() {
        Belief wide = belief(
                "r#1", new Belief.Scope(Optional.of("contraction"), Optional.of("cpu"), Optional.of("parameter >= 8")));
        conversations.keep(HERE, wide);

        assertThat(conversations.beliefs(THERE, "cpu")).containsExactly(wide);
        assertThat(conversations.beliefs(THERE, "gpu")).isEmpty();
        assertThat(wide.words()).isEqualTo("Vectors pay. (tasks of kind contraction, any cpu, where parameter >= 8)");
    }

    @Test
    void whatStylesEarnIsAddedUpForEachHardware() {
        conversations.keepStyle("terse", "{}");
        conversations.keepStyle("terse", "{\"a\":1}");
        conversations.earned(HERE, "terse", 0.5);
        conversations.earned(HERE, "terse", 1.5);
        conversations.corrected(HERE, "terse", 1.5, -0.25);
        conversations.earned(THERE, "terse", 1);
        conversations.retire(HERE, "terse");

        assertThat(conversations.styles()).isEqualTo(Map.of("terse", "{\"a\":1}"));
        assertThat(conversations.styleRecords(HERE)).containsExactly(new StyleRecord("terse", 2, 0.25, 0.3125, true));
        assertThat(conversations.styleRecords(THERE)).containsExactly(new StyleRecord("terse", 1, 1, 1, false));
    }

    /** Makes a memory as an earlier version left it, with the run {@code r} in it. */
    private String earlier(String version) throws SQLException {
        String url = "jdbc:sqlite:" + folder.resolve("earlier.db");
        Flyway.configure()
                .dataSource(url, null, null)
                .locations("classpath:db/migration")
                .target(version)
                .load()
                .migrate();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("""
                    INSERT INTO hardware (key, backend, vendor, model, architecture, driver)
                    VALUES ('%s', 'opencl', 'v', 'm', 'a', 'd')""".formatted(HERE.key()));
            statement.executeUpdate("INSERT INTO workload (task, problem) VALUES ('matmul', 'M=8')");
            statement.executeUpdate("""
                    INSERT INTO run (id, workload_id, hardware_id, problem, device, plan, version, started)
                    VALUES ('r', 1, 1, '{"M": 8}', 'opencl:0', '{}', '0.1', '1970-01-01T00:00:00Z')""");
        }
        return url;
    }

    private void open(String url) {
        store.close();
        store = Store.openExisting(url);
        conversations = Conversations.of(store);
    }

    @Test
    void aMemoryOfTheFirstVersionIsBroughtUpToDateAndKeepsWhatItHolds() throws SQLException {
        open(earlier("1"));

        assertThat(store.memory(new KernelCodec()).run("r").orElseThrow().workload())
                .isEqualTo(new Workload("matmul", "M=8", Workload.UNKNOWN));
        conversations.keep("r", exchange(0, "a"));
        assertThat(conversations.exchanges("r")).containsExactly(exchange(0, "a"));
    }

    @Test
    void whatAnEarlierVersionCalledADirectiveIsReadAsADecision() throws SQLException {
        String url = earlier("4");
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement insert = connection.prepareStatement("""
                        INSERT INTO exchange (run_id, ordinal, purpose, model, directive, parents, turn, temperature, lines, answer,
                            truncated, failure, broke, requests, tokens, money, nanos)
                        VALUES ('r', 0, 'proposal', 'local', 'llm:vectorize[form=edit,model=local,style=plain]', '["abc"]', 12, 0.7,
                            ?, ?, 0, '', 0, 1, 10, 0.5, 7)""")) {
            insert.setBytes(1, Texts.deflate("[]"));
            insert.setBytes(2, Texts.deflate("Idea: lanes"));
            insert.executeUpdate();
        }

        open(url);

        Exchange read = conversations.exchanges("r").getFirst();
        assertThat(read.asked().decision())
                .contains(Decision.parse(0, "llm:vectorize[form=edit,model=local,style=plain]"));
        assertThat(read.asked().parents()).containsExactly("abc");
        assertThat(read.came()).isEqualTo(new Exchange.Came("Idea: lanes", false, "", false, 1, 10, 0.5, 7));
        assertThat(read.taken()).isEmpty();
    }
}
