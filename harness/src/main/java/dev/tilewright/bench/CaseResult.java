package dev.tilewright.bench;

import dev.tilewright.bench.Criterion.Judgement;
import dev.tilewright.bench.Criterion.Samples;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * A case with its verdict.
 *
 * @param measurement what was measured
 * @param judgement how it compares; empty where it failed or there is nothing to compare with
 */
public record CaseResult(Measurement measurement, Optional<Judgement> judgement) {

    /** Judges all cases of a run together. */
    public static List<CaseResult> of(List<Measurement> measurements, Criterion criterion) {
        List<Samples> samples = measurements.stream()
                .filter(Measurement::comparable)
                .map(measurement -> new Samples(
                        medians(measurement.now()),
                        medians(measurement.then()),
                        measurement.yardstick() == Yardstick.KERNEL))
                .toList();
        Iterator<Judgement> judgements = criterion.judge(samples).iterator();
        List<CaseResult> results = new ArrayList<>();
        for (Measurement measurement : measurements) {
            results.add(new CaseResult(
                    measurement, measurement.comparable() ? Optional.of(judgements.next()) : Optional.empty()));
        }
        return results;
    }

    private static List<Double> medians(List<TimeEstimate> rounds) {
        return rounds.stream().map(TimeEstimate::medianNanos).toList();
    }

    /** Returns what became of the case. */
    public Verdict verdict() {
        if (measurement.failure().isPresent()) {
            return Verdict.FAILED;
        }
        return judgement
                .map(Judgement::verdict)
                .orElse(measurement.sameKernel() ? Verdict.SAME_KERNEL : Verdict.MEASURED);
    }
}
