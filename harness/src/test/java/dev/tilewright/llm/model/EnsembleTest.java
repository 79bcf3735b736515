package dev.tilewright.llm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.failsafe.RetryPolicyConfig;
import dev.tilewright.llm.model.ModelServer.Behaviour;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Budgets, retries and time limits, against a server that behaves badly. */
class EnsembleTest {

    private static final Request REQUEST =
            new Request(List.of(new Message(Message.Role.USER, "x".repeat(3000))), 0.5, Optional.empty());

    private static Ensemble ensemble(ModelServer server, Allowance allowance, Duration timeout) {
        ModelSpec spec = new ModelSpec(
                "it",
                ModelSpec.Provider.OPENAI,
                Optional.of(URI.create(server.url("/v1"))),
                "stand-in",
                Optional.empty(),
                new ModelSpec.Price(10, 20),
                timeout,
                1000,
                true,
                OptionalDouble.empty());
        Models models =
                new Models(List.of(spec), allowance, 2, new Retry(4, Duration.ofMillis(1), Duration.ofMillis(4)));
        return new Ensemble(models, Keys.read(models.specs(), Map.of()), new Budget(allowance, Budget.Spent.NOTHING));
    }

    private static Allowance requests(long most) {
        return new Allowance(OptionalLong.of(most), OptionalLong.empty(), OptionalDouble.empty(), false);
    }

    @Test
    void retriesCountAgainstTheRequestsThatAreAllowed() throws IOException {
        try (ModelServer server = ModelServer.start(ModelServer.status(503))) {
            Delivery delivery =
                    ensemble(server, requests(3), Duration.ofSeconds(5)).send("it", REQUEST);

            assertThat(delivery.broke()).isTrue();
            assertThat(delivery.failure()).isEqualTo("the budget is spent: 3 of 3 requests are sent");
            assertThat(server.received()).hasSize(3);
        }
    }

    @Test
    void aRequestIsNotSentThatMightCostMoreThanIsLeft() throws IOException {
        Allowance money = new Allowance(OptionalLong.empty(), OptionalLong.empty(), OptionalDouble.of(0.05), false);
        try (ModelServer server = ModelServer.start(ModelServer.answer("fine"))) {
            Ensemble ensemble = ensemble(server, money, Duration.ofSeconds(5));

            // Set aside for one: 1001 tokens in and 1000 out, 0.03; it costs 0.018.
            assertThat(ensemble.send("it", REQUEST).reply()).isPresent();
            assertThat(ensemble.send("it", REQUEST).reply()).isPresent();
            Delivery third = ensemble.send("it", REQUEST);

            assertThat(third.broke()).isTrue();
            assertThat(third.failure()).contains("0.0360 of 0.0500 are spent", "may cost 0.0300");
            assertThat(ensemble.budget().spent().money()).isLessThanOrEqualTo(0.05);
            assertThat(server.received()).hasSize(2);
        }
    }

    @Test
    void tokensAreLimitedToo() throws IOException {
        Allowance tokens = new Allowance(OptionalLong.empty(), OptionalLong.of(3000), OptionalDouble.empty(), false);
        try (ModelServer server = ModelServer.start(ModelServer.answer("fine"))) {
            Ensemble ensemble = ensemble(server, tokens, Duration.ofSeconds(5));

            assertThat(ensemble.send("it", REQUEST).reply()).isPresent();
            assertThat(ensemble.send("it", REQUEST).failure()).contains("tokens are spent");
        }
    }

    @Test
    void aHangEndsAtTheTimeLimitAndItsPromptIsCharged() throws IOException {
        try (ModelServer server = ModelServer.start(new Behaviour.Hang())) {
            Ensemble ensemble = ensemble(server, requests(2), Duration.ofMillis(150));
            long begun = System.nanoTime();
            Delivery delivery = ensemble.send("it", REQUEST);

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
            assertThat(delivery.reply()).isEmpty();
            assertThat(delivery.spent().requests()).isEqualTo(2);
            assertThat(delivery.spent().tokens()).isEqualTo(2 * REQUEST.estimatedTokens());
        }
    }

    @Test
    void anAnswerThatStallsHalfWayEndsAtTheTimeLimitToo() throws IOException {
        try (ModelServer server = ModelServer.start(new Behaviour.Stall("y".repeat(2000)))) {
            Ensemble ensemble = ensemble(server, requests(1), Duration.ofMillis(150));

            assertThat(ensemble.send("it", REQUEST).spent().tokens()).isEqualTo(REQUEST.estimatedTokens());
        }
    }

