package dev.tilewright.study;

import dev.tilewright.tuning.Known;
import dev.tilewright.tuning.StrategyFactory;
import dev.tilewright.tuning.recorded.RecordedSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Which strategy is worth its evaluations: each strategy on each space, several times. Nothing is timed but the strategies themselves, so repeats run side by
 * side, and what comes of them follows from the seed, however many threads there are.
 *
 * @param spaces the spaces, with what is known from elsewhere
 * @param strategies the strategies
 * @param repeats how often each is run on each space
 * @param seed where all randomness comes from
 * @param threads how many repeats run at once
 */
public record Study(List<Subject> spaces, List<StrategyFactory> strategies, int repeats, long seed, int threads) {

    /**
     * A space to search.
     *
     * @param name its name, as people see it
     * @param recorded what was recorded
     * @param known what strategies may know from elsewhere
     */
    public record Subject(String name, RecordedSpace recorded, List<Known> known) {

        public Subject {
            known = List.copyOf(known);
        }
    }

    public Study {
        spaces = List.copyOf(spaces);
        strategies = List.copyOf(strategies);
        if (repeats < 1 || threads < 1) {
            throw new IllegalArgumentException("repeats and threads must be 1 at least");
        }
    }

    /**
     * Runs the study.
     *
     * @param listener told of each result as it is there, in the order of spaces, then strategies
     * @throws IllegalArgumentException if a space has nothing to find in it
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public StudyResult run(Consumer<ContestResult> listener) throws InterruptedException {
        List<ContestResult> results = new ArrayList<>();
        List<StudyResult.Axis> axes = spaces.stream().map(Study::axis).toList();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (int i = 0; i < spaces.size(); i++) {
                Subject subject = spaces.get(i);
                TimeAxis axis = axes.get(i).axis();
                for (StrategyFactory strategy : strategies) {
                    Contest contest = new Contest(subject.name(), subject.recorded(), axis, strategy, subject.known());
                    ContestResult result = ContestResult.of(contest, repeats(contest, pool), seed);
                    results.add(result);
                    listener.accept(result);
                }
            }
        }
        return new StudyResult(strategies.stream().map(StrategyFactory::name).toList(), repeats, seed, axes, results);
    }

    private static StudyResult.Axis axis(Subject subject) {
        try {
            return new StudyResult.Axis(
                    subject.name(),
                    subject.recorded().device(),
                    subject.recorded().rows().size(),
                    new TimeAxis(subject.recorded()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(subject.name() + ": " + e.getMessage(), e);
        }
    }

    private List<Contest.Repeat> repeats(Contest contest, ExecutorService pool) throws InterruptedException {
        List<Future<Contest.Repeat>> futures = new ArrayList<>();
        for (int repeat = 0; repeat < repeats; repeat++) {
            int number = repeat;
            futures.add(pool.submit(() -> contest.run(seed, number)));
        }
        List<Contest.Repeat> done = new ArrayList<>();
        for (Future<Contest.Repeat> future : futures) {
            try {
                done.add(future.get());
            } catch (ExecutionException e) {
                pool.shutdownNow();
                throw new IllegalStateException(
                        "%s failed on %s: %s".formatted(contest.strategy().name(), contest.name(), e.getCause()), e);
            }
        }
        return done;
    }
}
