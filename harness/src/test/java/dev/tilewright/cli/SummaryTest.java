package dev.tilewright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.candidate.Settlement;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.report.Findings;
import dev.tilewright.report.KernelSubject;
import dev.tilewright.report.RecordedRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** A person sees at the terminal why there is no best, and what was not what it seemed. */
class SummaryTest {

    private static final Evaluation WRONG = Evaluation.failed(Status.WRONG_RESULT, "C[3] is 0 and should be 1", 1);
    private static final Evaluation UNBUILT =
            Evaluation.failed(Status.BUILD_ERROR, "1 error generated.\nkernel.cl:1: error: no such name", 1);
    private static final Evaluation OK = RecordedRun.steps().getFirst().evaluation();

    private static Findings findings(Evaluation... outcomes) {
        List<Step> steps = new ArrayList<>();
        for (Evaluation outcome : outcomes) {
            steps.add(with(steps.size(), outcome, Optional.empty()));
        }
        return of(steps);
    }

    private static Findings of(List<Step> steps) {
        return Findings.of(RecordedRun.run(), steps, RecordedRun.demand());
    }

    private static Step with(int ordinal, Evaluation outcome, Optional<Confirmation> confirmation) {
        Step step = RecordedRun.steps().get(ordinal);
        return new Step(
                ordinal,
                step.candidate(),
                outcome,
                false,
                0,
                step.turn(),
                confirmation.map(made -> new Settlement(made, ordinal, ordinal, ordinal)),
                step.committed());
    }

    @Test
    void whereNothingIsRightTheReasonsAreToldThatOfTheNaiveKernelFirst() {
        Findings findings = findings(WRONG, UNBUILT, UNBUILT, UNBUILT, WRONG);
        assertThat(Summary.withoutBest(findings)).isEqualTo("No candidate was right.");
        assertThat(Summary.failures(findings))
                .containsExactly(
                        "    2  wrong-result: C[3] is 0 and should be 1 (the naive kernel among them)",
                        "    3  build-error: kernel.cl:1: error: no such name");
    }

    @Test
    void aConfirmationIsToldWithItsOwnClock() {
        Step best = RecordedRun.steps().stream()
                .filter(step -> step.confirmation().isPresent())
                .reduce((first, second) -> second)
                .orElseThrow();
        assertThat(new KernelSubject().confirmation(best).orElseThrow())
                .startsWith("confirmed by the referee's clock, which counts launching and cold caches too: ")
                .endsWith(": 27.9 ms, 1.20× as fast as the best before it (33.5 ms)");
        assertThat(new KernelSubject().confirmation(RecordedRun.steps().getFirst()))
                .isEmpty();
    }

    @Test
    void theRarestOfManyReasonsAreLeftToTheReport() {
        Evaluation[] outcomes = new Evaluation[10];
        for (int i = 0; i < outcomes.length; i++) {
            outcomes[i] = Evaluation.failed(Status.REJECTED, "reason " + i, 1);
        }
        assertThat(Summary.failures(findings(outcomes)))
                .hasSize(7)
                .startsWith("    1  rejected: reason 0 (the naive kernel)")
                .endsWith("    4  for other reasons, which the report has");
    }

    @Test
    void whereNothingWasDecidedItSaysSo() {
        Findings findings = findings(Evaluation.undecided("no memory", 1), Evaluation.undecided("no memory", 1));
        assertThat(Summary.withoutBest(findings)).isEqualTo("Nothing was decided.");
        assertThat(Summary.failures(findings))
                .containsExactly("    2  undecided: no memory (the naive kernel among them)");
    }

    @Test
    void besideABestOnlyWhatWasRefutedOrUndecidedIsTold() {
        Confirmation refuted =
                new Confirmation(Verdict.REFUTED, OptionalDouble.empty(), "wrong on N=67", Optional.empty());
        Findings findings = of(List.of(
                with(0, OK, Optional.empty()),
                with(1, OK, Optional.of(refuted)),
                with(2, UNBUILT, Optional.empty()),
                with(3, OK, Optional.of(Confirmation.undecided("the clock is busy")))));
        assertThat(findings.baselineName()).isEqualTo("the naive kernel");
        assertThat(Summary.failures(findings))
                .containsExactly(
                        "    1  wrong-result: refuted by a confirmation: wrong on N=67",
                        "    1  undecided: a confirmation: the clock is busy");
    }

    @Test
    void theBaselineIsTheNaiveKernelOnlyWhereThatIsRight() {
        Step sketch = RecordedRun.steps().get(4);
        Step seed = new Step(
                1,
                new Candidate(sketch.candidate().genome(), Lineage.seed("sketch")),
                OK,
                false,
                0,
                2,
                Optional.empty(),
                sketch.committed());
        assertThat(of(List.of(with(0, WRONG, Optional.empty()), seed)).baselineName())
                .isEqualTo("the first generated kernel that was right");
    }
}
