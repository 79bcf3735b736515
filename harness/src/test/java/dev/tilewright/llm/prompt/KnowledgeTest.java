package dev.tilewright.llm.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.candidate.Confirmation;
import dev.tilewright.candidate.Directive;
import dev.tilewright.candidate.Evaluation;
import dev.tilewright.candidate.Examples;
import dev.tilewright.candidate.Status;
import dev.tilewright.candidate.TimeEstimate;
import dev.tilewright.memory.Step;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class KnowledgeTest {

    private static Candidate child(int number, Candidate parent) {
        Candidate example = Examples.candidate(number);
        return new Candidate(
                example.problem(),
                example.programs(),
                example.origin(),
                new Candidate.Lineage(
                        List.of(parent.hash()), Optional.of(Directive.parse("transform:unroll")), "add unroll"));
    }

    private static Step step(int ordinal, Candidate candidate, double nanos) {
        TimeEstimate time = new TimeEstimate(nanos, nanos, nanos, 10);
        return new Step(
                ordinal,
                candidate,
                new Evaluation(
                        Status.OK,
                        Optional.of(time),
                        Optional.empty(),
                        OptionalDouble.of(0),
                        List.of(),
                        "",
                        Evaluation.Cost.NONE),
                false,
                0,
                Optional.empty(),
                Instant.EPOCH);
    }

    private static Step refuted(Step step) {
        TimeEstimate time = step.evaluation().deviceTime().orElseThrow();
        return step.confirmed(
                new Confirmation(
                        Confirmation.Verdict.REFUTED, time, time, 0.5, List.of(), "", "C differs on M=64,N=96,K=128"),
                step.ordinal() + 1);
    }

    @Test
    void aGainIsTheSpeedUpOverTheParent() {
        Candidate seed = Examples.candidate(0);
        Knowledge knowledge = Knowledge.of(List.of(step(0, seed, 1000), step(1, child(1, seed), 500)));

        assertThat(knowledge.transformations()).containsOnlyKeys("unroll");
        Knowledge.Tally unroll = knowledge.transformations().values().iterator().next();
        assertThat(unroll.faster()).isEqualTo(1);
        assertThat(unroll.sum()).isCloseTo(Math.log(2), within(1e-12));
        assertThat(knowledge.failures()).isEmpty();
    }

    @Test
    void whatAConfirmationRefutedIsAFailureAndNoGain() {
        Candidate seed = Examples.candidate(0);
        Knowledge knowledge = Knowledge.of(List.of(step(0, seed, 1000), refuted(step(1, child(1, seed), 10))));

        assertThat(knowledge.transformations()).isEmpty();
        assertThat(knowledge.troubles(5))
                .containsExactly("wrong-result: refuted by a confirmation: C differs on M=64,N=96,K=128 (add unroll)");
    }

    @Test
    void aChildOfWhatWasRefutedIsComparedWithNothing() {
        Candidate seed = Examples.candidate(0);
        Candidate wrong = child(1, seed);
        Knowledge knowledge =
                Knowledge.of(List.of(step(0, seed, 1000), refuted(step(1, wrong, 10)), step(2, child(2, wrong), 500)));

        assertThat(knowledge.transformations()).isEmpty();
    }
}
