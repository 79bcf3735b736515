package dev.tilewright.llm.model;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.googleai.GoogleAiGeminiChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One model, reached through LangChain4j. Sends a request once: when to send it again is decided elsewhere, under a budget, which is
 * why the library's own retries are off.
 *
 * <p>Servers differ in what they take. One that refuses a schema or a temperature is asked again without, and from then on never with
 * it. May be used by several threads.
 */
final class Client {

    private static final int LONGEST_MESSAGE = 400;
    private static final String OPENAI_HOST = "api.openai.com";

    private final ModelSpec spec;
    private final Keys keys;
    private final ChatModel model;
    private volatile boolean takesSchema;
    private volatile boolean takesTemperature = true;

    Client(ModelSpec spec, Keys keys) {
        this.spec = spec;
        this.keys = keys;
        takesSchema = spec.structured();
        model = model(spec, keys.of(spec).orElse("none"));
    }

    private static ChatModel model(ModelSpec spec, String key) {
        HttpClientBuilder http = BoundedHttpClient.builder(spec.timeout());
        @Nullable String url = spec.baseUrl().map(URI::toString).orElse(null);
        return switch (spec.provider()) {
            case OPENAI -> {
                OpenAiChatModel.OpenAiChatModelBuilder builder = OpenAiChatModel.builder()
                        .httpClientBuilder(http)
                        .apiKey(key)
                        .modelName(spec.model())
                        .timeout(spec.timeout())
                        .maxRetries(0)
                        .supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
                        .strictJsonSchema(true);
                if (url != null) {
                    builder.baseUrl(url);
                }
                // OpenAI's newer models refuse the old name of this limit, and local servers do not know the new one.
                boolean own = spec.baseUrl()
                        .map(base -> OPENAI_HOST.equals(base.getHost()))
                        .orElse(true);
                yield own
                        ? builder.maxCompletionTokens(spec.maxOutputTokens()).build()
                        : builder.maxTokens(spec.maxOutputTokens()).build();
            }
            case ANTHROPIC -> {
                AnthropicChatModel.AnthropicChatModelBuilder builder = AnthropicChatModel.builder()
                        .httpClientBuilder(http)
                        .apiKey(key)
                        .modelName(spec.model())
                        .timeout(spec.timeout())
                        .maxRetries(0)
                        .supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
                        .maxTokens(spec.maxOutputTokens());
                if (url != null) {
                    builder.baseUrl(url);
                }
                yield builder.build();
            }
            case GEMINI -> {
                GoogleAiGeminiChatModel.GoogleAiGeminiChatModelBuilder builder = GoogleAiGeminiChatModel.builder()
                        .httpClientBuilder(http)
                        .apiKey(key)
                        .modelName(spec.model())
                        .timeout(spec.timeout())
                        .maxOutputTokens(spec.maxOutputTokens())
                        .supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
                        .maxRetries(0);
                if (url != null) {
                    builder.baseUrl(url);
                }
                yield builder.build();
            }
        };
    }

    ModelSpec spec() {
        return spec;
    }

    /**
     * Drops what the server will not take, so that the request can be sent once more.
     *
     * @return whether there was anything to drop
     */
    boolean concede(Request request, String refusal) {
        if (request.schema().isPresent() && takesSchema) {
            takesSchema = false;
            return true;
        }
        if (takesTemperature && refusal.toLowerCase(Locale.ROOT).contains("temperature")) {
            takesTemperature = false;
            return true;
        }
        return false;
    }

    /** Sends a request and waits for the answer. */
    Reply ask(Request request) throws ModelFailure {
        ChatRequest.Builder chat = ChatRequest.builder()
                .messages(request.messages().stream().map(Client::message).toList());
        if (takesTemperature) {
            chat.temperature(spec.temperature().orElse(request.temperature()));
        }
        if (takesSchema && request.schema().isPresent()) {
            chat.responseFormat(ResponseFormat.builder()
                    .type(ResponseFormatType.JSON)
                    .jsonSchema(request.schema().get())
                    .build());
        }
        try {
            return reply(request, model.chat(chat.build()));
        } catch (RuntimeException e) {
            throw failure(e);
        }
    }

    private static ChatMessage message(Message message) {
        return switch (message.role()) {
            case SYSTEM -> SystemMessage.from(message.text());
            case USER -> UserMessage.from(message.text());
            case ASSISTANT -> AiMessage.from(message.text());
        };
    }

    private Reply reply(Request request, ChatResponse response) throws ModelFailure {
        String text = response.aiMessage() == null ? null : response.aiMessage().text();
        boolean truncated = response.finishReason() == FinishReason.LENGTH;
        if (text == null || text.isBlank()) {
            String why = truncated
                    ? "the answer is empty: all its tokens went into what the model does not show; raise max-output-tokens"
                    : "the answer is empty";
            throw new ModelFailure(ModelFailure.Kind.BROKEN, why, Optional.empty());
        }
        TokenUsage usage = response.tokenUsage();
        return new Reply(
                keys.removeFrom(text),
                truncated,
                count(usage, TokenUsage::inputTokenCount, request.estimatedTokens()),
                count(usage, TokenUsage::outputTokenCount, text.length() / 3 + 1));
    }

    private static long count(
            @Nullable TokenUsage usage, Function<TokenUsage, @Nullable Integer> part, long otherwise) {
        Integer count = usage == null ? null : part.apply(usage);
        return count == null ? otherwise : count;
    }

    private ModelFailure failure(RuntimeException thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case HttpException http -> {
                    Optional<Duration> wait = http instanceof BoundedHttpClient.RefusalException refusal
                            ? refusal.retryAfter()
                            : Optional.empty();
                    return new ModelFailure(kind(http.statusCode()), said(http.statusCode(), http.getMessage()), wait);
                }
                case ConnectException _, HttpConnectTimeoutException _, UnresolvedAddressException _ -> {
                    return failed(ModelFailure.Kind.UNREACHABLE, "no server answers there");
                }
                case TimeoutException _, HttpTimeoutException _ -> {
                    return failed(
                            ModelFailure.Kind.LATE,
                            "no answer within %.1f s".formatted(spec.timeout().toMillis() / 1e3));
                }
                default -> {
                    // What is underneath may say more.
                }
            }
        }
        return failed(ModelFailure.Kind.BROKEN, "the answer cannot be read: " + deepest(thrown));
    }

    private static String deepest(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
    }

    private ModelFailure failed(ModelFailure.Kind kind, String message) {
        return new ModelFailure(kind, shortened(keys.removeFrom(message)), Optional.empty());
    }

    private String said(int status, @Nullable String body) {
        return shortened("HTTP %d: %s".formatted(status, keys.removeFrom(body == null ? "" : body.strip())));
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE - 1) + "…";
    }

    private static ModelFailure.Kind kind(int status) {
        return status == 408 || status == 425 || status == 429 || status >= 500
                ? ModelFailure.Kind.BUSY
                : ModelFailure.Kind.REFUSED;
    }
}
