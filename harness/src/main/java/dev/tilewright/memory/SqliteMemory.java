package dev.tilewright.memory;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.candidate.Confirmation;
import dev.tilewright.candidate.Directive;
import dev.tilewright.candidate.Evaluation;
import dev.tilewright.candidate.OutcomeJson;
import dev.tilewright.candidate.ProgramJson;
import dev.tilewright.candidate.Status;
import dev.tilewright.device.Hardware;
import dev.tilewright.task.Problem;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.Query;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A memory in one SQLite file.
 *
 * <p>One connection, one thread in it at a time. A write is one transaction in the write-ahead log, handed to the operating system
 * when the method returns, so killing the process loses nothing; a loss of power may lose the last moments, and never damages the
 * file. Several processes may use the file at once.
 */
final class SqliteMemory implements Memory {

    private static final String STEP = """
            SELECT s.*, c.origin, c.programs, c.hash, e.%s
            FROM step s JOIN candidate c ON c.id = s.candidate_id JOIN evaluation e ON e.id = s.evaluation_id
            """.formatted(Rows.EVALUATION_COLUMNS.replace(", ", ", e."));

    private static final String NOT_REFUTED = """
            e.status = 'ok' AND NOT EXISTS (
                SELECT 1 FROM evaluation x
                WHERE x.hash = c.hash AND x.hardware_id = e.hardware_id AND x.workload_id = e.workload_id
                    AND x.refuted IS NOT NULL)
            """;

    private final SqliteFile file;
    private final Connection connection;
    private final Handle handle;
    private final Catalogue catalogue;

    private SqliteMemory(SqliteFile file) {
        this.file = file;
        this.connection = file.open();
        this.handle = Jdbi.open(connection);
        this.catalogue = new Catalogue(handle);
    }

    static SqliteMemory open(Path path) {
        return new SqliteMemory(new SqliteFile(path));
    }

    @Override
    public void begin(Run run) {
        write(() -> {
            if (run(run.id()).isPresent()) {
                throw new MemoryException("a run is called %s already".formatted(run.id()));
            }
            handle.createUpdate("""
                            INSERT INTO run (id, workload_id, hardware_id, problem, device, plan, version, started)
                            VALUES (:id, :workload, :hardware, :problem, :device, :plan, :version, :started)""")
                    .bind("id", run.id())
                    .bind("workload", catalogue.workload(run.task(), run.problem()))
                    .bind("hardware", catalogue.hardware(run.hardware()))
                    .bind("problem", ProgramJson.write(run.problem()).toString())
                    .bind("device", run.device())
                    .bind("plan", run.plan())
                    .bind("version", run.version())
                    .bind("started", run.started().toString())
                    .execute();
            return true;
        });
    }

    @Override
    public Optional<Run> run(String id) {
        return read(() -> handle.createQuery("""
                        SELECT r.*, w.task, h.backend, h.vendor, h.model, h.architecture, h.driver
                        FROM run r JOIN workload w ON w.id = r.workload_id JOIN hardware h ON h.id = r.hardware_id
                        WHERE r.id = :id""")
                .bind("id", id)
                .map((row, context) -> Rows.run(row))
                .findOne());
    }

    @Override
    public List<Run> runs() {
        return read(() ->
                handle.createQuery("""
                        SELECT r.*, w.task, h.backend, h.vendor, h.model, h.architecture, h.driver
                        FROM run r JOIN workload w ON w.id = r.workload_id JOIN hardware h ON h.id = r.hardware_id
                        ORDER BY r.rowid DESC""").map((row, context) -> Rows.run(row)).list());
    }

