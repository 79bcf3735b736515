package dev.tilewright.llm.model;

import dev.langchain4j.model.chat.request.json.JsonSchema;
import java.util.List;
import java.util.Optional;

/**
 * What a model is asked.
 *
 * @param messages the conversation, the last message of the user's
 * @param temperature how freely it draws, 0 for not at all
 * @param schema the form of the answer, for models that can be held to one; others answer as the prompt says
 */
public record Request(List<Message> messages, double temperature, Optional<JsonSchema> schema) {

    /** Tokens of a prompt, for a budget that must not be overdrawn: few tokenizers need more than one for three characters. */
    private static final int CHARACTERS_PER_TOKEN = 3;

    public Request {
        messages = List.copyOf(messages);
    }

    /** Returns a bound of the number of tokens that the messages have, by their length. */
    public long estimatedTokens() {
        return messages.stream().mapToLong(message -> message.text().length()).sum() / CHARACTERS_PER_TOKEN + 1;
    }
}
