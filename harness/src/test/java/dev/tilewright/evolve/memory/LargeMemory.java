package dev.tilewright.evolve.memory;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.memory.RowMarks.Place;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Makes a memory of many evaluations, as fast as SQLite takes them: all of one workload on one hardware, which is the worst that can be. A
 * run has {@link #STEPS} steps, each with a candidate of its own, and one new best; a hundred candidates share a source.
 */
final class LargeMemory {

    static final int STEPS = 200;
    private static final int SHARING = 100;
    private static final int BATCH = 20_000;
    private static final int NEW_BEST = 150;

    private final Connection connection;
    private final Rows rows = new Rows(Words.CODEC);
    private final RowMarks marks = new RowMarks(new Marks(MachineKey.ofThisUser()));
    private final Place place = new Place(Words.WORKLOAD, Words.CPU.key());
    private final Random random = new Random(1);

    private LargeMemory(Connection connection) {
        this.connection = connection;
    }

    static String run(int number) {
        return "words-%08d".formatted(number);
    }

    /** Returns what a step has: its place in all of the memory decides. */
    static Step step(int number) {
        int ordinal = number % STEPS;
        Step step = Words.step(ordinal, candidate(number), Words.ok(number % 1009));
        return ordinal == NEW_BEST ? Words.confirmed(step, Verdict.FITTER, number % 1009) : step;
    }

    static Candidate candidate(int number) {
        return Words.candidate(number);
    }

    static void make(Path file, int evaluations) throws SQLException {
        try (Store store = Store.open(file.toString())) {
            Memory memory = store.memory(Words.CODEC);
            memory.begin(Words.run("first", Words.CPU));
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            new LargeMemory(connection).fill(evaluations);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void fill(int evaluations) throws SQLException {
        execute("PRAGMA synchronous = OFF");
        execute("PRAGMA cache_size = -2000000");
        List<String> indices = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('candidate', 'evaluation', 'step')")) {
            while (row.next()) {
                indices.add(row.getString("name") + "\u0000" + row.getString("sql"));
            }
        }
        for (String index : indices) {
            execute("DROP INDEX " + index.split("\u0000")[0]);
        }
        connection.setAutoCommit(false);
        rows(evaluations);
        for (String index : indices) {
            execute(index.split("\u0000")[1]);
        }
        connection.commit();
    }

    private void rows(int evaluations) throws SQLException {
        try (PreparedStatement run = connection.prepareStatement(
                        "INSERT INTO run (id, domain, workload_id, hardware_id, problem, device, plan, version, started, mark) VALUES (?, ?, 1, 1, ?, ?, ?, ?, ?, ?)");
                PreparedStatement source =
                        connection.prepareStatement("INSERT INTO source (id, digest, text) VALUES (?, ?, ?)");
                PreparedStatement candidate = connection.prepareStatement(
                        "INSERT INTO candidate (id, hash, content, genome, rendering, texts) VALUES (?, ?, ?, ?, ?, ?)");
                PreparedStatement evaluation = connection.prepareStatement(
                        "INSERT INTO evaluation (id, workload_id, hardware_id, hash, known, diagnostics, status, fitness, measured, nanos, mark) VALUES (?, 1, 1, ?, 1, '', ?, ?, ?, ?, ?)");
                PreparedStatement step = connection.prepareStatement(
                        "INSERT INTO step (run_id, ordinal, candidate_id, evaluation_id, parents, decided, change, recalled, reward, turn, committed, verdict, confirmed_fitness, reason, confirmation, confirmed_after, confirm_asked, confirm_turn, mark) VALUES (?, ?, ?, ?, ?, 0, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            List<PreparedStatement> all = List.of(run, source, candidate, evaluation, step);
            String text = "";
            for (int i = 0; i < evaluations; i++) {
                if (i % STEPS == 0) {
                    Run begun = Words.run(run(i / STEPS), Words.CPU);
                    set(
                            run,
                            begun.id(),
                            "words",
                            begun.workload().problem(),
                            begun.device(),
                            begun.plan(),
                            begun.version(),
                            begun.started().toString(),
                            marks.run(begun, "words"));
                }
                int sourceId = 1 + i / SHARING;
                if (i % SHARING == 0) {
                    text = text();
                    set(source, sourceId, digest(text), Texts.deflate(text));
                }
                int id = i + 1;
                Step made = step(i);
                String hash = made.candidate().hash();
                Codec.Encoded encoded = Words.CODEC.write(made.candidate().genome());
                byte[] rendering = Texts.deflate(encoded.rendering());
                String content = SharedRows.content(encoded.genome(), rendering, List.of(text));
                set(candidate, id, hash, content, encoded.genome(), rendering, Integer.toString(sourceId));
                Rows.Outcome outcome = rows.outcome(made.evaluation());
                set(
                        evaluation,
                        id,
                        hash,
                        outcome.status(),
                        outcome.fitness(),
                        outcome.measured(),
                        outcome.nanos(),
                        marks.evaluation(place, hash, outcome, true, Optional.empty()));
                var settlement = made.settlement();
                String confirmation = settlement
                        .map(done -> rows.text(done.confirmation().measured()))
                        .orElse(null);
                set(
                        step,
                        run(i / STEPS),
                        made.ordinal(),
                        id,
                        id,
                        "[]",
                        made.candidate().lineage().change(),
                        made.reward(),
                        made.turn(),
                        made.committed().toString(),
                        settlement
                                .map(done -> done.confirmation().verdict().id())
                                .orElse(null),
                        settlement
                                .map(done -> Rows.number(done.confirmation().fitness()))
                                .orElse(null),
                        settlement.map(done -> done.confirmation().reason()).orElse(null),
                        confirmation,
                        settlement.map(done -> done.after()).orElse(null),
                        settlement.map(done -> done.asked()).orElse(null),
                        settlement.map(done -> done.turn()).orElse(null),
                        marks.step(run(i / STEPS), made, content, confirmation));
                if (i % BATCH == BATCH - 1 || i == evaluations - 1) {
                    for (PreparedStatement statement : all) {
                        statement.executeBatch();
                    }
                    connection.commit();
                }
            }
        }
    }

    private static void set(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        statement.addBatch();
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int line = 0; line < 60; line++) {
            text.append("    acc%d = fma(a[%d * i + %d], b[k + %d], acc%d);%n"
                    .formatted(line % 8, random.nextInt(64), random.nextInt(1000), random.nextInt(4096), line % 8));
        }
        return text.toString();
    }

    private static byte[] digest(String text) {
        try {
            return Arrays.copyOf(
                    MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)), 16);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
