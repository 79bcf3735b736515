package dev.tilewright.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.evolve.memory.Workload;
import dev.tilewright.kernels.genome.GenomeForm;
import dev.tilewright.kernels.genome.KernelJson;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TuningPlanTest {

    /** As version 0.1.0 wrote it, field by field. */
    private static final String OLD = """
            {"task":"/tasks/my task.yaml","seed":3000000000,"evaluations":120,"time":"PT10M","generators":["transform","tune"],\
            "controller":"thompson","policy":"{\\"arms\\":{}}","kernel":"/kernels/a:b.cl",\
            "known":{"kernel":"tiled.cl","configuration":{"TILE":"16"}}}""";

    private static TuningPlan read(String json) {
        return TuningPlan.of(new Run(
                "r",
                new Workload("matmul", "M=1"),
                new Hardware("opencl", "v", "m", "a", "d"),
                "opencl:0",
                json,
                "0.1.0",
                Instant.EPOCH));
    }

    private static TuningPlan plan(String... generators) {
        return new TuningPlan("matmul", 1, 200, Optional.empty(), List.of(generators), "uniform", Optional.empty());
    }

    @Test
    void thePlanOfAnOldRunIsReadAndKnownToBeOld() {
        TuningPlan plan = read(OLD);

        assertThat(plan.task()).isEqualTo("/tasks/my task.yaml");
        assertThat(plan.seed()).isEqualTo(3_000_000_000L);
        assertThat(plan.evaluations()).isEqualTo(120);
        assertThat(plan.time()).contains(Duration.ofMinutes(10));
        assertThat(plan.generators()).containsExactly("transform", "tune");
        assertThat(plan.controller()).isEqualTo("thompson");
        assertThat(plan.policy()).contains("{\"arms\":{}}");
        assertThat(plan.kernelFile()).contains(Path.of("/kernels/a:b.cl"));
        assertThat(plan.known().orElseThrow().kernel()).contains("tiled.cl");
        assertThat(plan.known().orElseThrow().configuration().orElseThrow()).hasToString("TILE=16");
        assertThat(plan.llm()).isEmpty();
        assertThat(plan.isRepeatable()).isFalse();
        assertThat(read(plan.json())).isEqualTo(plan);
    }

    @Test
    void whatArmsArePaidIsKept() {
        TuningPlan plan = plan("transform").rewarding(Optional.of("rank"));
        assertThat(plan.json()).contains("\"controller\":\"uniform\",\"reward\":\"rank\"");
        assertThat(read(plan.json())).isEqualTo(plan);
        assertThat(plan.within(300, Optional.empty()).reward()).contains("rank");
        assertThat(read(OLD).reward()).isEmpty();
    }

    @Test
    void whenASearchEndsIsKeptAndMayBeSaidAnew() {
        Stopping first = new Stopping(OptionalInt.of(80), Optional.of("0.9-of-roofline"));
        TuningPlan plan = read(plan("transform").stopping(first).json());
        assertThat(plan.stops()).isEqualTo(first);
        assertThat(plan.stops().options()).isEqualTo(" --patience 80 --until 0.9-of-roofline");
        assertThat(plan.within(300, Optional.empty()).stops()).isEqualTo(first);
        assertThat(read(OLD).stops()).isEqualTo(Stopping.UNSAID);
        assertThat(Stopping.UNSAID.or(first)).isEqualTo(first);
        Stopping none = new Stopping(OptionalInt.of(Stopping.NEVER), Optional.of(Stopping.NO_GOAL)).or(first);
        assertThat(none.goal()).isEmpty();
        assertThat(none.options()).isEqualTo(" --patience none");
    }

    @Test
    void whatAPlanLacksIsNotWrittenAndReadBackAsNothing() {
        TuningPlan plan = plan("transform");

        assertThat(plan.json()).isEqualTo("""
                {"format":6,"task":"matmul","seed":1,"evaluations":200,"generators":["transform"],"controller":"uniform"}""");
        assertThat(read(plan.json())).isEqualTo(plan);
        assertThat(plan.isRepeatable()).isTrue();
    }

    @Test
    void aPlanOfBeforeThePresentDecisionsIsNotRepeatable() {
        assertThat(read(plan("transform").json().replace("\"format\":6", "\"format\":5"))
                        .isRepeatable())
                .isFalse();
    }

    @Test
    void whatMemoryKnewAtTheStartIsPartOfThePlan() {
        GenomeForm best = new GenomeForm(
                Optional.of(List.of("C: unroll(k, 4)")), Optional.empty(), Optional.empty(), Optional.empty());
        TuningPlan plan = plan("llm")
                .startingFrom(
                        Optional.of("state"),
                        Optional.of(best),
                        List.of(),
                        Optional.of(KernelJson.tree(List.of("models"))));

        TuningPlan read = read(plan.json());

        assertThat(read.policy()).contains("state");
        assertThat(read.known()).contains(best);
        assertThat(read.llm().orElseThrow()).hasToString("[\"models\"]");
    }

    @Test
    void anotherBudgetLeavesAllElseAsItWas() {
        TuningPlan plan = read(OLD);

        TuningPlan longer = plan.within(500, Optional.empty());

        assertThat(longer.evaluations()).isEqualTo(500);
        assertThat(longer.time()).isEmpty();
        assertThat(longer.within(120, plan.time())).isEqualTo(plan);
    }

    @Test
    void languageModelsAreNoOperator() {
        assertThat(plan("transform", "llm").operators()).containsExactly("transform");
        assertThat(plan("transform", "llm").asksModels()).isTrue();
        assertThat(plan("transform").asksModels()).isFalse();
    }

    @Test
    void partsThatAreSwitchedOffAreKeptSoThatAResumedRunLacksThemToo() {
        TuningPlan plan = plan("transform", "tune").lacking(List.of(Part.NUMBERS, Part.MEMORY, Part.NUMBERS));

        assertThat(plan.json()).contains("\"without\":[\"memory\",\"numbers\"]");
        assertThat(read(plan.json())).isEqualTo(plan);
        assertThat(plan.within(7, Optional.empty()).without()).isEqualTo(plan.without());
        assertThat(plan.uses(Part.MEMORY)).isFalse();
        assertThat(plan.uses(Part.CREDIT)).isTrue();
        assertThat(plan.operators()).containsExactly("transform");
    }
}
