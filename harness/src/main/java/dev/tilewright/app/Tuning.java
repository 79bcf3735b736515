package dev.tilewright.app;

import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.report.Demand;
import dev.tilewright.report.Findings;
import dev.tilewright.report.Subject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One search of a run, to its run folder. It holds what it needs, such as the memory, until it is closed. */
public interface Tuning extends AutoCloseable {

    /**
     * What a search may spend, as it is shown while it runs.
     *
     * @param seed where all randomness comes from
     * @param evaluations how many candidates may be evaluated
     * @param time how long it may take by the clock; empty where the clock does not end it
     */
    record Budget(long seed, int evaluations, Optional<Duration> time) {}

    /**
     * What came of a search.
     *
     * @param findings what the run amounts to
     * @param kernelFailure how the kernel that was given failed, where none of its configurations was right
     */
    record Result(Findings findings, Optional<KernelFailure> kernelFailure) {

        /** Tells whether there is what was asked for: a kernel that is right and, where one was given, of that kernel. */
        public boolean successful() {
            return findings.best().isPresent() && kernelFailure.isEmpty();
        }

        /** Tells whether the harness failed whenever it had to decide about what was asked for, so that nothing is known of it. */
        public boolean undecided() {
            return findings.undecided()
                    || kernelFailure
                            .filter(failure -> failure.first().isUndecided())
                            .isPresent();
        }
    }

    /**
     * How a kernel that was given failed.
     *
     * @param tried how many of its configurations were tried; none was right
     * @param first how the first ended of which anything is known; undecided where nothing is known of any
     */
    record KernelFailure(Path kernel, int tried, Evaluation first) {}

    /** Returns the run that is searched. */
    Run run();

    /** Returns what reads the candidates of the run. */
    Subject subject();

    /** Returns what the search may spend. */
    Budget budget();

    /** Returns what the caller should know about the choice of the device; empty where there is nothing to say. */
    Optional<String> notice();

    /** Returns what the user should know about what is tuned, one sentence each. */
    List<String> warnings();

    /** Returns the run folder. */
    Path folder();

    /** Returns the command that goes on with the run. */
    String resumeCommand();

    /** Returns what the problem demands, with the device's peaks if memory has them. */
    Demand demand();

    /**
     * Searches until the budget is spent or {@link #stop} is called, and writes the run folder.
     *
     * @param listener is told how it goes, on this thread
     * @throws UseCaseException if the run folder cannot be written; the run is in memory then
     */
    Result search(TuningListener listener);

    /** Says what is to be known of the best, in the order in which people are told: what it does not solve, where it is. */
    List<String> remarks(Findings findings);

    /** Asks the search to stop once the evaluation in progress is committed. May be called by any thread. */
    void stop();

    @Override
    void close();
}
