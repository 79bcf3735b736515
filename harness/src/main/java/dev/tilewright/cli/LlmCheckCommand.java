package dev.tilewright.cli;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.candidate.Directive;
import dev.tilewright.generate.CandidateFactory;
import dev.tilewright.kernel.Language;
import dev.tilewright.llm.answer.Form;
import dev.tilewright.llm.answer.Novelty;
import dev.tilewright.llm.answer.Proposer;
import dev.tilewright.llm.answer.RejectedException;
import dev.tilewright.llm.model.Budget;
import dev.tilewright.llm.model.Delivery;
import dev.tilewright.llm.model.Ensemble;
import dev.tilewright.llm.model.Keys;
import dev.tilewright.llm.model.ModelSpec;
import dev.tilewright.llm.model.Models;
import dev.tilewright.llm.model.Reply;
import dev.tilewright.llm.model.Request;
import dev.tilewright.llm.record.PromptStyle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks each model once for what a search would ask it for: which answer, how fast, and what one proposal costs. */
@Command(
        name = "check",
        description =
                "Ask each model for one proposal: which answer, how fast, what it costs, and whether it can be used."
                        + " Needs no device.",
        footer = {"", "Exit codes: 0 all models answered, 2 one did not, or the models file has a mistake."})
final class LlmCheckCommand extends Subcommand {

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private ModelsOption models;

    @Option(names = "--format", paramLabel = "text|json", description = "How to print. Default: text.")
    private OutputFormat format = OutputFormat.TEXT;

    @Override
    public Integer call() {
        Models known = models.read();
        Ensemble ensemble = new Ensemble(
                known, Keys.read(known.specs(), System.getenv()), new Budget(known.allowance(), Budget.Spent.NOTHING));
        ExamplePrompt example = new ExamplePrompt();
        Candidate naive = example.naive();
        Request request = example.request(naive, Form.EDIT, PromptStyle.first().getFirst());
        List<Map<String, Object>> rows = new ArrayList<>();
        for (ModelSpec spec : known.specs()) {
            rows.add(row(spec, ensemble.send(spec.name(), request), example.factory(), naive));
        }
        switch (format) {
            case JSON -> Json.print(out(), rows);
            case TEXT -> text(rows);
        }
        return rows.stream().allMatch(row -> row.containsKey("tokens")) ? ExitCode.DONE : ExitCode.USAGE;
    }

    private static Map<String, Object> row(
            ModelSpec spec, Delivery delivery, CandidateFactory factory, Candidate naive) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", spec.name());
        row.put("provider", spec.provider().id());
        row.put("model", spec.model());
        row.put("seconds", delivery.nanos() / 1e9);
        if (delivery.reply().isEmpty()) {
            row.put("failure", delivery.failure());
            return row;
        }
        Reply reply = delivery.reply().get();
        row.put("tokens", reply.inputTokens() + reply.outputTokens());
        row.put("tokens_per_second", reply.outputTokens() / (delivery.nanos() / 1e9));
        row.put("cost", delivery.spent().money());
        try {
            Candidate child = new Proposer(factory, new Novelty(Language.OPENCL))
                    .propose(
                            reply.text(),
                            reply.truncated(),
                            Form.EDIT,
                            List.of(naive),
                            new Directive("llm", Optional.of("vectorize")));
            row.put("proposal", child.lineage().change());
        } catch (RejectedException e) {
            row.put("rejected", String.valueOf(e.getMessage()));
        }
        return row;
    }

    private void text(List<Map<String, Object>> rows) {
        Table table = new Table("name", "model", "took>", "tokens>", "a second>", "one proposal>", "");
        for (Map<String, Object> row : rows) {
            boolean answered = row.containsKey("tokens");
            table.row(
                    String.valueOf(row.get("name")),
                    "%s, %s".formatted(row.get("model"), row.get("provider")),
                    "%.1f s".formatted((Double) row.getOrDefault("seconds", 0.0)),
                    answered ? String.valueOf(row.get("tokens")) : "",
                    answered ? "%.0f".formatted((Double) row.getOrDefault("tokens_per_second", 0.0)) : "",
                    answered ? "%.5f".formatted((Double) row.getOrDefault("cost", 0.0)) : "",
                    said(row));
        }
        table.print(out());
        out().flush();
    }

    private static String said(Map<String, Object> row) {
        if (row.containsKey("failure")) {
            return "no answer: " + row.get("failure");
        }
        return row.containsKey("proposal")
                ? "can be used: " + row.get("proposal")
                : "answers, but not so that it can be used: " + row.get("rejected");
    }
}
