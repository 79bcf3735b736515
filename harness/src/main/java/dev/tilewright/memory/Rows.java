package dev.tilewright.memory;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.candidate.CandidateJson;
import dev.tilewright.candidate.Confirmation;
import dev.tilewright.candidate.Directive;
import dev.tilewright.candidate.Evaluation;
import dev.tilewright.candidate.OutcomeJson;
import dev.tilewright.candidate.ProgramJson;
import dev.tilewright.candidate.Status;
import dev.tilewright.candidate.TimeEstimate;
import dev.tilewright.device.Hardware;
import dev.tilewright.task.Problem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** How values become columns, and columns values. */
final class Rows {

    static final String EVALUATION_COLUMNS =
            "status, device_median, device_low, device_high, device_samples, host_median, host_low, host_high, host_samples, max_relative_error, verified, diagnostics, build_cost, run_cost, total_cost";

    static final String EVALUATION_PARAMETERS =
            ":status, :device_median, :device_low, :device_high, :device_samples, :host_median, :host_low, :host_high, :host_samples, :max_relative_error, :verified, :diagnostics, :build_cost, :run_cost, :total_cost";

    private static final int DIAGNOSTICS_CHARACTERS = 16_000;
    private static final JsonMapper JSON = JsonMapper.shared();

    private Rows() {}

    static Run run(ResultSet row) throws SQLException {
        return new Run(
                row.getString("id"),
                row.getString("task"),
                ProgramJson.problem(json(row.getString("problem"))),
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

    static Step step(ResultSet row) throws SQLException {
        int ordinal = row.getInt("ordinal");
        int later = row.getInt("confirmed_after");
        int after = row.wasNull() ? ordinal : later;
        return new Step(
                ordinal,
                candidate(row),
                evaluation(row),
                row.getBoolean("recalled"),
                row.getDouble("reward"),
                confirmation(row),
                after,
                Instant.parse(row.getString("committed")));
    }

    static Memory.Best best(ResultSet row) throws SQLException {
        return new Memory.Best(candidate(row), evaluation(row), confirmation(row), row.getString("run_id"));
    }

    private static Candidate candidate(ResultSet row) throws SQLException {
        JsonNode programs = json(inflate(row.getBytes("programs")));
        String directive = row.getString("directive");
        List<String> parents = new ArrayList<>();
        json(row.getString("parents")).forEach(parent -> parents.add(parent.stringValue()));
        return new Candidate(
                ProgramJson.problem(programs.required("problem")),
                CandidateJson.readPrograms(programs.required("programs")),
                CandidateJson.readOrigin(json(row.getString("origin"))),
                new Candidate.Lineage(
                        parents, Optional.ofNullable(directive).map(Directive::parse), row.getString("change")));
    }

    private static Optional<Confirmation> confirmation(ResultSet row) throws SQLException {
        return Optional.ofNullable(row.getString("confirmation")).map(text -> OutcomeJson.confirmation(json(text)));
    }

    static Evaluation evaluation(ResultSet row) throws SQLException {
        String error = row.getString("max_relative_error");
        List<Problem> verified = new ArrayList<>();
        json(row.getString("verified")).forEach(problem -> verified.add(ProgramJson.problem(problem)));
        return new Evaluation(
                Status.of(row.getString("status")),
                time(row, "device"),
                time(row, "host"),
                error == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(error)),
                verified,
                row.getString("diagnostics"),
                new Evaluation.Cost(row.getLong("build_cost"), row.getLong("run_cost"), row.getLong("total_cost")));
    }

    private static Optional<TimeEstimate> time(ResultSet row, String clock) throws SQLException {
        double median = row.getDouble(clock + "_median");
        return row.wasNull()
                ? Optional.empty()
                : Optional.of(new TimeEstimate(
                        median,
                        row.getDouble(clock + "_low"),
                        row.getDouble(clock + "_high"),
                        row.getInt(clock + "_samples")));
    }

    static <S extends SqlStatement<S>> S bind(S statement, Evaluation evaluation) {
        bind(statement, "device", evaluation.deviceTime());
        bind(statement, "host", evaluation.hostTime());
        // SQLite stores NaN as NULL, which means that nothing was verified; so an error is kept as text.
        String error = evaluation.maxRelativeError().isPresent()
                ? Double.toString(evaluation.maxRelativeError().getAsDouble())
                : null;
        return statement
                .bind("status", evaluation.status().id())
                .bind("max_relative_error", error)
                .bind("verified", OutcomeJson.write(evaluation.verified()).toString())
                .bind("diagnostics", abridge(evaluation.diagnostics()))
                .bind("build_cost", evaluation.cost().buildNanos())
                .bind("run_cost", evaluation.cost().runNanos())
                .bind("total_cost", evaluation.cost().totalNanos());
    }

    private static <S extends SqlStatement<S>> void bind(S statement, String clock, Optional<TimeEstimate> time) {
        statement
                .bind(clock + "_median", time.map(TimeEstimate::medianNanos).orElse(null))
                .bind(clock + "_low", time.map(TimeEstimate::lowNanos).orElse(null))
                .bind(clock + "_high", time.map(TimeEstimate::highNanos).orElse(null))
                .bind(clock + "_samples", time.map(TimeEstimate::samples).orElse(null));
    }

    /** Keeps the beginning, which says what is wrong first, and the end, where compilers sum up. */
    static String abridge(String diagnostics) {
        if (diagnostics.length() <= DIAGNOSTICS_CHARACTERS) {
            return diagnostics;
        }
        int half = DIAGNOSTICS_CHARACTERS / 2;
        int left = diagnostics.length() - 2 * half;
        return diagnostics.substring(0, half)
                + "\n[… %d characters left out …]\n".formatted(left)
                + diagnostics.substring(diagnostics.length() - half);
    }

    static byte[] programs(Candidate candidate) {
        ObjectNode node = JSON.createObjectNode();
        node.set("problem", ProgramJson.write(candidate.problem()));
        node.set("programs", CandidateJson.writePrograms(candidate.programs()));
        return deflate(node.toString());
    }

    static byte[] deflate(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static String inflate(byte[] deflated) {
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(deflated))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(@Nullable String text) {
        return JSON.readTree(text);
    }
}
