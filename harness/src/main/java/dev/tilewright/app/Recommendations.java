package dev.tilewright.app;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.loop.Evaluator;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.study.live.SearchTrace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;

/**
 * What a search of a study would have recommended after each of its evaluations, and what that takes: the fastest as far as it had measured. The
 * measurement that made it the fastest was also its luckiest, so each recommendation is timed anew, after the search, several times at different moments.
 */
final class Recommendations {

    /** How often each is timed; the median counts, so that one disturbed moment does not. */
    private static final int ROUNDS = 3;

    /** What took so many times as long as the last recommendation is not timed again: whatever it takes exactly, it is far behind. */
    private static final double FAR_BEHIND = 3;

    private final List<Recommended> all = new ArrayList<>();

    /**
     * What was the fastest from some evaluation on.
     *
     * @param evaluation the number of the evaluation, from 1; one that is tried again is counted once
     * @param step its step
     */
    private record Recommended(int evaluation, Step step) {

        double fitness() {
            return step.evaluation().fitness().orElseThrow();
        }
    }

    /** Reads the record of a search. What a comparison refuted was never recommended: it is not right. */
    Recommendations(List<Step> steps) {
        Set<String> met = new HashSet<>();
        for (Step step : steps) {
            met.add(step.candidate().hash());
            boolean right = step.standing().ok();
            if (right
                    && (all.isEmpty()
                            || step.evaluation().fitness().orElseThrow()
                                    > all.getLast().fitness())) {
                all.add(new Recommended(met.size(), step));
            }
        }
    }

    /**
     * Times them.
     *
     * @param evaluator of the search, which has ended
     * @param seed in which order they are timed
     * @return each with the evaluation that found it, and the median of its times
     */
    List<SearchTrace.Best> timed(Evaluator evaluator, long seed) throws InterruptedException {
        Map<Recommended, List<Double>> times = new HashMap<>();
        List<Recommended> near = new ArrayList<>(all.stream()
                .filter(each -> all.getLast().fitness() - each.fitness() < Math.log(FAR_BEHIND))
                .toList());
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            Collections.shuffle(near, random);
            for (Recommended each : near) {
                OptionalDouble fitness =
                        evaluated(evaluator, each.step().candidate()).fitness();
                fitness.ifPresent(value ->
                        times.computeIfAbsent(each, _ -> new ArrayList<>()).add(KernelMeasurement.nanos(value)));
            }
        }
        return all.stream()
                .map(each -> new SearchTrace.Best(
                        each.evaluation(),
                        median(times.getOrDefault(each, List.of(KernelMeasurement.nanos(each.fitness()))))))
                .toList();
    }

    /** Returns the steps of the schedule of the last one; none if it has none. */
    List<String> lastSchedule() {
        return all.isEmpty()
                ? List.of()
                : KernelGenome.of(all.getLast().step().candidate()).schedule();
    }

    private static Evaluation evaluated(Evaluator evaluator, Candidate candidate) throws InterruptedException {
        evaluator.submit(new Evaluator.Evaluate(0, candidate, OptionalDouble.empty()));
        return ((Evaluator.Evaluated) evaluator.take()).evaluation();
    }

    private static double median(List<Double> times) {
        double[] sorted = times.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
