package dev.tilewright.evolve.memory;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.candidate.Settlement;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The part of a {@link Store} that evolution knows. */
final class SqliteMemory implements Memory {

    private static final String STEP = """
            SELECT s.*, c.genome, c.rendering, c.hash, e.%s
            FROM step s JOIN candidate c ON c.id = s.candidate_id JOIN evaluation e ON e.id = s.evaluation_id
            """.formatted(Rows.EVALUATION_COLUMNS.replace(", ", ", e."));

    private static final String RUN = """
            SELECT r.*, w.task, h.backend, h.vendor, h.model, h.architecture, h.driver
            FROM run r JOIN workload w ON w.id = r.workload_id JOIN hardware h ON h.id = r.hardware_id
            WHERE r.domain = :domain
            """;

    private static final String NOT_REFUTED = """
            e.status = 'ok' AND NOT EXISTS (
                SELECT 1 FROM evaluation x
                WHERE x.hash = c.hash AND x.hardware_id = e.hardware_id AND x.workload_id = e.workload_id
                    AND x.refuted IS NOT NULL)
            """;

    private final Store store;
    private final Codec codec;
    private final Rows rows;

    SqliteMemory(Store store, Codec codec) {
        this.store = store;
        this.codec = codec;
        rows = new Rows(codec);
    }

    @Override
    public void begin(Run run) {
        store.write(handle -> {
            if (handle.createQuery("SELECT 1 FROM run WHERE id = :id")
                    .bind("id", run.id())
                    .mapTo(Integer.class)
                    .findOne()
                    .isPresent()) {
                throw new MemoryException("a run is called %s already".formatted(run.id()));
            }
            SharedRows shared = new SharedRows(handle);
            return handle.createUpdate("""
                            INSERT INTO run (id, domain, workload_id, hardware_id, problem, device, plan, version, started)
                            VALUES (:id, :domain, :workload, :hardware, :problem, :device, :plan, :version, :started)""")
                    .bind("id", run.id())
                    .bind("domain", codec.domain())
                    .bind("workload", shared.workload(run.workload()))
                    .bind("hardware", shared.hardware(run.hardware()))
                    .bind("problem", run.workload().problem())
                    .bind("device", run.device())
                    .bind("plan", run.plan())
                    .bind("version", run.version())
                    .bind("started", run.started().toString())
                    .execute();
        });
    }

    @Override
    public Optional<Run> run(String id) {
        return store.read(handle -> handle.createQuery(RUN + "AND r.id = :id")
                .bind("domain", codec.domain())
                .bind("id", id)
                .map((row, context) -> Rows.run(row))
                .findOne());
    }

    @Override
    public List<Run> runs() {
        return store.read(handle -> handle.createQuery(RUN + "ORDER BY r.rowid DESC")
                .bind("domain", codec.domain())
                .map((row, context) -> Rows.run(row))
                .list());
    }

    @Override
    public void commit(String run, Step step) {
        Candidate candidate = step.candidate();
        Lineage lineage = candidate.lineage();
        String hash = candidate.hash();
        Codec.Encoded encoded = codec.write(candidate.genome());
        byte[] rendering = Texts.deflate(encoded.rendering());
        store.write(handle -> {
            RunKey key = key(handle, run).orElseThrow(() -> new MemoryException("no run is called " + run));
            if (handle.createQuery("SELECT 1 FROM step WHERE run_id = :run AND ordinal = :ordinal")
                    .bind("run", run)
                    .bind("ordinal", step.ordinal())
                    .mapTo(Integer.class)
                    .findOne()
                    .isPresent()) {
                throw new MemoryException(
                        "run %s has a step %d already: another process continues it".formatted(run, step.ordinal()));
            }
            return rows.bind(handle.createUpdate("""
                                    INSERT INTO step (run_id, ordinal, candidate_id, evaluation_id, parents, decision, decided,
                                        change, recalled, reward, turn, committed, verdict, confirmed_fitness, reason,
                                        confirmation, confirmed_after, confirm_asked, confirm_turn)
                                    VALUES (:run, :ordinal, :candidate, :evaluation, :parents, :decision, :decided,
                                        :change, :recalled, :reward, :turn, :committed, :verdict, :confirmed_fitness, :reason,
                                        :confirmation, :confirmed_after, :confirm_asked, :confirm_turn)"""), step.settlement())
                    .bind("run", run)
                    .bind("ordinal", step.ordinal())
                    .bind("candidate", new SharedRows(handle).candidate(hash, encoded.genome(), rendering))
                    .bind("evaluation", evaluation(handle, key, hash, step))
                    .bind("parents", Rows.strings(lineage.parents()))
                    .bind("decision", lineage.decision().map(Decision::toString).orElse(null))
                    .bind("decided", lineage.decision().map(Decision::turn).orElse(0))
                    .bind("change", lineage.change())
                    .bind("recalled", step.recalled())
                    .bind("reward", step.reward())
                    .bind("turn", step.turn())
                    .bind("committed", step.committed().toString())
                    .execute();
        });
    }

