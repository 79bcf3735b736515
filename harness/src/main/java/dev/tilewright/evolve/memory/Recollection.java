package dev.tilewright.evolve.memory;

import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.memory.Memory.Best;
import dev.tilewright.evolve.memory.RowMarks.Place;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * What earlier runs tell a new one: outcomes, and the best. An outcome is believed only if its mark says that this machine wrote it: a memory
 * file may come from anybody, and have anything in it.
 */
final class Recollection {

    static final String STEP = """
            SELECT s.*, c.genome, c.rendering, c.texts, c.content, c.hash, e.known, e.refuted, e.mark AS evaluation_mark, e.%s
            FROM step s JOIN candidate c ON c.id = s.candidate_id JOIN evaluation e ON e.id = s.evaluation_id
            """.formatted(Rows.EVALUATION_COLUMNS.replace(", ", ", e."));

    private static final String NOT_REFUTED = """
            e.status = 'ok' AND NOT EXISTS (
                SELECT 1 FROM evaluation x
                WHERE x.hash = e.hash AND x.hardware_id = e.hardware_id AND x.workload_id = e.workload_id
                    AND x.refuted IS NOT NULL)
            """;

    private final Handle handle;
    private final Rows rows;
    private final RowMarks marks;
    private final String domain;

    Recollection(Handle handle, Rows rows, RowMarks marks, String domain) {
        this.handle = handle;
        this.rows = rows;
        this.marks = marks;
        this.domain = domain;
    }

    /**
     * An outcome that this machine wrote.
     *
     * @param known whether it may be recalled
     * @param refuted why a confirmation overruled it
     */
    record Own(long id, Evaluation evaluation, boolean known, Optional<String> refuted) {}

