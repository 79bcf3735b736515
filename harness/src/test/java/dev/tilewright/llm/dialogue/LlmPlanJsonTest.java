package dev.tilewright.llm.dialogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.llm.model.Allowance;
import dev.tilewright.llm.model.ModelSpec;
import dev.tilewright.llm.model.Models;
import dev.tilewright.llm.model.Retry;
import dev.tilewright.llm.prompt.Knowledge;
import dev.tilewright.llm.record.Belief;
import dev.tilewright.llm.record.PromptStyle;
import dev.tilewright.llm.record.StyleRecord;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The form in which a run keeps what its models depend on, which outlives versions of the program. */
class LlmPlanJsonTest {

    /** As version 0.1 wrote it. */
    private static final String KEPT = """
            {"models":{"specs":[
                {"name":"local","provider":"openai","model":"gemma3","input":0.0,"output":0.0,"timeout":"PT5M",
                 "max_output_tokens":8192,"structured":true,"base_url":"http://127.0.0.1:11434/v1"},
                {"name":"large","provider":"anthropic","model":"a-model","input":3.0,"output":15.0,"timeout":"PT1M30S",
                 "max_output_tokens":4096,"structured":false,"key_env":"ANTHROPIC_API_KEY","temperature":0.2}],
              "budget":{"requests":200,"money":2.0,"go_on":true},
              "parallel":2,
              "retry":{"attempts":4,"pause":"PT0.5S","longest":"PT30S"}},
             "knowledge":{
              "transformations":{"unroll":{"tried":10,"faster":6,"sum":2.0,"squares":1.5}},
              "failures":{"build-error: too many registers":{"change":"add unroll(k, 64)","count":3}}},
             "beliefs":[
              {"id":"r#0.0","task":"matmul","text":"Lanes pay.","transformation":"vectorize","pays":true,"tasks":"contraction",
               "devices":"cpu","condition":"parameter >= 8","evidence":["evaluation 4","evaluation 9"]},
              {"id":"r#0.1","task":"matmul","text":"Staging never does.","transformation":"stage","pays":false,
               "evidence":["evaluation 5"]}],
             "styles":[{"name":"terse","role":"You are.","hints":"Think.","evidence":"SHORT","temperature":0.5,"parents":["plain"]}],
             "earned":[{"style":"terse","answers":2,"sum":0.25,"squares":0.3125,"retired":true}],
             "floor_ns":1250000.5}
            """;

    private static final LlmPlan PLAN = new LlmPlan(
            new Models(
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
                    new Retry(4, Duration.ofMillis(500), Duration.ofSeconds(30))),
            new Knowledge(
                    new TreeMap<>(Map.of("unroll", new Knowledge.Tally(10, 6, 2, 1.5))),
                    new TreeMap<>(
                            Map.of("build-error: too many registers", new Knowledge.Failure("add unroll(k, 64)", 3)))),
            List.of(
                    new Belief(
                            "r#0.0",
                            "matmul",
                            "Lanes pay.",
                            new Belief.Claim(
                                    "vectorize",
                                    true,
                                    new Belief.Scope(
                                            Optional.of("contraction"),
                                            Optional.of("cpu"),
                                            Optional.of("parameter >= 8"))),
                            List.of("evaluation 4", "evaluation 9"),
                            Optional.empty()),
                    new Belief(
                            "r#0.1",
                            "matmul",
                            "Staging never does.",
                            new Belief.Claim("stage", false, Belief.Scope.HERE),
                            List.of("evaluation 5"),
                            Optional.empty())),
            List.of(new PromptStyle("terse", "You are.", "Think.", PromptStyle.Evidence.SHORT, 0.5, List.of("plain"))),
            List.of(new StyleRecord("terse", 2, 0.25, 0.3125, true)),
            OptionalDouble.of(1250000.5));

    @Test
    void whatAnEarlierVersionKeptIsRead() {
        assertThat(LlmPlan.fromJson(JsonMapper.shared().readTree(KEPT))).isEqualTo(PLAN);
    }

    @Test
    void theFormIsTheSameAsEver() {
        assertThat(JsonMapper.shared().readTree(PLAN.toJson().toString()))
                .isEqualTo(JsonMapper.shared().readTree(KEPT));
    }

    @Test
    void whatTheFirstPlansDidNotHaveIsEmpty() {
        LlmPlan plan = new LlmPlan(
                PLAN.models(), PLAN.knowledge(), List.of(), PLAN.styles(), List.of(), OptionalDouble.empty());
        ObjectNode kept = PLAN.toJson().remove(List.of("beliefs", "earned", "floor_ns"));

        assertThat(LlmPlan.fromJson(kept)).isEqualTo(plan);
    }
}
