package dev.tilewright.bench;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What came of a run.
 *
 * @param suite what was measured
 * @param baseline what it was compared with; empty for nothing
 * @param results a result for each case of the suite, in its order
 * @param criterion when a difference counts
 * @param effort how much was asked for
 * @param version of Tilewright
 * @param began when
 * @param commit the commit of the suite's repository; empty where there is none
 */
public record Outcome(
        Suite suite,
        Optional<Baseline> baseline,
        List<CaseResult> results,
        Criterion criterion,
        Effort effort,
        String version,
        Instant began,
        Optional<String> commit) {

    public Outcome {
        results = List.copyOf(results);
    }

    /** Tells whether some case ended so. */
    public boolean has(Verdict verdict) {
        return results.stream().anyMatch(result -> result.verdict() == verdict);
    }
}