    /** Returns the outcomes of a candidate that this machine wrote, the latest first. */
    List<Own> outcomes(Place place, String hash) {
        return handle
                .createQuery("""
                        SELECT e.* FROM evaluation e
                        JOIN workload w ON w.id = e.workload_id JOIN hardware h ON h.id = e.hardware_id
                        WHERE e.hash = :hash AND w.task = :task AND w.problem = :problem AND w.content = :content
                            AND h.key = :hardware
                        ORDER BY e.id DESC""")
                .bind("hash", hash)
                .bind("task", place.workload().task())
                .bind("problem", place.workload().key())
                .bind("content", place.workload().content())
                .bind("hardware", place.hardware())
                .map((row, context) -> own(row, place, hash))
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Own> own(ResultSet row, Place place, String hash) throws SQLException {
        Own own = new Own(
                row.getLong("id"),
                rows.evaluation(row),
                row.getBoolean("known"),
                Optional.ofNullable(row.getString("refuted")));
        byte[] expected = marks.evaluation(place, hash, Rows.outcome(row), own.known(), own.refuted());
        return Marks.same(row.getBytes("mark"), expected) ? Optional.of(own) : Optional.empty();
    }

    /** Finds the outcome of a candidate; one that was refuted, in any run, is worth what is left of it. */
    Optional<Evaluation> recall(Place place, String hash) {
        List<Own> outcomes = outcomes(place, hash);
        Optional<String> refutation =
                outcomes.stream().flatMap(own -> own.refuted().stream()).findFirst();
        return outcomes.stream()
                .filter(Own::known)
                .findFirst()
                .map(Own::evaluation)
                .map(evaluation -> refutation.map(evaluation::refuted).orElse(evaluation));
    }

    private record Found(String run, int ordinal) {}

    /** Finds the fittest of what this machine measured, and otherwise of what the file says. */
    Optional<Best> best(Place place) {
        List<Found> confirmed =
                found(place, "AND s.verdict = 'faster'", "s.confirm_asked DESC, s.ordinal DESC", "confirmed_fitness");
        List<Found> begun = confirmed.isEmpty() || confirmed.stream().noneMatch(one -> isOwnRun(one.run()))
                ? found(place, "", "s.ordinal ASC", "fitness")
                : List.of();
        List<Found> all = new ArrayList<>(confirmed);
        all.addAll(begun);
        for (Found found : all) {
            Optional<Best> own = isOwnRun(found.run()) ? best(place, found).filter(Best::own) : Optional.empty();
            if (own.isPresent()) {
                return own;
            }
        }
        return all.stream().findFirst().flatMap(found -> best(place, found));
    }

    /** Returns the last or the first step of each run that satisfies the condition, the fittest first. */
    private List<Found> found(Place place, String condition, String order, String fitness) {
        return handle.createQuery("""
                        WITH last AS (
                            SELECT r.id AS run_id, (
                                SELECT s.ordinal FROM step s JOIN evaluation e ON e.id = s.evaluation_id
                                WHERE s.run_id = r.id %s AND %s
                                ORDER BY %s LIMIT 1) AS ordinal
                            FROM run r JOIN workload w ON w.id = r.workload_id JOIN hardware h ON h.id = r.hardware_id
                            WHERE r.domain = :domain AND w.task = :task AND w.problem = :problem AND w.content = :content
                                AND h.key = :hardware)
                        SELECT last.run_id, last.ordinal
                        FROM last JOIN step s ON s.run_id = last.run_id AND s.ordinal = last.ordinal
                        JOIN evaluation e ON e.id = s.evaluation_id
                        ORDER BY %s DESC, last.run_id""".formatted(condition, NOT_REFUTED, order, fitness))
                .bind("domain", domain)
                .bind("task", place.workload().task())
                .bind("problem", place.workload().key())
                .bind("content", place.workload().content())
                .bind("hardware", place.hardware())
                .map((row, context) -> new Found(row.getString("run_id"), row.getInt("ordinal")))
                .list();
    }

    private Optional<Best> best(Place place, Found found) {
        return handle.createQuery(STEP + "WHERE s.run_id = :run AND s.ordinal = :ordinal")
                .bind("run", found.run())
                .bind("ordinal", found.ordinal())
                .map((row, context) -> new Best(
                        rows.step(row, texts(row)),
                        found.run(),
                        isOwnRun(found.run()) && isOwn(row, found.run(), place)))
                .findOne();
    }

    private List<String> texts(ResultSet row) throws SQLException {
        return new SharedRows(handle).texts(row.getString("texts"));
    }

    private boolean isOwn(ResultSet row, String run, Place place) throws SQLException {
        List<String> texts = texts(row);
        Step step = rows.step(row, texts);
        String hash = row.getString("hash");
        String content = SharedRows.content(row.getString("genome"), row.getBytes("rendering"), texts);
        boolean known = row.getBoolean("known");
        Optional<String> refuted = Optional.ofNullable(row.getString("refuted"));
        return content.equals(row.getString("content"))
                && Objects.equals(hash, step.candidate().hash())
                && Marks.same(row.getBytes("mark"), marks.step(run, step, content, row.getString("confirmation")))
                && Marks.same(
                        row.getBytes("evaluation_mark"),
                        marks.evaluation(place, hash, Rows.outcome(row), known, refuted));
    }

    private boolean isOwnRun(String id) {
        return handle.createQuery(Rows.RUN + "AND r.id = :id")
                .bind("domain", domain)
                .bind("id", id)
                .map((row, context) -> Marks.same(row.getBytes("mark"), marks.run(Rows.run(row), domain)))
                .findOne()
                .orElse(false);
    }

    /** Tells whether this machine wrote a run and every step of it. */
    boolean isOwn(Run run) {
        Place place = new Place(run.workload(), run.hardware().key());
        return isOwnRun(run.id())
                && handle
                        .createQuery(STEP + "WHERE s.run_id = :run")
                        .bind("run", run.id())
                        .map((row, context) -> isOwn(row, run.id(), place))
                        .stream()
                        .allMatch(own -> own);
    }
}
