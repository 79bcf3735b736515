package dev.tilewright.app;

import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.loop.EvolutionOutcome.Reason;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.report.Findings;
import dev.tilewright.study.live.LiveSetup;
import dev.tilewright.study.live.SearchTrace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads what came of one search of a study from its record. */
final class TraceReader {

    private TraceReader() {}

    /**
     * Reads it. What counts is when a best was evaluated, and not when it was confirmed: a search that had ended meanwhile would have confirmed
     * it then.
     */
    static SearchTrace read(
            LiveSetup.Cell cell, int planned, Reason ending, Findings findings, long ownNanos, long wallNanos) {
        List<Integer> numbers = numbers(findings.steps());
        List<SearchTrace.Best> bests = new ArrayList<>();
        for (Step step : findings.bests()) {
            double nanos = findings.time(step).orElseThrow().medianNanos();
            int number = numbers.get(step.ordinal());
            // One that waited may be confirmed after another that was evaluated later.
            bests.removeIf(before -> before.evaluation() >= number && before.nanos() >= nanos);
            if (bests.stream().noneMatch(before -> before.nanos() <= nanos)) {
                bests.add(new SearchTrace.Best(number, nanos));
            }
        }
        return new SearchTrace(
                cell,
                planned,
                numbers.isEmpty() ? 0 : numbers.getLast(),
                ending,
                bests,
                findings.best()
                        .map(best -> KernelGenome.of(best.candidate()).schedule())
                        .orElse(List.of()),
                ownNanos,
                wallNanos);
    }

    /** Returns, for each step, how many candidates had been evaluated with it. One that is tried again is counted once. */
    private static List<Integer> numbers(List<Step> steps) {
        Set<String> met = new HashSet<>();
        List<Integer> numbers = new ArrayList<>();
        for (Step step : steps) {
            met.add(step.candidate().hash());
            numbers.add(met.size());
        }
        return numbers;
    }
}
