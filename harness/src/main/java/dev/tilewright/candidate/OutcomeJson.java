package dev.tilewright.candidate;

import static dev.tilewright.candidate.ProgramJson.list;
import static dev.tilewright.candidate.ProgramJson.member;
import static dev.tilewright.candidate.ProgramJson.real;
import static dev.tilewright.candidate.ProgramJson.text;
import static dev.tilewright.candidate.ProgramJson.whole;

import dev.tilewright.task.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The JSON form of evaluations and confirmations. Times are in ns. What is read equals what was written. */
public final class OutcomeJson {

    private OutcomeJson() {}

    /** Writes an evaluation. */
    public static ObjectNode write(Evaluation evaluation) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("status", evaluation.status().id());
        evaluation.deviceTime().ifPresent(time -> node.set("device_time_ns", write(time)));
        evaluation.hostTime().ifPresent(time -> node.set("host_time_ns", write(time)));
        evaluation.maxRelativeError().ifPresent(error -> node.put("max_relative_error", error));
        node.set("verified", write(evaluation.verified()));
        node.put("diagnostics", evaluation.diagnostics());
        ObjectNode cost = node.putObject("cost_ns");
        cost.put("build", evaluation.cost().buildNanos());
        cost.put("run", evaluation.cost().runNanos());
        cost.put("total", evaluation.cost().totalNanos());
        return node;
    }

    /**
     * Reads what {@link #write(Evaluation)} wrote.
     *
     * @throws IllegalArgumentException if it is not the JSON form of an evaluation
     */
    public static Evaluation evaluation(JsonNode node) {
        JsonNode cost = member(node, "cost_ns");
        return new Evaluation(
                Status.of(text(node, "status")),
                Optional.ofNullable(node.get("device_time_ns")).map(OutcomeJson::time),
                Optional.ofNullable(node.get("host_time_ns")).map(OutcomeJson::time),
                node.has("max_relative_error")
                        ? OptionalDouble.of(real(member(node, "max_relative_error")))
                        : OptionalDouble.empty(),
                list(node, "verified", ProgramJson::problem),
                text(node, "diagnostics"),
                new Evaluation.Cost(
                        whole(member(cost, "build")), whole(member(cost, "run")), whole(member(cost, "total"))));
    }

    /** Writes a confirmation. */
    public static ObjectNode write(Confirmation confirmation) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put(
                "verdict",
                confirmation.verdict().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        node.set("incumbent_ns", write(confirmation.incumbent()));
        node.set("challenger_ns", write(confirmation.challenger()));
        node.put("p_value", confirmation.pValue());
        node.set("verified", write(confirmation.verified()));
        node.put("report", confirmation.report());
        node.put("reason", confirmation.reason());
        return node;
    }

    /**
     * Reads what {@link #write(Confirmation)} wrote.
     *
     * @throws IllegalArgumentException if it is not the JSON form of a confirmation
     */
    public static Confirmation confirmation(JsonNode node) {
        return new Confirmation(
                Confirmation.Verdict.valueOf(
                        text(node, "verdict").toUpperCase(Locale.ROOT).replace('-', '_')),
                time(member(node, "incumbent_ns")),
                time(member(node, "challenger_ns")),
                real(member(node, "p_value")),
                list(node, "verified", ProgramJson::problem),
                text(node, "report"),
                text(node, "reason"));
    }

    /** Writes a time as {@code {"median": …, "low": …, "high": …, "samples": …}}, in ns. */
    public static ObjectNode write(TimeEstimate time) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("median", time.medianNanos())
                .put("low", time.lowNanos())
                .put("high", time.highNanos())
                .put("samples", time.samples());
    }

    /**
     * Reads what {@link #write(TimeEstimate)} wrote.
     *
     * @throws IllegalArgumentException if it is not the JSON form of a time
     */
    public static TimeEstimate time(JsonNode node) {
        return new TimeEstimate(
                real(member(node, "median")),
                real(member(node, "low")),
                real(member(node, "high")),
                Math.toIntExact(whole(member(node, "samples"))));
    }

    /** Writes problems as a list of objects. */
    public static ArrayNode write(List<Problem> problems) {
        ArrayNode node = JsonNodeFactory.instance.arrayNode();
        problems.forEach(problem -> node.add(ProgramJson.write(problem)));
        return node;
    }
}
