package dev.tilewright.llm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ModelsFileTest {

    @TempDir
    Path folder;

    private Models read(String text) throws IOException {
        return ModelsFile.read(Files.writeString(folder.resolve("models.yaml"), text));
    }

    private void refused(String text, String... words) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ModelsException.class)
                .hasMessageContaining("models.yaml")
                .message()
                .contains(words);
    }

    @Test
    void readsWhatIsGivenAndTakesTheUsualForTheRest() throws IOException {
        Models models = read("""
                models:
                  - {name: local, provider: openai, base-url: "http://127.0.0.1:8080/v1", model: gemma3, key-env: TILEWRIGHT_KEY, price: {input: 0, output: 0}, timeout: 90s}
                  - {name: large, provider: anthropic, model: m, price: {input: 3, output: 15}, max-output-tokens: 4000, structured: false}
                budget: {requests: 50, tokens: 200000, then: go-on}
                parallel: 3
                """);

        ModelSpec local = models.spec("local");
        assertThat(local.baseUrl()).contains(URI.create("http://127.0.0.1:8080/v1"));
        assertThat(local.keyEnv()).contains("TILEWRIGHT_KEY");
        assertThat(local.timeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(local.structured()).isTrue();
        ModelSpec large = models.spec("large");
        assertThat(large.price().of(1_000_000, 100_000)).isEqualTo(4.5);
        assertThat(large.structured()).isFalse();
        assertThat(models.parallel()).isEqualTo(3);
        assertThat(models.allowance())
                .isEqualTo(new Allowance(
                        OptionalLong.of(50),
                        OptionalLong.of(200_000),
                        OptionalDouble.of(ModelsFile.USUAL_MONEY),
                        true));
    }

    @Test
    void freeModelsHaveNoLimitOfMoney() throws IOException {
        assertThat(read("models: [{name: a, provider: openai, model: m}]").allowance())
                .isEqualTo(new Allowance(
                        OptionalLong.of(ModelsFile.USUAL_REQUESTS),
                        OptionalLong.empty(),
                        OptionalDouble.empty(),
                        false));
    }

    @Test
    void aMistakeIsSaidWithWhatWasExpected() {
        refused("models: []", "names no model");
        refused("models: [{name: a, provider: openapi, model: m}]", "no provider openapi", "openai, anthropic, gemini");
        refused("models: [{name: a, provider: openai}]", "a must have a model");
        refused(
                "models:\n  - {name: a, provider: openai, model: m, colour: red}",
                "models.0.colour is not known",
                "timeout");
        refused("models: [{name: a, provider: openai, model: m, base-url: localhost}]", "base-url");
        refused("models: [{name: a, provider: openai, model: m, timeout: soon}]", "timeout", "120s");
        refused("models: [{name: a, provider: openai, model: m, price: {input: 1}}]", "price");
        refused(
                "models: [{name: a, provider: openai, model: m}, {name: a, provider: gemini, model: m}]",
                "two models are called a");
        refused("models: [{name: a, provider: openai, model: m}]\nbudget: {requests: 0}", "budget.requests");
        refused("models: [{name: a, provider: openai, model: m}]\nbudget: {then: pause}", "stop or go-on");
    }

    @Test
    void aKeyInThePlaceOfItsVariableIsRefusedAndNotRepeated() {
        assertThatThrownBy(() -> read("models: [{name: a, provider: openai, model: m, key-env: sk-abc123}]"))
                .hasMessageContaining("name of an environment variable")
                .message()
                .doesNotContain("sk-abc123");
    }

    @Test
    void aKeyThatIsNotSetIsNamedByItsVariable() throws IOException {
        List<ModelSpec> specs = read("models: [{name: a, provider: openai, model: m, key-env: NO_SUCH_KEY}]")
                .specs();

        assertThatThrownBy(() -> Keys.read(specs, Map.of()))
                .isInstanceOf(ModelsException.class)
                .hasMessageContaining("NO_SUCH_KEY")
                .hasMessageContaining("the model a");
    }

    @Test
    @Timeout(20)
    void aByteOrderMarkIsSkippedAndWhatIsNoModelsFileIsRefusedInALine() throws IOException {
        assertThat(read("\uFEFFmodels: [{name: a, provider: openai, model: m}]").specs())
                .hasSize(1);
        Path file = folder.resolve("models.yaml");
        Files.write(file, new byte[] {'a', '\n', (byte) 0xE4});
        assertThatThrownBy(() -> ModelsFile.read(file))
                .hasMessage(file + ": this is not text in UTF-8: line 2 has the byte 0xE4; save it as UTF-8");
        for (String text : List.of(
                "[".repeat(100_000), "models: " + "{a: ".repeat(100_000), "- ".repeat(100_000), " ".repeat(200_000))) {
            refused(text, "models.yaml");
        }
    }
}
