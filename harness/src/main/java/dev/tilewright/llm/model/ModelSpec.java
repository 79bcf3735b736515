package dev.tilewright.llm.model;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One language model, as a models file describes it. It says where a key is found and never holds one.
 *
 * @param name what it is called here: the name of an arm, and in reports
 * @param provider which protocol its server speaks
 * @param baseUrl where the server is; empty for the provider's own
 * @param model what the server calls it
 * @param keyEnv the name of the environment variable that holds the key; empty for a server that wants none
 * @param price what tokens cost
 * @param timeout how long one request may take, until the last byte of its answer
 * @param maxOutputTokens most tokens of an answer
 * @param structured whether it may be asked for JSON that follows a schema
 * @param temperature what every request uses in place of what its style asks for; empty to leave it to the style
 */
public record ModelSpec(
        String name,
        Provider provider,
        Optional<URI> baseUrl,
        String model,
        Optional<String> keyEnv,
        @JsonUnwrapped Price price,
        Duration timeout,
        int maxOutputTokens,
        boolean structured,
        OptionalDouble temperature) {

    /** A protocol. */
    public enum Provider {
        /** OpenAI's chat completions, which vLLM, llama.cpp, LM Studio and Ollama speak as well. */
        OPENAI("openai"),
        /** Anthropic's messages. */
        ANTHROPIC("anthropic"),
        /** Google's generateContent. */
        GEMINI("gemini");

        private final String id;

        Provider(String id) {
            this.id = id;
        }

        /** Returns the name used in files. */
        @JsonValue
        public String id() {
            return id;
        }

        /** Returns the names of all. */
        public static List<String> ids() {
            return Arrays.stream(values()).map(Provider::id).toList();
        }

        static Optional<Provider> of(String id) {
            return Arrays.stream(values())
                    .filter(provider -> provider.id.equals(id.toLowerCase(Locale.ROOT)))
                    .findFirst();
        }
    }

    /**
     * What tokens cost, in units of money of the user's choice, for a million of them.
     *
     * @param input tokens of the prompt
     * @param output tokens of the answer
     */
    public record Price(double input, double output) {

        private static final double MILLION = 1e6;

        /** Nothing costs anything. */
        public static final Price FREE = new Price(0, 0);

        /** Returns what so many tokens cost. */
        public double of(long inputTokens, long outputTokens) {
            return (inputTokens * input + outputTokens * output) / MILLION;
        }
    }
}
