package dev.tilewright.llm.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ModelsJsonTest {

    /** As version 0.1 wrote it. */
    private static final String KEPT = """
            {"specs":[
              {"name":"local","provider":"openai","model":"gemma3","input":0.0,"output":0.0,"timeout":"PT5M",
               "max_output_tokens":8192,"structured":true,"base_url":"http://127.0.0.1:11434/v1"},
              {"name":"large","provider":"anthropic","model":"a-model","input":3.0,"output":15.0,"timeout":"PT1M30S",
               "max_output_tokens":4096,"structured":false,"key_env":"ANTHROPIC_API_KEY","temperature":0.2}],
             "budget":{"requests":200,"money":2.0,"go_on":true},
             "parallel":2,
             "retry":{"attempts":4,"pause":"PT0.5S","longest":"PT30S"}}
            """;

    private static final Models MODELS = new Models(
            List.of(
                    new ModelSpec(
                            "local",
                            ModelSpec.Provider.OPENAI,
                            Optional.of(URI.create("http://127.0.0.1:11434/v1")),
                            "gemma3",
                            Optional.empty(),
                            ModelSpec.Price.FREE,
                            Duration.ofMinutes(5),
                            8192,
                            true,
                            OptionalDouble.empty()),
                    new ModelSpec(
                            "large",
                            ModelSpec.Provider.ANTHROPIC,
                            Optional.empty(),
                            "a-model",
                            Optional.of("ANTHROPIC_API_KEY"),
                            new ModelSpec.Price(3, 15),
                            Duration.ofSeconds(90),
                            4096,
                            false,
                            OptionalDouble.of(0.2))),
            new Allowance(OptionalLong.of(200), OptionalLong.empty(), OptionalDouble.of(2), true),
            2,
            new Retry(4, Duration.ofMillis(500), Duration.ofSeconds(30)));

    @Test
    void whatAnEarlierVersionKeptIsRead() {
        assertThat(ModelsJson.read(JsonMapper.shared().readTree(KEPT))).isEqualTo(MODELS);
    }

    @Test
    void theFormIsTheSameAsEver() {
        assertThat(JsonMapper.shared().readTree(ModelsJson.write(MODELS).toString()))
                .isEqualTo(JsonMapper.shared().readTree(KEPT));
    }
}
