package dev.tilewright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.evolve.candidate.Settlement;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.loop.EvolutionListener.Progress;
import dev.tilewright.kernels.evaluate.KernelComparison;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.report.Figures;
import dev.tilewright.report.KernelSubject;
import dev.tilewright.report.RecordedRun;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveProgressTest {

    private final List<Step> steps = RecordedRun.steps();
    private final StringWriter written = new StringWriter();
    private Instant now = RecordedRun.STARTED;

    @Test
    void elsewhereThanOnATerminalThereAreLinesForBestsAndOneEveryTenSeconds() {
        LiveProgress progress = progress(false);

        for (int i = 0; i < 20; i++) {
            now = now.plusSeconds(1);
            progress.onStep(at(i));
        }

        assertThat(written.toString()).doesNotContain("\u001b").doesNotContain("\r");
        assertThat(written.toString().lines())
                .hasSize(5)
                .anySatisfy(line -> assertThat(line).contains("612 ms", "3.51 GFLOP/s", "1.00×", "naive"))
                .anySatisfy(line -> assertThat(line).contains("96.2 ms", "6.37×", "add vectorize(j, 8)"))
                .anySatisfy(line -> assertThat(line).contains("10/120  best 287 ms", "1.00/s", "1 min 50 s left"));
    }

    @Test
    void onATerminalOneLineIsWrittenOverAndNeverWiderThanTheTerminal() {
        LiveProgress progress = progress(true);
        now = now.plusSeconds(1);

        progress.onStep(at(0));
        now = now.plusSeconds(1);
        progress.onStep(at(1));
        progress.end();

        assertThat(written.toString()).endsWith("\r\u001b[2K");
        for (String state : written.toString().split("\r\u001b\\[2K")) {
            assertThat(state.strip().length()).isLessThan(60);
        }
        assertThat(written.toString()).contains("2/120  best 612 ms");
    }

    @Test
    void aCandidateThatWaitsForItsConfirmationIsShownUntilItHasOne() {
        LiveProgress progress = progress(false);
        Step contender = steps.get(4).asCommitted();

        progress.onStep(waiting(Optional.of(contender)));
        progress.tellWhatWaits();
        now = now.plusSeconds(11);
        progress.onStep(waiting(Optional.of(contender)));
        now = now.plusSeconds(11);
        progress.onConfirmation(at(4));
        progress.tellWhatWaits();

        String time = Figures.time(
                KernelMeasurement.deviceTime(contender).orElseThrow().medianNanos());
        assertThat(written.toString().lines())
                .anySatisfy(line -> assertThat(line).startsWith("not confirmed yet, " + time + ": "))
                .anySatisfy(line -> assertThat(line).contains("best 612 ms", ", " + time + " to be confirmed"));
        assertThat(written.toString().lines().toList().getLast())
                .contains("best " + time)
                .doesNotContain("to be confirmed");
    }

    @Test
    void theTimeOfABestThatWasMeasuredOnABusyMachineIsCorrectedByAComparison() {
        LiveProgress progress = progress(false);
        progress.onStep(at(11));
        Step challenger = steps.get(26);
        TimeEstimate quick = new TimeEstimate(42e6, 41e6, 43e6, 18);
        Confirmation confirmation =
                new KernelComparison(quick, quick, 0.5, List.of(), "").confirmation(Verdict.NOT_FITTER, "as fast");
        now = now.plusSeconds(11);
        progress.onConfirmation(new Progress(
                challenger.settled(new Settlement(confirmation, 26, 27, 27)),
                Optional.of(steps.get(0)),
                Optional.of(steps.get(11)),
                Optional.empty(),
                false,
                false,
                27));
        assertThat(written.toString().lines().toList().getLast()).contains("best 42.0 ms");
    }

    private Progress waiting(Optional<Step> contender) {
        Optional<Step> first = Optional.of(steps.getFirst());
        return new Progress(steps.getFirst(), first, first, contender, false, false, 1);
    }

    private LiveProgress progress(boolean terminal) {
        return new LiveProgress(
                new PrintWriter(written),
                terminal,
                60,
                () -> now,
                new KernelSubject(),
                RecordedRun.demand(),
                120,
                Optional.empty());
    }

    private Progress at(int ordinal) {
        Step best = steps.get(ordinal < 4 ? 0 : ordinal < 11 ? 4 : 11);
        boolean newBest = best.ordinal() == ordinal;
        return new Progress(
                steps.get(ordinal),
                Optional.of(steps.get(0)),
                Optional.of(best),
                Optional.empty(),
                newBest,
                false,
                ordinal + 1);
    }
}
