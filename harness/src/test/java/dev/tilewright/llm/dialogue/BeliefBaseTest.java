package dev.tilewright.llm.dialogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelTarget;
import dev.tilewright.llm.answer.Reflections;
import dev.tilewright.llm.answer.RejectedException;
import dev.tilewright.llm.record.Belief;
import dev.tilewright.llm.record.Belief.Scope;
import dev.tilewright.llm.record.RunContext;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskKind;
import dev.tilewright.task.TaskReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is believed, how far it reaches, and what speaks against it. */
class BeliefBaseTest {

    private static final DeviceFacts FACTS = new DeviceFacts(2, 8, 256, 32 << 10, 32 << 20, 1L << 32, 1L << 30, true);

    private final Task task = TaskReader.read(Path.of("../tasks/matmul.yaml"));
    private final GenomeFactory factory =
            new GenomeFactory(new KernelTarget(task, task.problems().getFirst(), Language.OPENCL, FACTS), List.of());
    private final RunContext context = RunContext.of(factory);
    private int steps;

    private static Evaluation took(double nanos) {
        return new Evaluation(Status.OK, OptionalDouble.of(KernelMeasurement.fitness(nanos)), "", Optional.empty(), 0);
    }

    private Step step(List<String> schedule, Optional<String> transformation, double nanos) {
        Lineage lineage = new Lineage(
                List.of(), transformation.map(name -> Decision.parse(steps, "transform:" + name)), "a change");
        try {
            Candidate candidate = new Candidate(factory.scheduled(Schedule.parse(schedule)), lineage);
            return new Step(steps++, candidate, took(nanos), false, 0, steps, Optional.empty(), Instant.EPOCH);
        } catch (IllegalTransformationException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Observes children by vectorize with so many lanes; a gain is the parent's time over the child's. */
    private void observe(BeliefBase beliefs, int children, int lanes, double gain) {
        Step parent = step(List.of("C: bind(i, group)"), Optional.empty(), 1000);
        for (int i = 0; i < children; i++) {
            beliefs.observe(
                    step(
                            List.of("C: bind(i, group)", "C: vectorize(j, %d)".formatted(lanes)),
                            Optional.of("vectorize"),
                            1000 / gain),
                    Optional.of(parent));
        }
    }

    private static Belief belief(boolean pays, Scope scope) {
        return new Belief(
                "b",
                "matmul",
                "Lanes.",
                new Belief.Claim("vectorize", pays, scope),
                List.of("evaluation 1"),
                Optional.empty());
    }

    private static Scope where(String condition) {
        return new Scope(Optional.empty(), Optional.empty(), Optional.of(condition));
    }

    @Test
    void aBeliefIsDroppedWhenMeasurementsContradictIt() {
        BeliefBase beliefs = new BeliefBase(List.of(belief(true, Scope.HERE)), context);
        observe(beliefs, 5, 8, 1.0);
        assertThat(beliefs.dropContradicted()).isEmpty();
        observe(beliefs, 1, 8, 0.9);

        assertThat(beliefs.dropContradicted())
                .singleElement()
                .satisfies(belief -> assertThat(belief.dropped().orElseThrow())
                        .contains("6 children by vectorize", "none was faster", "evaluations 2, 3"));
        assertThat(beliefs.held()).isEmpty();
    }

    @Test
    void whatIsOutsideOfItsConditionSaysNothingAboutABelief() {
        BeliefBase beliefs = new BeliefBase(List.of(belief(true, where("parameter >= 8 && K >= 512"))), context);
        observe(beliefs, 10, 4, 0.8);
        assertThat(beliefs.dropContradicted()).isEmpty();
        observe(beliefs, 6, 16, 0.8);
        assertThat(beliefs.dropContradicted())
                .singleElement()
                .satisfies(belief -> assertThat(belief.dropped().orElseThrow())
                        .contains("6 children by vectorize (where parameter >= 8 && K >= 512)"));
    }

    @Test
    void aBeliefThatSomethingNeverPaysIsDroppedWhenItPaysTwice() {
        BeliefBase beliefs = new BeliefBase(List.of(belief(false, Scope.HERE)), context);
        observe(beliefs, 1, 8, 1.5);
        assertThat(beliefs.dropContradicted()).isEmpty();
        observe(beliefs, 1, 8, 1.5);
        assertThat(beliefs.dropContradicted()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            contraction | cpu | K >= 512         | true
            reduction   | cpu | K >= 512         | false
            contraction | gpu | K >= 512         | false
            contraction | cpu | K >= 2000000     | false
            contraction | cpu | parameter >= 8   | true
            contraction | cpu | CHANNELS >= 8    | false
            """)
    void onlyWhatConcernsARunIsBelievedInIt(String tasks, String devices, String condition, boolean concerns) {
        Scope scope = new Scope(Optional.of(tasks), Optional.of(devices), Optional.of(condition));

        assertThat(new BeliefBase(List.of(belief(true, scope)), context).held()).hasSize(concerns ? 1 : 0);
    }

    @Test
    void aBeliefOnTheSameReplacesWhatWasBelievedOfIt() {
        BeliefBase beliefs = new BeliefBase(List.of(belief(true, Scope.HERE), belief(true, where("K > 1"))), context);
        beliefs.add(belief(false, Scope.HERE));

        assertThat(beliefs.held()).containsExactly(belief(true, where("K > 1")), belief(false, Scope.HERE));
    }

    @Test
    void whatIsBelievedIsShownByAnEvaluationThatIsCited() throws RejectedException {
        BeliefBase beliefs = new BeliefBase(List.of(), context);
        observe(beliefs, 1, 16, 2);
        observe(beliefs, 1, 4, 0.5);
        String answer = """
                {"beliefs": [
                  {"text": "wide", "transformation": "vectorize", "pays": true, "tasks": "contraction", "devices": "cpu", "condition": "parameter >= 8", "evidence": [2, 4, 99]},
                  {"text": "narrow", "transformation": "vectorize", "pays": false, "tasks": "any", "devices": "this", "condition": "parameter < 8 && K >= 512", "evidence": [4]},
                  {"text": "not shown", "transformation": "vectorize", "pays": true, "condition": "parameter < 8", "evidence": [4]},
                  {"text": "not cited", "transformation": "vectorize", "pays": true, "evidence": []},
                  {"text": "of another", "transformation": "unroll", "pays": true, "evidence": [2]},
                  {"text": "elsewhere", "transformation": "vectorize", "pays": true, "tasks": "map", "evidence": [2]},
                  {"text": "no condition", "transformation": "vectorize", "pays": true, "condition": "new('java.io.File', 'x')", "evidence": [2]}
                ], "advice": []}
                """;

        List<Belief> read = Reflections.critique(answer, "r#0", "matmul", context, beliefs::shows, Set.of())
                .beliefs();

        assertThat(read).map(Belief::text).containsExactly("wide", "narrow");
        assertThat(read.getFirst().evidence()).containsExactly("evaluation 2");
        assertThat(read.getFirst().claim().scope())
                .isEqualTo(new Scope(Optional.of("contraction"), Optional.of("cpu"), Optional.of("parameter >= 8")));
        assertThat(read.getLast().claim().scope()).isEqualTo(where("parameter < 8 && K >= 512"));
    }

    @ParameterizedTest
    @CsvSource({"matmul, CONTRACTION", "conv2d, CONTRACTION", "sum, REDUCTION", "vector-add, MAP", "softmax, STAGES"})
    void aTaskHasAKind(String name, TaskKind kind) {
        assertThat(TaskKind.of(TaskReader.read(Path.of("../tasks/" + name + ".yaml"))))
                .isEqualTo(kind);
    }
}
