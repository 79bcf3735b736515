package dev.tilewright.llm.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.candidate.Settlement;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.kernels.genome.Examples;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class KnowledgeTest {

    private static Candidate child(int number, Candidate parent) {
        return new Candidate(
                Examples.candidate(number).genome(),
                Lineage.child(List.of(parent), Decision.parse(number, "transform:unroll"), "add unroll"));
    }

    private static Step step(int ordinal, Candidate candidate, double nanos) {
        Evaluation evaluation =
                new Evaluation(Status.OK, OptionalDouble.of(KernelMeasurement.fitness(nanos)), "", Optional.empty(), 0);
        return new Step(ordinal, candidate, evaluation, false, 0, ordinal + 1, Optional.empty(), Instant.EPOCH);
    }

    private static Step refuted(Step step) {
        Confirmation wrong = new Confirmation(
                Verdict.REFUTED, OptionalDouble.empty(), "C differs on M=64,N=96,K=128", Optional.empty());
        int after = step.ordinal() + 1;
        return step.settled(new Settlement(wrong, after, after + 1, after + 1));
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
