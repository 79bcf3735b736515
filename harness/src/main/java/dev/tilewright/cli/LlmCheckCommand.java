package dev.tilewright.cli;

import dev.tilewright.app.Home;
import dev.tilewright.app.ModelCheck;
import dev.tilewright.app.ModelCheck.Checked;
import dev.tilewright.llm.model.Reply;
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
        List<Checked> checked = new ModelCheck(Home.find()).of(models.location());
        switch (format) {
            case JSON ->
                Json.print(out(), checked.stream().map(LlmCheckCommand::json).toList());
            case TEXT -> text(checked);
        }
        return checked.stream().allMatch(Checked::answered) ? ExitCode.DONE : ExitCode.USAGE;
    }

    private static Map<String, Object> json(Checked checked) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", checked.spec().name());
        row.put("provider", checked.spec().provider().id());
        row.put("model", checked.spec().model());
        row.put("seconds", seconds(checked));
        if (!checked.answered()) {
            row.put("failure", checked.delivery().failure());
            return row;
        }
        Reply reply = checked.delivery().reply().orElseThrow();
        row.put("tokens", tokens(reply));
        row.put("tokens_per_second", reply.outputTokens() / seconds(checked));
        row.put("cost", checked.delivery().spent().money());
        checked.proposal().ifPresent(change -> row.put("proposal", change));
        checked.rejection().ifPresent(reason -> row.put("rejected", reason));
        return row;
    }

    private void text(List<Checked> checked) {
        Table table = new Table("name", "model", "took>", "tokens>", "a second>", "one proposal>", "");
        for (Checked each : checked) {
            Optional<Reply> reply = each.delivery().reply();
            table.row(
                    each.spec().name(),
                    "%s, %s"
                            .formatted(
                                    each.spec().model(), each.spec().provider().id()),
                    "%.1f s".formatted(seconds(each)),
                    reply.map(known -> Long.toString(tokens(known))).orElse(""),
                    reply.map(known -> "%.0f".formatted(known.outputTokens() / seconds(each)))
                            .orElse(""),
                    reply.map(known -> "%.5f".formatted(each.delivery().spent().money()))
                            .orElse(""),
                    said(each));
        }
        table.print(out());
        out().flush();
    }

    private static double seconds(Checked checked) {
        return checked.delivery().nanos() / 1e9;
    }

    private static long tokens(Reply reply) {
        return reply.inputTokens() + reply.outputTokens();
    }

    private static String said(Checked checked) {
        if (!checked.answered()) {
            return "no answer: " + checked.delivery().failure();
        }
        return checked.proposal()
                .map(change -> "can be used: " + change)
                .orElseGet(() -> "answers, but the answer cannot be used: "
                        + checked.rejection().orElse(""));
    }
}
