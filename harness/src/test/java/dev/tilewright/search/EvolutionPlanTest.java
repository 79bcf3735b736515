package dev.tilewright.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.candidate.Candidate.Origin;
import dev.tilewright.llm.model.Allowance;
import dev.tilewright.llm.model.ModelSpec;
import dev.tilewright.llm.model.Models;
import dev.tilewright.llm.model.Retry;
import dev.tilewright.llm.prompt.Knowledge;
import dev.tilewright.llm.record.PromptStyle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class EvolutionPlanTest {

    private static final ModelSpec MODEL = new ModelSpec(
            "it",
            ModelSpec.Provider.OPENAI,
            Optional.empty(),
            "a-model",
            Optional.empty(),
            new ModelSpec.Price(0, 0),
            Duration.ofSeconds(1),
            100,
            true,
            OptionalDouble.empty());

    /** As version 0.1.0 wrote it, field by field. */
    private static final String OLD = """
            {"task":"/tasks/my task.yaml","seed":3000000000,"evaluations":120,"time":"PT10M","generators":["transform","tune"],\
            "controller":"thompson","policy":"{\\"arms\\":{}}","kernel":"/kernels/a:b.cl",\
            "known":{"kernel":"tiled.cl","configuration":{"TILE":"16"}}}""";

    @Test
    void thePlanOfAnOldRunIsReadAndWrittenAsItWas() {
        EvolutionPlan plan = EvolutionPlan.fromJson(OLD);

        assertThat(plan.task()).isEqualTo("/tasks/my task.yaml");
        assertThat(plan.seed()).isEqualTo(3_000_000_000L);
        assertThat(plan.evaluations()).isEqualTo(120);
        assertThat(plan.time()).contains(Duration.ofMinutes(10));
        assertThat(plan.generators()).containsExactly("transform", "tune");
        assertThat(plan.controller()).isEqualTo("thompson");
        assertThat(plan.policy()).contains("{\"arms\":{}}");
        assertThat(plan.kernel()).contains(Path.of("/kernels/a:b.cl"));
        assertThat(plan.known())
                .containsInstanceOf(Origin.Tuned.class)
                .hasValueSatisfying(
                        origin -> assertThat(((Origin.Tuned) origin).kernel()).isEqualTo("tiled.cl"));
        assertThat(plan.llm()).isEmpty();
        assertThat(EvolutionPlan.fromJson(plan.toJson())).isEqualTo(plan);
    }

    @Test
    void whatAPlanLacksIsNotWrittenAndReadBackAsNothing() {
        EvolutionPlan plan = new EvolutionPlan(
                "matmul", 1, 200, Optional.empty(), List.of("transform"), "uniform", Optional.empty());

        assertThat(plan.toJson()).isEqualTo("""
                {"task":"matmul","seed":1,"evaluations":200,"generators":["transform"],"controller":"uniform"}""");
        assertThat(EvolutionPlan.fromJson(plan.toJson())).isEqualTo(plan);
    }

    @Test
    void whatMemoryKnewAtTheStartIsPartOfThePlan() {
        LlmPlan llm = new LlmPlan(
                new Models(List.of(MODEL), Allowance.UNLIMITED, 1, Retry.USUAL),
                Knowledge.NONE,
                List.of(),
                List.of(PromptStyle.first().getFirst()),
                List.of(),
                OptionalDouble.of(1e6));
        EvolutionPlan plan = new EvolutionPlan(
                        "matmul", 1, 200, Optional.empty(), List.of("llm"), "uniform", Optional.empty())
                .startingFrom(
                        Optional.of("state"),
                        Optional.of(new Origin.Scheduled(List.of("C: unroll(k, 4)"))),
                        Optional.of(llm));

        EvolutionPlan read = EvolutionPlan.fromJson(plan.toJson());

        assertThat(read.policy()).contains("state");
        assertThat(read.known()).contains(new Origin.Scheduled(List.of("C: unroll(k, 4)")));
        assertThat(read.llm().orElseThrow().floorNanos()).hasValue(1e6);
        assertThat(read.llm().orElseThrow().styles()).isEqualTo(llm.styles());
    }

    @Test
    void anotherBudgetLeavesAllElseAsItWas() {
        EvolutionPlan plan = EvolutionPlan.fromJson(OLD);

        EvolutionPlan longer = plan.within(500, Optional.empty());

        assertThat(longer.evaluations()).isEqualTo(500);
        assertThat(longer.time()).isEmpty();
        assertThat(longer.within(120, plan.time())).isEqualTo(plan);
    }

    @Test
    void languageModelsHaveAPartAsGeneratorsOrAsAdvisers() {
        assertThat(plan("transform", "thompson").needsModels()).isFalse();
        assertThat(plan("llm", "thompson").needsModels()).isTrue();
        assertThat(plan("transform", "llm").needsModels()).isTrue();
    }

    private static EvolutionPlan plan(String generator, String controller) {
        return new EvolutionPlan("matmul", 1, 10, Optional.empty(), List.of(generator), controller, Optional.empty());
    }
}
