package dev.tilewright.memory;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.candidate.Evaluation;
import dev.tilewright.device.Hardware;
import dev.tilewright.task.Problem;
import java.util.List;
import java.util.Optional;

/** What outlives a run. Every write is durable when its method returns. */
public interface Memory extends AutoCloseable {

    /** Records that a run has begun. */
    void begin(Run run);

    /** Finds a run by its id. */
    Optional<Run> run(String id);

    /** Lists the runs, newest first. */
    List<Run> runs();

    /** Records one step of a run. Its evaluation becomes known for the run's hardware, unless it was recalled. */
    void commit(String run, Step step);

    /** Returns the steps of a run, in order. */
    List<Step> steps(String run);

    /**
     * Finds the outcome of a candidate, by its hash, on a device, for a problem. A candidate that timed out or crashed is known as
     * well.
     */
    Optional<Evaluation> recall(String task, Problem problem, Hardware hardware, String hash);

    /** Finds the fastest confirmed candidate known. */
    Optional<Best> best(String task, Problem problem, Hardware hardware);

    /** Keeps the state of a controller's policy, as JSON, replacing what was kept. */
    void keepPolicy(String policy, String task, Hardware hardware, String state);

    /** Returns the state of a controller's policy that was kept last. */
    Optional<String> policy(String policy, String task, Hardware hardware);

    @Override
    void close();

    /**
     * The fastest confirmed candidate.
     *
     * @param candidate what it is
     * @param evaluation its outcome
     * @param run the run that found it
     */
    record Best(Candidate candidate, Evaluation evaluation, String run) {}
}
