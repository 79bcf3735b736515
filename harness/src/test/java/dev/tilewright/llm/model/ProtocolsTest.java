package dev.tilewright.llm.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.tilewright.llm.model.ModelServer.Behaviour;
import dev.tilewright.llm.model.ModelServer.Received;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** What goes over the wire, for each provider: requests, usage, structured answers and errors. */
class ProtocolsTest {

    private static final String KEY = "sk-test-3f9c1d77a2";
    private static final JsonSchema SCHEMA = JsonSchema.builder()
            .name("colour")
            .rootElement(JsonObjectSchema.builder()
                    .addStringProperty("colour")
                    .required("colour")
                    .build())
            .build();

    private static Request request(boolean structured) {
        return new Request(
                List.of(
                        new Message(Message.Role.SYSTEM, "You are terse."),
                        new Message(Message.Role.USER, "Which colour?"),
                        new Message(Message.Role.ASSISTANT, "Blue?"),
                        new Message(Message.Role.USER, "Say it again.")),
                0.3,
                structured ? Optional.of(SCHEMA) : Optional.empty());
    }

    private static Models models(ModelServer server, ModelSpec.Provider provider) {
        String path = switch (provider) {
            case OPENAI, ANTHROPIC -> "/v1";
            case GEMINI -> "/v1beta";
        };
        ModelSpec spec = new ModelSpec(
                "it",
                provider,
                Optional.of(URI.create(server.url(path))),
                "stand-in",
                Optional.of("SOME_KEY"),
                new ModelSpec.Price(3, 15),
                Duration.ofSeconds(5),
                777,
                true,
                OptionalDouble.empty());
        return new Models(
                List.of(spec), Allowance.UNLIMITED, 1, new Retry(3, Duration.ofMillis(1), Duration.ofMillis(5)));
    }

