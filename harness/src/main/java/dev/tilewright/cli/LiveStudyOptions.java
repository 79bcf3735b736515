package dev.tilewright.cli;

import dev.tilewright.app.DeviceChoice;
import dev.tilewright.app.LiveStudyRequest;
import dev.tilewright.app.ProblemChoice;
import dev.tilewright.app.UseCaseException;
import dev.tilewright.study.live.Contestants;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options of a study on live tasks. */
final class LiveStudyOptions {

    private static final int EVALUATIONS = 150;

    /** The names that {@code --search} knows. */
    static final class Names implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return Contestants.names().iterator();
        }
    }

    /** A task with its problem. */
    static final class LiveTaskOption {

        @Option(
                names = "--task",
                paramLabel = "TASK",
                required = true,
                description = "A live task, by its name or the path of its file. May be repeated.")
        @SuppressWarnings("NullAway.Init")
        private String task;

        @Option(
                names = "--problem",
                paramLabel = "M=…,N=…",
                description = "The sizes of the --task before it. Default: the task's first problem.")
        private @Nullable String problem;

        ProblemChoice choice() {
            return new ProblemChoice(task, Optional.ofNullable(problem));
        }
    }

    @ArgGroup(exclusive = false, multiplicity = "0..*")
    private List<LiveTaskOption> tasks = new ArrayList<>();

    @Option(
            names = "--device",
            paramLabel = "ID",
            description = "Where kernels run, as `devices` lists it. Default: as for tune.")
    private @Nullable String device;

    @Option(
            names = "--search",
            paramLabel = "NAME",
            completionCandidates = Names.class,
            description =
                    "What is compared on live tasks: ${COMPLETION-CANDIDATES}. May be repeated. Default: all. full is what tune does.")
    private List<String> searches = new ArrayList<>();

    @Option(
            names = "--without",
            paramLabel = "PART",
            completionCandidates = PartNames.class,
            description = "Compare the full search without a part too: ${COMPLETION-CANDIDATES}. May be repeated.")
    private List<String> without = new ArrayList<>();

    @Option(
            names = "--evaluations",
            paramLabel = "N",
            description = "How many candidates each search may evaluate. Default: " + EVALUATIONS + ".")
    private @Nullable Integer evaluations;

    @Option(
            names = "--time",
            paramLabel = "SPAN",
            converter = SpanConverter.class,
            description = "How long each search may take: 90s, 10m. Default: as long as its evaluations take.")
    private @Nullable Duration time;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "The folder of a study on live tasks: what came of each search, result.json, study.html.")
    private @Nullable Path output;

    @Option(
            names = "--resume",
            description =
                    "Go on with the study on live tasks that --output has a part of; the rest of the command is the same.")
    private boolean resume;

    /** Tells whether a task was named. */
    boolean named() {
        return !tasks.isEmpty();
    }

    /** Tells whether an option was given that a study on recorded spaces does not have. */
    boolean given() {
        return named()
                || device != null
                || !searches.isEmpty()
                || !without.isEmpty()
                || evaluations != null
                || time != null
                || output != null
                || resume;
    }

    /**
     * Returns what is asked for.
     *
     * @throws UseCaseException if no folder is named
     */
    LiveStudyRequest request(int blocks, long seed) {
        if (output == null) {
            throw UseCaseException.request(
                    "a study on live tasks takes long and can be interrupted; give the folder that keeps it with --output DIR");
        }
        return new LiveStudyRequest(
                tasks.stream().map(LiveTaskOption::choice).toList(),
                new DeviceChoice(Optional.ofNullable(device)),
                searches,
                without,
                blocks,
                evaluations == null ? EVALUATIONS : evaluations,
                Optional.ofNullable(time),
                seed,
                output,
                resume);
    }
}
