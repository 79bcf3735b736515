package dev.tilewright.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.bench.Baseline.Entry;
import dev.tilewright.bench.Baseline.Machine;
import dev.tilewright.bench.CaseResult.Set;
import dev.tilewright.bench.Round.Pair;
import dev.tilewright.bench.Round.Timed;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.evaluate.ScaledSum;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CaseResultTest {

    private static final Machine MACHINE =
            new Machine(new Hardware("jvm", "Someone", "Some processor", "x86-64", "25.0.1"), 2);
    private static final Candidate OLD = ScaledSum.candidate(Language.JAVA, "class K {}");
    private static final Candidate NEW = ScaledSum.candidate(Language.JAVA, "class K { int other; }");
    private static final Criterion CRITERION = new Criterion(0.03, 0.01);

    /** Eight rounds with little scatter. */
    private static List<TimeEstimate> about(double nanos) {
        return IntStream.range(0, 8)
                .mapToObj(i -> new TimeEstimate(nanos * (1 + 0.001 * i), nanos, nanos, 10))
                .toList();
    }

    private static Subject subject(Candidate today) {
        return new Subject(
                new BenchCase("one", ScaledSum.task(), ScaledSum.PROBLEM, Optional.empty(), new KernelChoice.Best()),
                "jvm:0",
                MACHINE,
                today,
                Optional.of(new Entry("scaled-sum", ScaledSum.PROBLEM, MACHINE, OLD, about(1000))));
    }

    private static List<Timed> rounds(List<TimeEstimate> now, List<TimeEstimate> beside) {
        return IntStream.range(0, now.size())
                .mapToObj(i -> new Timed(
                        now.get(i),
                        beside.isEmpty()
                                ? Optional.empty()
                                : Optional.of(new Pair(
                                        beside.get(i),
                                        now.get(i).medianNanos() / beside.get(i).medianNanos()))))
                .toList();
    }

    private static Measurement measurement(
            Candidate today, Yardstick yardstick, List<TimeEstimate> now, List<TimeEstimate> beside) {
        return new Measurement(
                subject(today), yardstick, rounds(now, beside), Optional.empty(), Optional.empty(), List.of());
    }

    private static Set judged(Measurement measurement) {
        return new Set(
                measurement,
                measurement.comparable()
                        ? Optional.of(CRITERION
                                .judge(List.of(measurement.samples()), 1)
                                .getFirst())
                        : Optional.empty());
    }

    private static CaseResult result(
            Candidate today, Yardstick yardstick, List<TimeEstimate> now, List<TimeEstimate> beside) {
        return new CaseResult(judged(measurement(today, yardstick, now, beside)), Optional.empty());
    }

    @Test
    void aSlowerMachineIsNoRegressionOfAKernelThatHasNotChanged() {
        CaseResult result = result(OLD, Yardstick.KERNEL, about(1500), List.of());

        assertThat(result.verdict()).isEqualTo(Verdict.SAME_KERNEL);
        assertThat(result.judgement()).isEmpty();
        RatioEstimate machine = result.measurement().machine().orElseThrow();
        assertThat(machine.ratio()).isCloseTo(1.5, within(0.01));
        assertThat(CRITERION.apart(machine)).isTrue();
    }

    @Test
    void aSlowerMachineIsARegressionWhereStoredTimesCount() {
        assertThat(result(OLD, Yardstick.TIMES, about(1500), List.of()).verdict())
                .isEqualTo(Verdict.REGRESSED);
        assertThat(result(OLD, Yardstick.TIMES, about(1000), List.of()).verdict())
                .isEqualTo(Verdict.UNCHANGED);
        assertThat(result(NEW, Yardstick.TIMES, about(1500), List.of()).verdict())
                .isEqualTo(Verdict.REGRESSED);
    }

    @Test
    void aChangedKernelIsHeldAgainstTheOldOneOnTheMachineOfToday() {
        assertThat(result(NEW, Yardstick.KERNEL, about(1500), about(1500)).verdict())
                .isEqualTo(Verdict.UNCHANGED);
        // As fast as the stored times, on a machine that has become faster.
        CaseResult hidden = result(NEW, Yardstick.KERNEL, about(1000), about(800));
        assertThat(hidden.verdict()).isEqualTo(Verdict.REGRESSED);
        assertThat(hidden.measurement().machine().orElseThrow().ratio()).isCloseTo(0.8, within(0.01));
    }

    @Test
    void anOldKernelThatFailsIsNotReplacedByItsStoredTimes() {
        Evaluation failed = Evaluation.failed(Status.BUILD_ERROR, "no such intrinsic", 0);
        Measurement measurement = new Measurement(
                subject(NEW),
                Yardstick.KERNEL,
                rounds(about(1500), List.of()),
                Optional.empty(),
                Optional.of(failed),
                List.of());

        CaseResult result = new CaseResult(judged(measurement), Optional.empty());

        assertThat(result.verdict()).isEqualTo(Verdict.MEASURED);
        assertThat(measurement.machine()).isEmpty();
    }

    @Test
    void aSuspicionIsARegressionOnlyIfItPersists() {
        Set suspected = judged(measurement(NEW, Yardstick.KERNEL, about(1100), about(1000)));
        Set same = judged(measurement(NEW, Yardstick.KERNEL, about(1000), about(1000)));
        Set slower = judged(measurement(NEW, Yardstick.KERNEL, about(1060), about(1000)));
        Set nothing = judged(measurement(NEW, Yardstick.KERNEL, List.of(), List.of()));

        assertThat(new CaseResult(suspected, Optional.of(same)).verdict()).isEqualTo(Verdict.UNCHANGED);
        assertThat(new CaseResult(suspected, Optional.of(nothing)).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        CaseResult persists = new CaseResult(suspected, Optional.of(slower));
        assertThat(persists.verdict()).isEqualTo(Verdict.REGRESSED);
        // Not the 1.1 that it was suspected for.
        assertThat(persists.judgement().orElseThrow().ratio().ratio()).isCloseTo(1.06, within(0.001));
    }

    @Test
    void aCaseThatCouldNotBeTimedIsInconclusiveAndNoFailure() {
        Measurement untimed = new Measurement(
                subject(NEW),
                Yardstick.KERNEL,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of("no time can be trusted: the clocks disagree"));

        assertThat(new CaseResult(judged(untimed), Optional.empty()).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }
}
