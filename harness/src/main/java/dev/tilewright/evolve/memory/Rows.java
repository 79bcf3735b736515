package dev.tilewright.evolve.memory;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.candidate.Measurement;
import dev.tilewright.evolve.candidate.Settlement;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** How values become columns, and columns values. */
final class Rows {

    static final String EVALUATION_COLUMNS = "status, fitness, measured, diagnostics, nanos";
    static final String EVALUATION_PARAMETERS = ":status, :fitness, :measured, :diagnostics, :nanos";

    static final String RUN = """
            SELECT r.*, w.task, w.content, h.backend, h.vendor, h.model, h.architecture, h.driver
            FROM run r JOIN workload w ON w.id = r.workload_id JOIN hardware h ON h.id = r.hardware_id
            WHERE r.domain = :domain
            """;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Codec codec;

    Rows(Codec codec) {
        this.codec = codec;
    }

    static Run run(ResultSet row) throws SQLException {
        return new Run(
                row.getString("id"),
                new Workload(row.getString("task"), row.getString("problem"), row.getString("content")),
                new Hardware(
                        row.getString("backend"),
                        row.getString("vendor"),
                        row.getString("model"),
                        row.getString("architecture"),
                        row.getString("driver")),
                row.getString("device"),
                row.getString("plan"),
                row.getString("version"),
                Instant.parse(row.getString("started")));
    }

    /**
     * Reads a step.
     *
     * @param texts what the candidate refers to
     */
    Step step(ResultSet row, List<String> texts) throws SQLException {
        return new Step(
                row.getInt("ordinal"),
                candidate(row, texts),
                evaluation(row),
                row.getBoolean("recalled"),
                row.getDouble("reward"),
                row.getInt("turn"),
                settlement(row),
                Instant.parse(row.getString("committed")));
    }

    private Candidate candidate(ResultSet row, List<String> texts) throws SQLException {
        String decision = row.getString("decision");
        int decided = row.getInt("decided");
        Lineage lineage = new Lineage(
                strings(row.getString("parents")),
                Optional.ofNullable(decision).map(text -> Decision.parse(decided, text)),
                row.getString("change"));
        Codec.Encoded encoded =
                new Codec.Encoded(row.getString("genome"), Texts.inflate(row.getBytes("rendering")), texts);
        return new Candidate(codec.genome(encoded), lineage);
    }

    private Optional<Settlement> settlement(ResultSet row) throws SQLException {
        String verdict = row.getString("verdict");
        if (verdict == null) {
            return Optional.empty();
        }
        double fitness = row.getDouble("confirmed_fitness");
        OptionalDouble measuredFitness = row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(fitness);
        Confirmation confirmation = new Confirmation(
                Confirmation.Verdict.of(verdict),
                measuredFitness,
                row.getString("reason"),
                Optional.ofNullable(row.getString("confirmation")).map(codec::comparison));
        int after = row.getInt("confirmed_after");
        return Optional.of(new Settlement(
                confirmation,
                row.wasNull() ? row.getInt("ordinal") : after,
                row.getInt("confirm_asked"),
                row.getInt("confirm_turn")));
    }

    Evaluation evaluation(ResultSet row) throws SQLException {
        double fitness = row.getDouble("fitness");
        OptionalDouble measuredFitness = row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(fitness);
        return new Evaluation(
                Status.of(row.getString("status")),
                measuredFitness,
                row.getString("diagnostics"),
                Optional.ofNullable(row.getString("measured")).map(codec::evaluation),
                row.getLong("nanos"));
    }

    /** The columns of an outcome as they are kept, so that a mark of them does not depend on how they are read. */
    record Outcome(
            String status,
            @Nullable Double fitness,
            @Nullable String measured,
            String diagnostics,
            long nanos) {}

    Outcome outcome(Evaluation evaluation) {
        return new Outcome(
                evaluation.status().id(),
                number(evaluation.fitness()),
                text(evaluation.measured()),
                Texts.abridge(evaluation.diagnostics()),
                evaluation.nanos());
    }

    static Outcome outcome(ResultSet row) throws SQLException {
        double fitness = row.getDouble("fitness");
        boolean failed = row.wasNull();
        return new Outcome(
                row.getString("status"),
                failed ? null : fitness,
                row.getString("measured"),
                row.getString("diagnostics"),
                row.getLong("nanos"));
    }

    <S extends SqlStatement<S>> S bind(S statement, Evaluation evaluation) {
        Outcome outcome = outcome(evaluation);
        return statement
                .bind("status", outcome.status())
                .bind("fitness", outcome.fitness())
                .bind("measured", outcome.measured())
                .bind("diagnostics", outcome.diagnostics())
                .bind("nanos", outcome.nanos());
    }

    /** Binds the columns of a step that a confirmation fills; all empty where there is none. */
    <S extends SqlStatement<S>> S bind(S statement, Optional<Settlement> settlement) {
        Optional<Confirmation> confirmation = settlement.map(Settlement::confirmation);
        return statement
                .bind(
                        "verdict",
                        confirmation.map(outcome -> outcome.verdict().id()).orElse(null))
                .bind(
                        "confirmed_fitness",
                        confirmation.map(outcome -> number(outcome.fitness())).orElse(null))
                .bind("reason", confirmation.map(Confirmation::reason).orElse(null))
                .bind(
                        "confirmation",
                        confirmation.map(outcome -> text(outcome.measured())).orElse(null))
                .bind("confirmed_after", settlement.map(Settlement::after).orElse(null))
                .bind("confirm_asked", settlement.map(Settlement::asked).orElse(null))
                .bind("confirm_turn", settlement.map(Settlement::turn).orElse(null));
    }

    @Nullable
    String text(Optional<Measurement> measured) {
        return measured.map(codec::write).orElse(null);
    }

    static @Nullable Double number(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    static String strings(List<String> values) {
        return JSON.writeValueAsString(values);
    }

    private static List<String> strings(String json) {
        return List.of(JSON.readValue(json, String[].class));
    }
}
