package dev.tilewright.cli;

import picocli.CommandLine.Command;

/** What has to do with language models beside the search itself. */
@Command(
        name = "llm",
        description = "Language models: try them, see how long prompts are, and repeat a run that they had a part in.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {LlmCheckCommand.class, LlmPromptsCommand.class, LlmReplayCommand.class},
        footer = {"", "How to set up models, a local one first: docs/llm.md"})
final class LlmCommand extends Subcommand {

    @Override
    public Integer call() {
        printUsage();
        return ExitCode.DONE;
    }
}