    private static Ensemble ensemble(ModelServer server, ModelSpec.Provider provider) {
        Models models = models(server, provider);
        return new Ensemble(
                models,
                Keys.read(models.specs(), Map.of("SOME_KEY", KEY)),
                new Budget(models.allowance(), Budget.Spent.NOTHING));
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerComesBackWithItsTokensAndWhatTheyCost(ModelSpec.Provider provider) throws IOException {
        try (ModelServer server = ModelServer.start(ModelServer.answer("blue"))) {
            Ensemble ensemble = ensemble(server, provider);

            Delivery delivery = ensemble.send("it", request(false));

            assertThat(delivery.reply()).contains(new Reply("blue", false, 1200, 300));
            assertThat(delivery.spent()).isEqualTo(new Budget.Spent(1, 1500, 1200 * 3e-6 + 300 * 15e-6));
            assertThat(ensemble.budget().spent()).isEqualTo(delivery.spent());
            assertThat(server.received()).hasSize(1);
        }
    }

    @Test
    void openAiIsAskedForCompletions() throws IOException {
        Received sent = sent(ModelSpec.Provider.OPENAI, false);

        assertThat(sent.path()).isEqualTo("/v1/chat/completions");
        assertThat(sent.header("Authorization")).isEqualTo("Bearer " + KEY);
        assertThat(sent.headers()).doesNotContainKeys("Upgrade", "Http2-settings");
        JsonNode body = sent.body();
        assertThat(body.at("/model").asString()).isEqualTo("stand-in");
        assertThat(body.at("/temperature").asDouble()).isEqualTo(0.3);
        assertThat(body.at("/max_tokens").asInt()).isEqualTo(777);
        assertThat(body.at("/messages/0/role").asString()).isEqualTo("system");
        assertThat(body.at("/messages/2/role").asString()).isEqualTo("assistant");
        assertThat(body.at("/messages")).hasSize(4);
        assertThat(body.has("response_format")).isFalse();
    }

    @Test
    void openAiIsHeldToASchema() throws IOException {
        JsonNode format = sent(ModelSpec.Provider.OPENAI, true).body().at("/response_format");

        assertThat(format.at("/type").asString()).isEqualTo("json_schema");
        assertThat(format.at("/json_schema/strict").asBoolean()).isTrue();
        assertThat(format.at("/json_schema/schema/properties/colour/type").asString())
                .isEqualTo("string");
    }

    @Test
    void anthropicIsAskedForAMessage() throws IOException {
        Received sent = sent(ModelSpec.Provider.ANTHROPIC, false);

        assertThat(sent.path()).isEqualTo("/v1/messages");
        assertThat(sent.header("X-api-key")).isEqualTo(KEY);
        assertThat(sent.header("Anthropic-version")).isNotEmpty();
        JsonNode body = sent.body();
        assertThat(body.at("/max_tokens").asInt()).isEqualTo(777);
        assertThat(body.at("/system").toString()).contains("You are terse.");
        assertThat(body.at("/messages")).hasSize(3);
        assertThat(body.at("/messages/1/role").asString()).isEqualTo("assistant");
    }

    @Test
    void anthropicIsHeldToASchema() throws IOException {
        JsonNode body = sent(ModelSpec.Provider.ANTHROPIC, true).body();

        assertThat(body.at("/output_config/format/type").asString())
                .as(body.toString())
                .isEqualTo("json_schema");
        assertThat(body.at("/output_config/format/schema/properties/colour/type")
                        .asString())
                .isEqualTo("string");
    }

    @Test
    void geminiIsAskedForContent() throws IOException {
        Received sent = sent(ModelSpec.Provider.GEMINI, false);

        assertThat(sent.path())
                .startsWith("/v1beta/models/stand-in:generateContent")
                .doesNotContain(KEY);
        assertThat(sent.header("X-goog-api-key")).isEqualTo(KEY);
        JsonNode body = sent.body();
        assertThat(body.at("/systemInstruction").toString()).contains("You are terse.");
        assertThat(body.at("/contents")).hasSize(3);
        assertThat(body.at("/contents/1/role").asString()).isEqualTo("model");
        assertThat(body.at("/generationConfig/temperature").asDouble()).isEqualTo(0.3);
        assertThat(body.at("/generationConfig/maxOutputTokens").asInt()).isEqualTo(777);
    }

    @Test
    void geminiIsHeldToASchema() throws IOException {
        JsonNode body = sent(ModelSpec.Provider.GEMINI, true).body();

        assertThat(body.at("/generationConfig/responseMimeType").asString()).isEqualTo("application/json");
        assertThat(body.at("/generationConfig").toString()).contains("\"colour\"");
    }

    private static Received sent(ModelSpec.Provider provider, boolean structured) throws IOException {
        try (ModelServer server = ModelServer.start(ModelServer.answer("blue"))) {
            assertThat(ensemble(server, provider)
                            .send("it", request(structured))
                            .reply())
                    .isPresent();
            return server.received().getFirst();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aModelWithoutStructuredAnswersIsAskedInWordsAndRemembered(ModelSpec.Provider provider) throws IOException {
        Behaviour refusal =
                new Behaviour.Raw(400, "{\"error\": {\"message\": \"response_format is not supported\"}}", Map.of());
        try (ModelServer server = ModelServer.start(refusal, ModelServer.answer("blue"))) {
            Ensemble ensemble = ensemble(server, provider);

            assertThat(ensemble.send("it", request(true)).reply().orElseThrow().text())
                    .isEqualTo("blue");
            ensemble.send("it", request(true));

            assertThat(server.received()).hasSize(3);
            assertThat(server.received().get(0).said()).contains("colour\"");
            assertThat(server.received().get(1).said()).doesNotContain("colour\"");
            assertThat(server.received().get(2).said()).doesNotContain("colour\"");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsBusyOrUnwellIsTriedAgain(ModelSpec.Provider provider) throws IOException {
        try (ModelServer server = ModelServer.start(
                new Behaviour.Raw(429, "{\"error\": {\"message\": \"slow down\"}}", Map.of("Retry-After", "0")),
                ModelServer.status(500),
                ModelServer.answer("blue"))) {
            Delivery delivery = ensemble(server, provider).send("it", request(false));

            assertThat(delivery.reply().orElseThrow().text()).isEqualTo("blue");
            assertThat(delivery.spent().requests()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRedirectionIsNotFollowedSoThatTheKeyGoesNowhereElse(ModelSpec.Provider provider) throws IOException {
        try (ModelServer elsewhere = ModelServer.start(ModelServer.answer("give me your key"));
                ModelServer server = ModelServer.start(
                        new Behaviour.Raw(307, "", Map.of("Location", elsewhere.url("/v1/chat/completions"))))) {
            Delivery delivery = ensemble(server, provider).send("it", request(false));

            assertThat(delivery.failure()).startsWith("HTTP 307");
            assertThat(elsewhere.received()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRefusalIsNotTriedAgainAndDoesNotRepeatTheKey(ModelSpec.Provider provider) throws IOException {
        Behaviour refusal = new Behaviour.Raw(
                401, "{\"error\": {\"message\": \"Incorrect API key provided: %s\"}}".formatted(KEY), Map.of());
        try (ModelServer server = ModelServer.start(refusal)) {
            Delivery delivery = ensemble(server, provider).send("it", request(false));

            assertThat(delivery.reply()).isEmpty();
            assertThat(delivery.failure())
                    .startsWith("HTTP 401")
                    .contains("[key removed]")
                    .doesNotContain(KEY);
            assertThat(server.received()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerThatIsCutOffIsTriedAgain(ModelSpec.Provider provider) throws IOException {
        try (ModelServer server =
                ModelServer.start(new Behaviour.Cut("bl" + "u".repeat(500)), ModelServer.answer("blue"))) {
            Delivery delivery = ensemble(server, provider).send("it", request(false));

            assertThat(delivery.reply().orElseThrow().text()).isEqualTo("blue");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerThatEndsAtItsMostTokensSaysSo(ModelSpec.Provider provider) throws IOException {
        try (ModelServer server = ModelServer.start(new Behaviour.Answer("blu", true))) {
            Delivery delivery = ensemble(server, provider).send("it", request(false));

            assertThat(delivery.reply().orElseThrow().truncated()).isTrue();
        }
    }

    @Test
    void anEmptyOrMeaninglessAnswerIsAFailureWithAReason() throws IOException {
        try (ModelServer server = ModelServer.start(ModelServer.answer(""))) {
            assertThat(ensemble(server, ModelSpec.Provider.OPENAI)
                            .send("it", request(false))
                            .failure())
                    .isEqualTo("the answer is empty (3 tries)");
        }
        try (ModelServer server = ModelServer.start(new Behaviour.Raw(200, "<html>gateway</html>", Map.of()))) {
            assertThat(ensemble(server, ModelSpec.Provider.OPENAI)
                            .send("it", request(false))
                            .failure())
                    .startsWith("the answer cannot be read");
        }
    }

    @Test
    void aServerThatIsNotThereIsSaidNotToAnswer() throws IOException {
        ModelServer server = ModelServer.start(ModelServer.answer(""));
        Ensemble ensemble = ensemble(server, ModelSpec.Provider.OPENAI);
        server.close();

        assertThat(ensemble.send("it", request(false)).failure()).isEqualTo("no server answers there (3 tries)");
    }
}