    @Override
    public void commit(String run, Step step) {
        Candidate candidate = step.candidate();
        String hash = candidate.hash();
        byte[] programs = Rows.programs(candidate);
        write(() -> {
            RunKey key = key(run).orElseThrow(() -> new MemoryException("no run is called " + run));
            if (handle.createQuery("SELECT 1 FROM step WHERE run_id = :run AND ordinal = :ordinal")
                    .bind("run", run)
                    .bind("ordinal", step.ordinal())
                    .mapTo(Integer.class)
                    .findOne()
                    .isPresent()) {
                throw new MemoryException("run %s has a step %d already".formatted(run, step.ordinal()));
            }
            Candidate.Lineage lineage = candidate.lineage();
            Optional<Confirmation> confirmation = step.confirmation();
            handle.createUpdate("""
                            INSERT INTO step (run_id, ordinal, candidate_id, evaluation_id, parents, directive, change,
                                recalled, reward, verdict, confirmed_median, confirmation, committed)
                            VALUES (:run, :ordinal, :candidate, :evaluation, :parents, :directive, :change,
                                :recalled, :reward, :verdict, :confirmed_median, :confirmation, :committed)""")
                    .bind("run", run)
                    .bind("ordinal", step.ordinal())
                    .bind("candidate", catalogue.candidate(candidate, hash, programs))
                    .bind("evaluation", evaluation(key, hash, step))
                    .bind("parents", strings(lineage.parents()))
                    .bind(
                            "directive",
                            lineage.directive().map(Directive::toString).orElse(null))
                    .bind("change", lineage.change())
                    .bind("recalled", step.recalled())
                    .bind("reward", step.reward())
                    .bind("verdict", confirmation.map(SqliteMemory::verdict).orElse(null))
                    .bind(
                            "confirmed_median",
                            confirmation.map(c -> c.challenger().medianNanos()).orElse(null))
                    .bind(
                            "confirmation",
                            confirmation
                                    .map(c -> OutcomeJson.write(c).toString())
                                    .orElse(null))
                    .bind("committed", step.committed().toString())
                    .execute();
            return true;
        });
    }

    @Override
    public void confirm(String run, Step step) {
        Confirmation confirmation = step.confirmation()
                .orElseThrow(
                        () -> new IllegalArgumentException("step %d has no confirmation".formatted(step.ordinal())));
        write(() -> {
            Long evaluation = handle.createQuery("""
                            UPDATE step SET verdict = :verdict, confirmed_median = :confirmed_median,
                                confirmation = :confirmation, confirmed_after = :after
                            WHERE run_id = :run AND ordinal = :ordinal AND confirmation IS NULL
                            RETURNING evaluation_id""")
                    .bind("run", run)
                    .bind("ordinal", step.ordinal())
                    .bind("verdict", verdict(confirmation))
                    .bind("confirmed_median", confirmation.challenger().medianNanos())
                    .bind("confirmation", OutcomeJson.write(confirmation).toString())
                    .bind("after", step.confirmedAfter())
                    .mapTo(Long.class)
                    .findOne()
                    .orElseThrow(() -> new MemoryException(
                            "run %s has no step %d that waits for a confirmation".formatted(run, step.ordinal())));
            if (confirmation.verdict() == Confirmation.Verdict.REFUTED) {
                handle.createUpdate("UPDATE evaluation SET refuted = :reason WHERE id = :id")
                        .bind("reason", confirmation.reason())
                        .bind("id", evaluation)
                        .execute();
            }
            return true;
        });
    }

