package dev.tilewright.app;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A comparison of searches on live tasks that a caller asks for.
 *
 * @param problems the tasks and their problems
 * @param device where kernels run
 * @param searches names of searches; empty for all
 * @param without parts of the full search, by name: for each, the full search without it is compared as well
 * @param blocks how often each search is run on each task
 * @param evaluations how many candidates a search may evaluate
 * @param time how long a search may take; empty for as long as it needs
 * @param seed where all randomness comes from
 * @param output the folder that keeps what came of each search, and the result
 * @param resume whether the folder has a part of the same study, which is gone on with
 */
public record LiveStudyRequest(
        List<ProblemChoice> problems,
        DeviceChoice device,
        List<String> searches,
        List<String> without,
        int blocks,
        int evaluations,
        Optional<Duration> time,
        long seed,
        Path output,
        boolean resume) {

    public LiveStudyRequest {
        problems = List.copyOf(problems);
        searches = List.copyOf(searches);
        without = List.copyOf(without);
    }
}