    @Override
    public void confirm(String run, Step step) {
        Settlement settlement = step.settlement()
                .orElseThrow(
                        () -> new IllegalArgumentException("step %d has no confirmation".formatted(step.ordinal())));
        store.write(handle -> {
            Long evaluation = rows.bind(handle.createQuery("""
                                    UPDATE step SET verdict = :verdict, confirmed_fitness = :confirmed_fitness, reason = :reason,
                                        confirmation = :confirmation, confirmed_after = :confirmed_after,
                                        confirm_asked = :confirm_asked, confirm_turn = :confirm_turn
                                    WHERE run_id = :run AND ordinal = :ordinal AND (verdict IS NULL OR verdict = 'undecided')
                                    RETURNING evaluation_id"""), step.settlement())
                    .bind("run", run)
                    .bind("ordinal", step.ordinal())
                    .mapTo(Long.class)
                    .findOne()
                    .orElseThrow(() -> new MemoryException(
                            "run %s has no step %d that waits for a confirmation".formatted(run, step.ordinal())));
            if (settlement.confirmation().refutes()) {
                handle.createUpdate("UPDATE evaluation SET refuted = :reason WHERE id = :id")
                        .bind("reason", settlement.confirmation().reason())
                        .bind("id", evaluation)
                        .execute();
            }
            return true;
        });
    }

    /** Returns the row of the step's outcome: the one it was recalled from, where that says the same, or else a new one. */
    private long evaluation(Handle handle, RunKey key, String hash, Step step) {
        Optional<String> refuted =
                step.confirmation().filter(Confirmation::refutes).map(Confirmation::reason);
        if (step.recalled() && refuted.isEmpty()) {
            Optional<Long> same = handle.createQuery("""
                            SELECT id, %s FROM evaluation
                            WHERE hash = :hash AND hardware_id = :hardware AND workload_id = :workload AND known = 1
                            ORDER BY id DESC LIMIT 1""".formatted(Rows.EVALUATION_COLUMNS))
                    .bind("hash", hash)
                    .bind("hardware", key.hardware())
                    .bind("workload", key.workload())
                    .map((row, context) -> rows.evaluation(row).equals(step.evaluation()) ? row.getLong("id") : -1L)
                    .findOne()
                    .filter(id -> id >= 0);
            if (same.isPresent()) {
                return same.get();
            }
        }
        return rows.bind(
                        handle.createQuery("""
                                INSERT INTO evaluation (workload_id, hardware_id, hash, known, refuted, %s)
                                VALUES (:workload, :hardware, :hash, :known, :refuted, %s) RETURNING id""".formatted(Rows.EVALUATION_COLUMNS, Rows.EVALUATION_PARAMETERS)),
                        step.evaluation())
                .bind("workload", key.workload())
                .bind("hardware", key.hardware())
                .bind("hash", hash)
                .bind("known", !step.recalled() && !step.evaluation().isUndecided())
                .bind("refuted", refuted.orElse(null))
                .mapTo(Long.class)
                .one();
    }

    @Override
    public List<Step> steps(String run) {
        return store.read(handle -> handle.createQuery(STEP + "WHERE s.run_id = :run ORDER BY s.ordinal")
                .bind("run", run)
                .map((row, context) -> rows.step(row))
                .list());
    }

