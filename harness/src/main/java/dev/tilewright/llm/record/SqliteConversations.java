package dev.tilewright.llm.record;

import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.evolve.memory.Store;
import dev.tilewright.evolve.memory.Texts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.json.JsonMapper;

/** Conversations in the same file as the rest of memory. */
final class SqliteConversations implements Conversations {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Store store;

    SqliteConversations(Store store) {
        this.store = store;
    }

    @Override
    public void keep(String run, Exchange exchange) {
        Exchange.Asked asked = exchange.asked();
        Exchange.Came came = exchange.came();
        Optional<Exchange.Taken> taken = exchange.taken();
        store.write(handle -> handle.createUpdate("""
                        INSERT OR REPLACE INTO exchange (run_id, ordinal, purpose, model, decision, decided, parents, repairs, turn,
                            temperature, lines, answer, truncated, failure, broke, requests, tokens, money, nanos,
                            taken, verdict, reason, candidate)
                        VALUES (:run, :ordinal, :purpose, :model, :decision, :decided, :parents, :repairs, :turn,
                            :temperature, :lines, :answer, :truncated, :failure, :broke, :requests, :tokens, :money, :nanos,
                            :taken, :verdict, :reason, :candidate)""")
                .bind("run", run)
                .bind("ordinal", exchange.ordinal())
                .bind("purpose", asked.purpose().id())
                .bind("model", asked.model())
                .bind("decision", asked.decision().map(Decision::toString).orElse(null))
                .bind("decided", asked.decision().map(Decision::turn).orElse(0))
                .bind("parents", JSON.writeValueAsString(asked.parents()))
                .bind("repairs", asked.repairs().isPresent() ? asked.repairs().getAsInt() : null)
                .bind("turn", asked.turn())
                .bind("temperature", asked.temperature())
                .bind("lines", Texts.deflate(JSON.writeValueAsString(asked.lines())))
                .bind("answer", Texts.deflate(came.answer()))
                .bind("truncated", came.truncated())
                .bind("failure", came.failure())
                .bind("broke", came.broke())
                .bind("requests", came.requests())
                .bind("tokens", came.tokens())
                .bind("money", came.money())
                .bind("nanos", came.nanos())
                .bind("taken", taken.map(Exchange.Taken::turn).orElse(null))
                .bind(
                        "verdict",
                        taken.map(Exchange.Taken::verdict)
                                .map(Exchange.Verdict::id)
                                .orElse(null))
                .bind("reason", taken.map(Exchange.Taken::reason).orElse(null))
                .bind("candidate", taken.flatMap(Exchange.Taken::candidate).orElse(null))
                .execute());
    }

    @Override
    public List<Exchange> exchanges(String run) {
        return store.read(handle -> handle.createQuery("SELECT * FROM exchange WHERE run_id = :run ORDER BY ordinal")
                .bind("run", run)
                .map((row, context) -> exchange(row))
                .list());
    }

    private static Exchange exchange(ResultSet row) throws SQLException {
        int repairs = row.getInt("repairs");
        OptionalInt repaired = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(repairs);
        List<Exchange.Line> lines =
                List.of(JSON.readValue(Texts.inflate(row.getBytes("lines")), Exchange.Line[].class));
        int taken = row.getInt("taken");
        boolean untaken = row.wasNull();
        int decided = row.getInt("decided");
        return new Exchange(
                row.getInt("ordinal"),
                new Exchange.Asked(
                        Exchange.Purpose.of(row.getString("purpose")),
                        row.getString("model"),
                        Optional.ofNullable(row.getString("decision")).map(text -> Decision.parse(decided, text)),
                        strings(row.getString("parents")),
                        lines,
                        row.getDouble("temperature"),
                        row.getInt("turn"),
                        repaired),
                new Exchange.Came(
                        Texts.inflate(row.getBytes("answer")),
                        row.getBoolean("truncated"),
                        row.getString("failure"),
                        row.getBoolean("broke"),
                        row.getLong("requests"),
                        row.getLong("tokens"),
                        row.getDouble("money"),
                        row.getLong("nanos")),
                untaken
                        ? Optional.empty()
                        : Optional.of(new Exchange.Taken(
                                taken,
                                Exchange.Verdict.of(row.getString("verdict")),
                                row.getString("reason"),
                                Optional.ofNullable(row.getString("candidate")))));
    }