    @Test
    void anAnswerLargerThanAnyModelGivesIsNotReadToItsEnd() throws IOException {
        String body = "{\"choices\": [\"" + "z".repeat((int) BoundedHttpClient.MOST_BYTES) + "\"]}";
        try (ModelServer server = ModelServer.start(new Behaviour.Raw(200, body, Map.of()))) {
            Delivery delivery =
                    ensemble(server, requests(1), Duration.ofSeconds(5)).send("it", REQUEST);

            assertThat(delivery.reply()).isEmpty();
        }
    }

    @Test
    void aModelThatTakesNoTemperatureIsAskedWithoutOne() throws IOException {
        Behaviour refusal = new Behaviour.Raw(
                400, "{\"error\": {\"message\": \"Unsupported value: 'temperature' does not support 0.5\"}}", Map.of());
        try (ModelServer server = ModelServer.start(refusal, ModelServer.answer("fine"))) {
            assertThat(ensemble(server, requests(5), Duration.ofSeconds(5))
                            .send("it", REQUEST)
                            .reply())
                    .isPresent();
            assertThat(server.received().get(1).body().has("temperature")).isFalse();
        }
    }

    @Test
    void waitsGrowAndAreSpread() {
        RetryPolicyConfig<Reply> policy = new Retry(5, Duration.ofMillis(100), Duration.ofMillis(300))
                .policy()
                .getConfig();

        assertThat(policy.getMaxAttempts()).isEqualTo(5);
        assertThat(policy.getDelay()).as("from 50 to 100 ms").isEqualTo(Duration.ofMillis(75));
        assertThat(policy.getDelayFactor()).isEqualTo(2);
        assertThat(policy.getMaxDelay()).as("from 150 to 300 ms").isEqualTo(Duration.ofMillis(225));
        assertThat(policy.getJitterFactor()).isCloseTo(1.0 / 3, within(1e-12));
    }

    @Test
    void aPauseMayBeAsLongAsTheLongestOrNone() {
        assertThat(new Retry(2, Duration.ofSeconds(40), Duration.ofSeconds(20))
                        .policy()
                        .getConfig()
                        .getDelay())
                .isEqualTo(Duration.ofSeconds(15));
        assertThat(new Retry(2, Duration.ZERO, Duration.ofSeconds(20))
                        .policy()
                        .getConfig()
                        .getDelay())
                .isZero();
    }

    @Test
    void aServerIsLeftAloneForAsLongAsItAsks() throws IOException {
        Behaviour busy =
                new Behaviour.Raw(429, "{\"error\": {\"message\": \"slow down\"}}", Map.of("Retry-After", "1"));
        try (ModelServer server = ModelServer.start(busy, ModelServer.answer("fine"))) {
            Delivery delivery =
                    ensemble(server, requests(5), Duration.ofSeconds(5)).send("it", REQUEST);

            assertThat(delivery.reply()).isPresent();
            assertThat(Duration.ofNanos(delivery.nanos())).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
        }
    }

    @Test
    void anInterruptEndsTheWaiting() throws Exception {
        Behaviour busy =
                new Behaviour.Raw(429, "{\"error\": {\"message\": \"slow down\"}}", Map.of("Retry-After", "50"));
        try (ModelServer server = ModelServer.start(busy)) {
            Ensemble ensemble = ensemble(server, requests(5), Duration.ofSeconds(5));
            CompletableFuture<Delivery> ended = new CompletableFuture<>();
            Thread asking = Thread.ofVirtual().start(() -> ended.complete(ensemble.send("it", REQUEST)));
            while (server.received().isEmpty()) {
                Thread.sleep(5);
            }
            Thread.sleep(100);
            asking.interrupt();

            assertThat(ended.get(20, TimeUnit.SECONDS).failure()).isNotEmpty();
            assertThat(server.received()).hasSize(1);
        }
    }

    @Test
    void whatIsRefusedIsNotSentAgain() throws IOException {
        try (ModelServer server = ModelServer.start(ModelServer.status(404))) {
            Delivery delivery =
                    ensemble(server, requests(5), Duration.ofSeconds(5)).send("it", REQUEST);

            assertThat(delivery.failure()).startsWith("HTTP 404").doesNotContain("tries");
            assertThat(server.received()).hasSize(1);
        }
    }
}