    @Override
    public Map<Status, Integer> counts(String run) {
        return store.read(handle -> {
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
        return store.read(handle -> {
            List<Step> line = new ArrayList<>();
            Set<String> seen = new HashSet<>();
            Optional<Step> step = first(handle, run, hash);
            while (step.isPresent() && seen.add(step.get().candidate().hash())) {
                line.addFirst(step.get());
                List<String> parents = step.get().candidate().lineage().parents();
                step = parents.isEmpty() ? Optional.empty() : ancestor(handle, run, parents.getFirst());
            }
            return line;
        });
    }

    private Optional<Step> first(Handle handle, String run, String hash) {
        return handle.createQuery(STEP + "WHERE s.run_id = :run AND c.hash = :hash ORDER BY s.ordinal LIMIT 1")
                .bind("run", run)
                .bind("hash", hash)
                .map((row, context) -> rows.step(row))
                .findOne();
    }

    private Optional<Step> ancestor(Handle handle, String run, String hash) {
        return first(handle, run, hash)
                .or(() -> handle.createQuery(STEP + """
                        JOIN run r ON r.id = s.run_id JOIN run here ON here.id = :run
                        WHERE c.hash = :hash AND r.workload_id = here.workload_id AND r.hardware_id = here.hardware_id
                        ORDER BY r.rowid DESC, s.ordinal LIMIT 1""")
                        .bind("run", run)
                        .bind("hash", hash)
                        .map((row, context) -> rows.step(row))
                        .findOne());
    }

    @Override
    public Optional<Evaluation> recall(Workload workload, Hardware hardware, String hash) {
        return store.read(handle -> handle.createQuery("""
                        SELECT e.*, (SELECT x.refuted FROM evaluation x
                            WHERE x.hash = e.hash AND x.hardware_id = e.hardware_id AND x.workload_id = e.workload_id
                                AND x.refuted IS NOT NULL LIMIT 1) AS refutation
                        FROM evaluation e JOIN workload w ON w.id = e.workload_id JOIN hardware h ON h.id = e.hardware_id
                        WHERE e.hash = :hash AND w.task = :task AND w.problem = :problem AND h.key = :hardware AND e.known = 1
                        ORDER BY e.id DESC LIMIT 1""")
                .bind("hash", hash)
                .bind("task", workload.task())
                .bind("problem", workload.key())
                .bind("hardware", hardware.key())
                .map((row, context) -> {
                    Evaluation evaluation = rows.evaluation(row);
                    return Optional.ofNullable(row.getString("refutation"))
                            .map(evaluation::refuted)
                            .orElse(evaluation);
                })
                .findOne());
    }

    @Override
    public Optional<Best> best(Workload workload, Hardware hardware) {
        String here =
                " JOIN run r ON r.id = s.run_id JOIN workload w ON w.id = r.workload_id JOIN hardware h ON h.id = r.hardware_id"
                        + " WHERE r.domain = :domain AND w.task = :task AND w.problem = :problem AND h.key = :hardware AND "
                        + NOT_REFUTED;
        return store.read(handle -> fittest(
                        handle, here + " AND s.verdict = 'faster'", "max", "confirmed_fitness", workload, hardware)
                .or(() -> fittest(handle, here, "min", "fitness", workload, hardware)));
    }

    /** Takes the last ("max") or first ("min") step of each run that satisfies the condition, and of these the fittest. */
    private Optional<Best> fittest(
            Handle handle, String condition, String end, String fitness, Workload workload, Hardware hardware) {
        return handle.createQuery("""
                        WITH met AS (%s)
                        SELECT * FROM met WHERE ordinal = (SELECT %s(ordinal) FROM met other WHERE other.run_id = met.run_id)
                        ORDER BY %s DESC LIMIT 1""".formatted(STEP + condition, end, fitness))
                .bind("domain", codec.domain())
                .bind("task", workload.task())
                .bind("problem", workload.key())
                .bind("hardware", hardware.key())
                .map((row, context) -> new Best(rows.step(row), row.getString("run_id")))
                .findOne();
    }

    @Override
    public void keepPolicy(String policy, String task, Hardware hardware, String state) {
        store.write(handle -> handle.createUpdate("""
                        INSERT INTO policy (policy, task, hardware_id, state, kept)
                        VALUES (:policy, :task, :hardware, :state, :kept)
                        ON CONFLICT (policy, task, hardware_id) DO UPDATE SET state = excluded.state, kept = excluded.kept""")
                .bind("policy", policy)
                .bind("task", task)
                .bind("hardware", new SharedRows(handle).hardware(hardware))
                .bind("state", state)
                .bind("kept", Instant.now().toString())
                .execute());
    }

    @Override
    public Optional<String> policy(String policy, String task, Hardware hardware) {
        return store.read(handle -> handle.createQuery("""
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
        store.write(handle -> handle.createUpdate("""
                        INSERT INTO fact (hardware_id, name, value, kept) VALUES (:hardware, :name, :value, :kept)
                        ON CONFLICT (hardware_id, name) DO UPDATE SET value = excluded.value, kept = excluded.kept""")
                .bind("hardware", new SharedRows(handle).hardware(hardware))
                .bind("name", name)
                .bind("value", json)
                .bind("kept", Instant.now().toString())
                .execute());
    }

    @Override
    public Optional<String> fact(Hardware hardware, String name) {
        return store.read(handle -> handle.createQuery("""
                        SELECT f.value FROM fact f JOIN hardware h ON h.id = f.hardware_id
                        WHERE h.key = :hardware AND f.name = :name""")
                .bind("hardware", hardware.key())
                .bind("name", name)
                .mapTo(String.class)
                .findOne());
    }

    private static Optional<RunKey> key(Handle handle, String run) {
        return handle.createQuery("SELECT workload_id, hardware_id FROM run WHERE id = :run")
                .bind("run", run)
                .map((row, context) -> new RunKey(row.getLong("workload_id"), row.getLong("hardware_id")))
                .findOne();
    }

    private record RunKey(long workload, long hardware) {}
}