    @Override
    public void keep(Hardware hardware, Belief belief) {
        store.write(handle -> handle.createUpdate("""
                        INSERT OR REPLACE INTO belief (id, hardware_id, task, text, transformation, pays, tasks, devices, condition,
                            evidence, dropped)
                        VALUES (:id, :hardware, :task, :text, :transformation, :pays, :tasks, :devices, :condition,
                            :evidence, :dropped)""")
                .bind("id", belief.id())
                .bind("hardware", Store.hardware(handle, hardware))
                .bind("task", belief.task())
                .bind("text", belief.text())
                .bind("transformation", belief.claim().transformation())
                .bind("pays", belief.claim().pays())
                .bind("tasks", belief.claim().scope().tasks().orElse(null))
                .bind("devices", belief.claim().scope().devices().orElse(null))
                .bind("condition", belief.claim().scope().condition().orElse(null))
                .bind("evidence", JSON.writeValueAsString(belief.evidence()))
                .bind("dropped", belief.dropped().orElse(null))
                .execute());
    }

    @Override
    public List<Belief> beliefs(Hardware hardware, String devices) {
        return store.read(handle -> handle.createQuery("""
                        SELECT b.* FROM belief b JOIN hardware h ON h.id = b.hardware_id
                        WHERE (h.key = :hardware OR b.devices = :devices) AND b.dropped IS NULL ORDER BY b.rowid""")
                .bind("hardware", hardware.key())
                .bind("devices", devices)
                .map((row, context) -> new Belief(
                        row.getString("id"),
                        row.getString("task"),
                        row.getString("text"),
                        new Belief.Claim(
                                row.getString("transformation"),
                                row.getBoolean("pays"),
                                new Belief.Scope(
                                        Optional.ofNullable(row.getString("tasks")),
                                        Optional.ofNullable(row.getString("devices")),
                                        Optional.ofNullable(row.getString("condition")))),
                        strings(row.getString("evidence")),
                        Optional.empty()))
                .list());
    }

    @Override
    public void keepStyle(String name, String json) {
        store.write(handle -> handle.createUpdate("""
                        INSERT INTO style (name, content) VALUES (:name, :content)
                        ON CONFLICT (name) DO UPDATE SET content = excluded.content""")
                .bind("name", name)
                .bind("content", json)
                .execute());
    }

    @Override
    public Map<String, String> styles() {
        return store.read(handle -> {
            Map<String, String> styles = new LinkedHashMap<>();
            handle.createQuery("SELECT name, content FROM style ORDER BY rowid")
                    .map((row, context) -> Map.entry(row.getString("name"), row.getString("content")))
                    .forEach(style -> styles.put(style.getKey(), style.getValue()));
            return styles;
        });
    }

    @Override
    public void earned(Hardware hardware, String style, double reward) {
        store.write(handle -> handle.createUpdate("""
                        INSERT INTO style_record (hardware_id, style, answers, sum, squares, retired)
                        VALUES (:hardware, :style, 1, :reward, :square, 0)
                        ON CONFLICT (hardware_id, style) DO UPDATE SET answers = answers + 1,
                            sum = sum + excluded.sum, squares = squares + excluded.squares""")
                .bind("hardware", Store.hardware(handle, hardware))
                .bind("style", style)
                .bind("reward", reward)
                .bind("square", reward * reward)
                .execute());
    }

    @Override
    public void corrected(Hardware hardware, String style, double before, double after) {
        store.write(handle -> handle.createUpdate("""
                        UPDATE style_record SET sum = sum + :sum, squares = squares + :squares
                        WHERE hardware_id = :hardware AND style = :style""")
                .bind("hardware", Store.hardware(handle, hardware))
                .bind("style", style)
                .bind("sum", after - before)
                .bind("squares", after * after - before * before)
                .execute());
    }

    @Override
    public void retire(Hardware hardware, String style) {
        store.write(handle -> handle.createUpdate(
                        "UPDATE style_record SET retired = 1 WHERE hardware_id = :hardware AND style = :style")
                .bind("hardware", Store.hardware(handle, hardware))
                .bind("style", style)
                .execute());
    }

    @Override
    public List<StyleRecord> styleRecords(Hardware hardware) {
        return store.read(handle -> handle.createQuery("""
                        SELECT s.* FROM style_record s JOIN hardware h ON h.id = s.hardware_id
                        WHERE h.key = :hardware ORDER BY s.rowid""")
                .bind("hardware", hardware.key())
                .map((row, context) -> new StyleRecord(
                        row.getString("style"),
                        row.getInt("answers"),
                        row.getDouble("sum"),
                        row.getDouble("squares"),
                        row.getBoolean("retired")))
                .list());
    }

    private static List<String> strings(String json) {
        return List.of(JSON.readValue(json, String[].class));
    }
}
