package dev.tilewright.cli;

import dev.tilewright.app.Home;
import dev.tilewright.app.PromptLengths;
import picocli.CommandLine.Command;

/** Says how long prompts are, and so what a proposal costs at least. */
@Command(
        name = "prompts",
        description = "Show how long the first prompts of a search on matmul are, by parent and form, over all styles."
                + " Asks no model and needs no device.")
final class LlmPromptsCommand extends Subcommand {

    /** A rule of thumb for English and code. */
    private static final double CHARACTERS_PER_TOKEN = 4;

    @Override
    public Integer call() {
        Table table = new Table("parent", "form", "characters>", "tokens, about>");
        for (PromptLengths.Length length : new PromptLengths(Home.find()).all()) {
            table.row(
                    length.parent(),
                    length.form().id(),
                    "%d to %d".formatted(length.shortest(), length.longest()),
                    "%.0f to %.0f"
                            .formatted(
                                    length.shortest() / CHARACTERS_PER_TOKEN, length.longest() / CHARACTERS_PER_TOKEN));
        }
        table.print(out());
        out().flush();
        return ExitCode.DONE;
    }
}
