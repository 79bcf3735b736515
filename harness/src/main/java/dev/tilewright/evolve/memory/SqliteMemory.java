package dev.tilewright.evolve.memory;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.candidate.Settlement;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.memory.RowMarks.Place;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The part of a {@link Store} that evolution knows. */
final class SqliteMemory implements Memory {

    private final Store store;
    private final Codec codec;
    private final Rows rows;
    private final RowMarks marks;

    SqliteMemory(Store store, Codec codec) {
        this.store = store;
        this.codec = codec;
        rows = new Rows(codec);
        marks = new RowMarks(store.marks());
    }

    private Recollection recollection(Handle handle) {
        return new Recollection(handle, rows, marks, codec.domain());
    }

    private List<String> texts(Handle handle, ResultSet row) throws SQLException {
        return new SharedRows(handle).texts(row.getString("texts"));
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
            handle.createUpdate("""
                            INSERT INTO run (id, domain, workload_id, hardware_id, problem, device, plan, version, started, mark)
                            VALUES (:id, :domain, :workload, :hardware, :problem, :device, :plan, :version, :started, :mark)""")
                    .bind("id", run.id())
                    .bind("domain", codec.domain())
                    .bind("workload", shared.workload(run.workload()))
                    .bind("hardware", shared.hardware(run.hardware()))
                    .bind("problem", run.workload().problem())
                    .bind("device", run.device())
                    .bind("plan", run.plan())
                    .bind("version", run.version())
                    .bind("started", run.started().toString())
                    .bind("mark", marks.run(run, codec.domain()))
                    .execute();
            store.hold(handle, run.id());
            return true;
        });
    }

    @Override
    public void hold(String run) {
        store.write(handle -> {
            store.hold(handle, run);
            return true;
        });
    }

    @Override
    public Optional<Run> run(String id) {
        return store.read(handle -> handle.createQuery(Rows.RUN + "AND r.id = :id")
                .bind("domain", codec.domain())
                .bind("id", id)
                .map((row, context) -> Rows.run(row))
                .findOne());
    }

    @Override
    public List<Run> runs() {
        return store.read(handle -> handle.createQuery(Rows.RUN + "ORDER BY r.rowid DESC")
                .bind("domain", codec.domain())
                .map((row, context) -> Rows.run(row))
                .list());
    }

    @Override
    public List<Run> newest(int most) {
        return store.read(handle -> handle.createQuery(Rows.RUN + "ORDER BY r.rowid DESC LIMIT :most")
                .bind("domain", codec.domain())
                .bind("most", most)
                .map((row, context) -> Rows.run(row))
                .list());
    }

    @Override
    public boolean isOwn(String run) {
        return run(run).map(found -> store.read(handle -> recollection(handle).isOwn(found)))
                .orElse(false);
    }

    @Override
    public void commit(String run, List<Step> steps) {
        store.write(handle -> {
            int committed = 0;
            for (Step step : steps) {
                committed += insert(handle, run, step);
            }
            return committed;
        });
    }

    private int insert(Handle handle, String run, Step step) {
        Candidate candidate = step.candidate();
        Lineage lineage = candidate.lineage();
        String hash = candidate.hash();
        Codec.Encoded encoded = codec.write(candidate.genome());
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
        SharedRows.CandidateRow row = new SharedRows(handle).candidate(hash, encoded);
        return rows.bind(handle.createUpdate("""
                                INSERT INTO step (run_id, ordinal, candidate_id, evaluation_id, parents, decision, decided,
                                    change, recalled, reward, turn, committed, verdict, confirmed_fitness, reason,
                                    confirmation, confirmed_after, confirm_asked, confirm_turn, mark)
                                VALUES (:run, :ordinal, :candidate, :evaluation, :parents, :decision, :decided,
                                    :change, :recalled, :reward, :turn, :committed, :verdict, :confirmed_fitness, :reason,
                                    :confirmation, :confirmed_after, :confirm_asked, :confirm_turn, :mark)"""), step.settlement())
                .bind("run", run)
                .bind("ordinal", step.ordinal())
                .bind("candidate", row.id())
                .bind("mark", marks.step(run, step, row.content(), confirmation(step)))
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
    }

    @Override
    public void confirm(String run, Step step) {
        Settlement settlement = step.settlement()
                .orElseThrow(
                        () -> new IllegalArgumentException("step %d has no confirmation".formatted(step.ordinal())));
        store.write(handle -> {
            Waiting waiting = handle.createQuery("""
                            SELECT s.evaluation_id, e.*, c.content FROM step s
                            JOIN evaluation e ON e.id = s.evaluation_id JOIN candidate c ON c.id = s.candidate_id
                            WHERE s.run_id = :run AND s.ordinal = :ordinal AND (s.verdict IS NULL OR s.verdict = 'undecided')""")
                    .bind("run", run)
                    .bind("ordinal", step.ordinal())
                    .map((row, context) -> new Waiting(
                            row.getLong("evaluation_id"),
                            Rows.outcome(row),
                            row.getBoolean("known"),
                            row.getString("content")))
                    .findOne()
                    .orElseThrow(() -> new MemoryException(
                            "run %s has no step %d that waits for a confirmation".formatted(run, step.ordinal())));
            rows.bind(handle.createUpdate("""
                                    UPDATE step SET verdict = :verdict, confirmed_fitness = :confirmed_fitness, reason = :reason,
                                        confirmation = :confirmation, confirmed_after = :confirmed_after,
                                        confirm_asked = :confirm_asked, confirm_turn = :confirm_turn, mark = :mark
                                    WHERE run_id = :run AND ordinal = :ordinal"""), step.settlement())
                    .bind("run", run)
                    .bind("ordinal", step.ordinal())
                    .bind("mark", marks.step(run, step, waiting.content(), confirmation(step)))
                    .execute();
            if (settlement.confirmation().refutes()) {
                refute(handle, key(handle, run).orElseThrow(), waiting, step);
            }
            return true;
        });
    }

    /** A step that waits for its confirmation. */
    private record Waiting(long evaluation, Rows.Outcome outcome, boolean known, String content) {}

    private @Nullable String confirmation(Step step) {
        return rows.text(step.confirmation().flatMap(Confirmation::measured));
    }

    private void refute(Handle handle, RunKey key, Waiting waiting, Step step) {
        String reason = step.confirmation().orElseThrow().reason();
        handle.createUpdate("UPDATE evaluation SET refuted = :reason, mark = :mark WHERE id = :id")
                .bind("reason", reason)
                .bind("id", waiting.evaluation())
                .bind(
                        "mark",
                        marks.evaluation(
                                key.place(),
                                step.candidate().hash(),
                                waiting.outcome(),
                                waiting.known(),
                                Optional.of(reason)))
                .execute();
    }

    /** Returns the row of the step's outcome: the one it was recalled from, where that says the same, or else a new one. */
    private long evaluation(Handle handle, RunKey key, String hash, Step step) {
        Optional<String> refuted =
                step.confirmation().filter(Confirmation::refutes).map(Confirmation::reason);
        if (step.recalled() && refuted.isEmpty()) {
            Optional<Long> same = recollection(handle).outcomes(key.place(), hash).stream()
                    .filter(Recollection.Own::known)
                    .findFirst()
                    .filter(known -> known.evaluation().equals(step.evaluation()))
                    .map(Recollection.Own::id);
            if (same.isPresent()) {
                return same.get();
            }
        }
        boolean known = !step.recalled() && step.isDecided();
        return rows.bind(
                        handle.createQuery("""
                                INSERT INTO evaluation (workload_id, hardware_id, hash, known, refuted, mark, %s)
                                VALUES (:workload, :hardware, :hash, :known, :refuted, :mark, %s) RETURNING id""".formatted(Rows.EVALUATION_COLUMNS, Rows.EVALUATION_PARAMETERS)),
                        step.evaluation())
                .bind("workload", key.workload())
                .bind("hardware", key.hardware())
                .bind("hash", hash)
                .bind("known", known)
                .bind("mark", marks.evaluation(key.place(), hash, rows.outcome(step.evaluation()), known, refuted))
                .bind("refuted", refuted.orElse(null))
                .mapTo(Long.class)
                .one();
    }

    @Override
    public List<Step> steps(String run) {
        return store.read(handle -> handle.createQuery(Recollection.STEP + "WHERE s.run_id = :run ORDER BY s.ordinal")
                .bind("run", run)
                .map((row, context) -> rows.step(row, texts(handle, row)))
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
        return handle.createQuery(
                        Recollection.STEP + "WHERE s.run_id = :run AND c.hash = :hash ORDER BY s.ordinal LIMIT 1")
                .bind("run", run)
                .bind("hash", hash)
                .map((row, context) -> rows.step(row, texts(handle, row)))
                .findOne();
    }

    private Optional<Step> ancestor(Handle handle, String run, String hash) {
        return first(handle, run, hash)
                .or(() -> handle.createQuery(Recollection.STEP + """
                        JOIN run r ON r.id = s.run_id JOIN run here ON here.id = :run
                        WHERE c.hash = :hash AND r.workload_id = here.workload_id AND r.hardware_id = here.hardware_id
                        ORDER BY r.rowid DESC, s.ordinal LIMIT 1""")
                        .bind("run", run)
                        .bind("hash", hash)
                        .map((row, context) -> rows.step(row, texts(handle, row)))
                        .findOne());
    }

    @Override
    public Optional<Evaluation> recall(Workload workload, Hardware hardware, String hash) {
        return store.read(handle -> recollection(handle).recall(new Place(workload, hardware.key()), hash));
    }

    @Override
    public Optional<Best> best(Workload workload, Hardware hardware) {
        return store.read(handle -> recollection(handle).best(new Place(workload, hardware.key())));
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
    public void keepInsight(String run, String json) {
        store.write(handle ->
                handle.createUpdate("""
                        INSERT INTO insight (run_id, content) VALUES (:run, :content)
                        ON CONFLICT (run_id) DO UPDATE SET content = excluded.content""").bind("run", run).bind("content", json).execute());
    }

    @Override
    public Optional<String> insight(String run) {
        return store.read(handle -> handle.createQuery("SELECT content FROM insight WHERE run_id = :run")
                .bind("run", run)
                .mapTo(String.class)
                .findOne());
    }

    @Override
    public void keepFact(Hardware hardware, String name, String json) {
        store.write(handle -> handle.createUpdate("""
                        INSERT INTO fact (hardware_id, name, value, kept, mark) VALUES (:hardware, :name, :value, :kept, :mark)
                        ON CONFLICT (hardware_id, name) DO UPDATE SET
                            value = excluded.value, kept = excluded.kept, mark = excluded.mark""")
                .bind("hardware", new SharedRows(handle).hardware(hardware))
                .bind("name", name)
                .bind("value", json)
                .bind("kept", Instant.now().toString())
                .bind("mark", RowMarks.fact(store.marks(), hardware.key(), name, json))
                .execute());
    }

    @Override
    public Optional<String> fact(Hardware hardware, String name) {
        return keptFact(hardware, name).map(Fact::value);
    }

    @Override
    public Optional<String> ownFact(Hardware hardware, String name) {
        return keptFact(hardware, name).filter(Fact::own).map(Fact::value);
    }

    private record Fact(String value, boolean own) {}

    private Optional<Fact> keptFact(Hardware hardware, String name) {
        return store.read(handle -> handle.createQuery("""
                        SELECT f.value, f.mark FROM fact f JOIN hardware h ON h.id = f.hardware_id
                        WHERE h.key = :hardware AND f.name = :name""")
                .bind("hardware", hardware.key())
                .bind("name", name)
                .map((row, context) -> new Fact(
                        row.getString("value"),
                        Marks.same(
                                row.getBytes("mark"),
                                RowMarks.fact(store.marks(), hardware.key(), name, row.getString("value")))))
                .findOne());
    }

    private static Optional<RunKey> key(Handle handle, String run) {
        return handle.createQuery("""
                        SELECT r.workload_id, r.hardware_id, w.task, w.problem, w.content, h.key FROM run r
                        JOIN workload w ON w.id = r.workload_id JOIN hardware h ON h.id = r.hardware_id
                        WHERE r.id = :run""")
                .bind("run", run)
                .map((row, context) -> new RunKey(
                        row.getLong("workload_id"),
                        row.getLong("hardware_id"),
                        new Place(
                                new Workload(row.getString("task"), row.getString("problem"), row.getString("content")),
                                row.getString("key"))))
                .findOne();
    }

    private record RunKey(long workload, long hardware, Place place) {}
}