    private static String verdict(Confirmation confirmation) {
        return confirmation.verdict().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the row of the step's outcome: the one it was recalled from, where that says the same, or else a new one. */
    private long evaluation(RunKey key, String hash, Step step) {
        Optional<String> refuted = step.confirmation()
                .filter(confirmation -> confirmation.verdict() == Confirmation.Verdict.REFUTED)
                .map(Confirmation::reason);
        if (step.recalled() && refuted.isEmpty()) {
            Optional<Long> same = handle.createQuery("""
                            SELECT id, %s FROM evaluation
                            WHERE hash = :hash AND hardware_id = :hardware AND workload_id = :workload AND known = 1
                            ORDER BY id DESC LIMIT 1""".formatted(Rows.EVALUATION_COLUMNS))
                    .bind("hash", hash)
                    .bind("hardware", key.hardware())
                    .bind("workload", key.workload())
                    .map((row, context) -> Rows.evaluation(row).equals(step.evaluation()) ? row.getLong("id") : -1L)
                    .findOne()
                    .filter(id -> id >= 0);
            if (same.isPresent()) {
                return same.get();
            }
        }
        return Rows.bind(
                        handle.createQuery("""
                                INSERT INTO evaluation (workload_id, hardware_id, hash, known, refuted, %s)
                                VALUES (:workload, :hardware, :hash, :known, :refuted, %s) RETURNING id""".formatted(Rows.EVALUATION_COLUMNS, Rows.EVALUATION_PARAMETERS)),
                        step.evaluation())
                .bind("workload", key.workload())
                .bind("hardware", key.hardware())
                .bind("hash", hash)
                .bind("known", !step.recalled())
                .bind("refuted", refuted.orElse(null))
                .mapTo(Long.class)
                .one();
    }

    @Override
    public List<Step> steps(String run) {
        return read(() -> handle.createQuery(STEP + "WHERE s.run_id = :run ORDER BY s.ordinal")
                .bind("run", run)
                .map((row, context) -> Rows.step(row))
                .list());
    }

    @Override
    public Map<Status, Integer> counts(String run) {
        return read(() -> {
            Map<Status, Integer> counts = new EnumMap<>(Status.class);
            handle.createQuery("""
                            SELECT e.status, count(*) AS steps FROM step s JOIN evaluation e ON e.id = s.evaluation_id
                            WHERE s.run_id = :run GROUP BY e.status""")
                    .bind("run", run)
                    .map((row, context) -> Map.entry(Status.of(row.getString("status")), row.getInt("steps")))
                    .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
            return counts;
        });
    }

    @Override
    public List<Step> lineage(String run, String hash) {
        return read(() -> {
            List<Step> line = new ArrayList<>();
            Set<String> seen = new HashSet<>();
            Optional<Step> step = first(run, hash);
            while (step.isPresent() && seen.add(step.get().candidate().hash())) {
                line.addFirst(step.get());
                List<String> parents = step.get().candidate().lineage().parents();
                step = parents.isEmpty() ? Optional.empty() : ancestor(run, parents.getFirst());
            }
            return line;
        });
    }

    private Optional<Step> first(String run, String hash) {
        return handle.createQuery(STEP + "WHERE s.run_id = :run AND c.hash = :hash ORDER BY s.ordinal LIMIT 1")
                .bind("run", run)
                .bind("hash", hash)
                .map((row, context) -> Rows.step(row))
                .findOne();
    }

    private Optional<Step> ancestor(String run, String hash) {
        return first(run, hash)
                .or(() -> handle.createQuery(STEP + """
                        JOIN run r ON r.id = s.run_id JOIN run here ON here.id = :run
                        WHERE c.hash = :hash AND r.workload_id = here.workload_id AND r.hardware_id = here.hardware_id
                        ORDER BY r.rowid DESC, s.ordinal LIMIT 1""")
                        .bind("run", run)
                        .bind("hash", hash)
                        .map((row, context) -> Rows.step(row))
                        .findOne());
    }

    @Override
    public Optional<Evaluation> recall(String task, Problem problem, Hardware hardware, String hash) {
        return read(() -> handle.createQuery("""
                        SELECT e.*, (SELECT x.refuted FROM evaluation x
                            WHERE x.hash = e.hash AND x.hardware_id = e.hardware_id AND x.workload_id = e.workload_id
                                AND x.refuted IS NOT NULL LIMIT 1) AS refutation
                        FROM evaluation e JOIN workload w ON w.id = e.workload_id JOIN hardware h ON h.id = e.hardware_id
                        WHERE e.hash = :hash AND w.task = :task AND w.problem = :problem AND h.key = :hardware AND e.known = 1
                        ORDER BY e.id DESC LIMIT 1""")
                .bind("hash", hash)
                .bind("task", task)
                .bind("problem", Catalogue.key(problem))
                .bind("hardware", hardware.key())
                .map((row, context) -> standing(Rows.evaluation(row), Optional.ofNullable(row.getString("refutation"))))
                .findOne());
    }

    private static Evaluation standing(Evaluation evaluation, Optional<String> refutation) {
        return refutation
                .filter(reason -> evaluation.status() == Status.OK)
                .map(evaluation::refuted)
                .orElse(evaluation);
    }

    @Override
    public Optional<Best> best(String task, Problem problem, Hardware hardware) {
        String here =
                " JOIN run r ON r.id = s.run_id JOIN workload w ON w.id = r.workload_id JOIN hardware h ON h.id = r.hardware_id"
                        + " WHERE w.task = :task AND w.problem = :problem AND h.key = :hardware AND " + NOT_REFUTED;
        return read(
                () -> fastest(here + " AND s.verdict = 'faster'", "max", "confirmed_median", task, problem, hardware)
                        .or(() -> fastest(here, "min", "device_median", task, problem, hardware)));
    }

    /** Takes the last ("max") or first ("min") step of each run that satisfies the condition, and of these the fastest. */
    private Optional<Best> fastest(
            String condition, String end, String time, String task, Problem problem, Hardware hardware) {
        Query query = handle.createQuery("""
                WITH met AS (%s)
                SELECT * FROM met WHERE ordinal = (SELECT %s(ordinal) FROM met other WHERE other.run_id = met.run_id)
                ORDER BY %s LIMIT 1""".formatted(STEP + condition, end, time));
        return query.bind("task", task)
                .bind("problem", Catalogue.key(problem))
                .bind("hardware", hardware.key())
                .map((row, context) -> Rows.best(row))
                .findOne();
    }

    @Override
    public void keepPolicy(String policy, String task, Hardware hardware, String state) {
        write(() -> handle.createUpdate("""
                        INSERT INTO policy (policy, task, hardware_id, state, kept)
                        VALUES (:policy, :task, :hardware, :state, :kept)
                        ON CONFLICT (policy, task, hardware_id) DO UPDATE SET state = excluded.state, kept = excluded.kept""")
                .bind("policy", policy)
                .bind("task", task)
                .bind("hardware", catalogue.hardware(hardware))
                .bind("state", state)
                .bind("kept", Instant.now().toString())
                .execute());
    }

    @Override
    public Optional<String> policy(String policy, String task, Hardware hardware) {
        return read(() -> handle.createQuery("""
                        SELECT p.state FROM policy p JOIN hardware h ON h.id = p.hardware_id
                        WHERE p.policy = :policy AND p.task = :task AND h.key = :hardware""")
                .bind("policy", policy)
                .bind("task", task)
                .bind("hardware", hardware.key())
                .mapTo(String.class)
                .findOne());
    }

    @Override
    public void keepFact(Hardware hardware, String name, String json) {
        write(() -> handle.createUpdate("""
                        INSERT INTO fact (hardware_id, name, value, kept) VALUES (:hardware, :name, :value, :kept)
                        ON CONFLICT (hardware_id, name) DO UPDATE SET value = excluded.value, kept = excluded.kept""")
                .bind("hardware", catalogue.hardware(hardware))
                .bind("name", name)
                .bind("value", json)
                .bind("kept", Instant.now().toString())
                .execute());
    }

    @Override
    public Optional<String> fact(Hardware hardware, String name) {
        return read(() -> handle.createQuery("""
                        SELECT f.value FROM fact f JOIN hardware h ON h.id = f.hardware_id
                        WHERE h.key = :hardware AND f.name = :name""")
                .bind("hardware", hardware.key())
                .bind("name", name)
                .mapTo(String.class)
                .findOne());
    }

    /** Waits for what other threads do, and moves the write-ahead log into the file. */
    @Override
    public void close() {
        read(() -> {
            handle.close();
            connection.close();
            return true;
        });
    }

    private Optional<RunKey> key(String run) {
        return handle.createQuery("SELECT workload_id, hardware_id FROM run WHERE id = :run")
                .bind("run", run)
                .map((row, context) -> new RunKey(row.getLong("workload_id"), row.getLong("hardware_id")))
                .findOne();
    }

    private static String strings(List<String> values) {
        ArrayNode node = JsonNodeFactory.instance.arrayNode();
        values.forEach(node::add);
        return node.toString();
    }

    @Override
    public Conversations conversations() {
        return new SqliteConversations(this);
    }

    <T> T write(Statements<T> work) {
        return write(() -> work.run(handle));
    }

    <T> T read(Statements<T> work) {
        return read(() -> work.run(handle));
    }

    private <T> T write(Work<T> work) {
        return read(() -> handle.inTransaction(same -> work.run()));
    }

    private <T> T read(Work<T> work) {
        synchronized (handle) {
            try {
                return work.run();
            } catch (SQLException e) {
                throw file.explain(e);
            } catch (JdbiException e) {
                throw e.getCause() instanceof SQLException cause
                        ? file.explain(cause)
                        : new MemoryException("memory: " + e.getMessage(), e);
            }
        }
    }

    /** Work on the open connection. */
    interface Statements<T> {
        T run(Handle handle) throws SQLException;
    }

    private interface Work<T> {
        T run() throws SQLException;
    }

    private record RunKey(long workload, long hardware) {}
}
