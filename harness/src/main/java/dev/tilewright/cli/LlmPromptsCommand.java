package dev.tilewright.cli;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.llm.answer.Form;
import dev.tilewright.llm.model.Request;
import dev.tilewright.llm.record.PromptStyle;
import dev.tilewright.loops.nest.IllegalTransformationException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import picocli.CommandLine.Command;

/** Says how long prompts are, and so what a proposal costs at least. */
@Command(
        name = "prompts",
        description =
                "Say how long the prompts are that a search on matmul begins with, by parent and form, over all styles."
                        + " Asks no model and needs no device.")
final class LlmPromptsCommand extends Subcommand {

    /** A rule of thumb for English and code. */
    private static final double CHARACTERS_PER_TOKEN = 4;

    private static final List<String> REGISTER_TILE =
            List.of("C: bind(i, group)", "C: vectorize(j, 8)", "C: accumulate(k, i=4, j=2)");

    private static final List<String> PACKED =
            List.of("C: bind(i, group)", "C: vectorize(j, 8)", "C: accumulate(k, i=4, j=2)", "C: pack(B, j, 16)");

    @Override
    public Integer call() {
        ExamplePrompt example = new ExamplePrompt();
        Map<String, Candidate> parents = new LinkedHashMap<>();
        parents.put("naive", example.naive());
        parents.put("register tile", scheduled(example, REGISTER_TILE));
        parents.put("packed register tile", scheduled(example, PACKED));
        Table table = new Table("parent", "form", "characters>", "tokens, about>");
        parents.forEach((name, parent) -> {
            for (Form form : example.forms(parent)) {
                LongSummaryStatistics lengths = PromptStyle.first().stream()
                        .mapToLong(style -> length(example.request(parent, form, style)))
                        .summaryStatistics();
                table.row(
                        name,
                        form.id(),
                        "%d to %d".formatted(lengths.getMin(), lengths.getMax()),
                        "%.0f to %.0f"
                                .formatted(
                                        lengths.getMin() / CHARACTERS_PER_TOKEN,
                                        lengths.getMax() / CHARACTERS_PER_TOKEN));
            }
        });
        table.print(out());
        out().flush();
        return ExitCode.DONE;
    }

    private static Candidate scheduled(ExamplePrompt example, List<String> steps) {
        try {
            return example.factory()
                    .candidate(new Candidate.Origin.Scheduled(steps), Candidate.Lineage.seed("an example"));
        } catch (IllegalTransformationException e) {
            throw new IllegalStateException("the example is not legal: " + e.getMessage(), e);
        }
    }

    private static long length(Request request) {
        return request.messages().stream()
                .mapToLong(message -> message.text().length())
                .sum();
    }
}
