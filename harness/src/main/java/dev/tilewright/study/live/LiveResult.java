package dev.tilewright.study.live;

import java.util.List;
import java.util.Optional;

/**
 * What came of a study on live tasks.
 *
 * @param setup what shaped it
 * @param blocks how often each search was run on each task
 * @param tasks what came of it, a task each
 * @param means what came of each search over all tasks
 */
public record LiveResult(LiveSetup setup, int blocks, List<OfTask> tasks, List<Mean> means) {

    /** The shares of the best that people ask for. */
    public static final List<Double> SHARES = List.of(0.9, 0.95);

    /**
     * What came of a task.
     *
     * @param task the task
     * @param bestNanos what the fastest takes that any search of the study ended with, in ns; infinite if nothing was right
     * @param searches what came of each search, in the order of the setup
     */
    public record OfTask(LiveTask task, double bestNanos, List<SearchResult> searches) {

        public OfTask {
            searches = List.copyOf(searches);
        }

        /** Returns what came of a search. */
        public SearchResult of(String search) {
            return searches.stream()
                    .filter(result -> result.search().equals(search))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /**
     * What came of a search over all tasks, each of which counts alike.
     *
     * @param search the name of the search
     * @param efforts how many evaluations it took
     * @param time the time of its best as a ratio; empty where something that is right was not always found
     */
    public record Mean(String search, List<Effort> efforts, Optional<PairedRatio> time) {

        public Mean {
            efforts = List.copyOf(efforts);
        }
    }

    public LiveResult {
        tasks = List.copyOf(tasks);
        means = List.copyOf(means);
    }
}
