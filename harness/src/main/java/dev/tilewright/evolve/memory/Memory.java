package dev.tilewright.evolve.memory;

import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What outlives a run. Every write is durable when its method returns: it survives the process being killed.
 *
 * <p>Every method throws {@link MemoryException} if the store cannot be read or written. An instance may be shared by threads. It is opened by {@link Store#memory}.
 */
public interface Memory {

    /**
     * Records that a run has begun.
     *
     * @throws MemoryException if there is a run of that id
     */
    void begin(Run run);

    /** Finds a run by its id. */
    Optional<Run> run(String id);

    /** Lists the runs of the domain, newest first. */
    List<Run> runs();

    /**
     * Lists the latest runs of the domain, newest first.
     *
     * @param most how many at most
     */
    List<Run> newest(int most);

    /**
     * Holds a run for this process until the store is closed, as {@link #begin} does.
     *
     * @throws MemoryException if another process holds it
     */
    void hold(String run);

    /** Tells whether this machine wrote the run, with all its steps, and nobody has changed them since. */
    boolean isOwn(String run);

    /**
     * Records one step of a run. Its evaluation becomes known for the run's hardware, unless it was recalled
     * or is undecided.
     *
     * @throws MemoryException if there is no such run, or it has a step of that ordinal
     */
    default void commit(String run, Step step) {
        commit(run, List.of(step));
    }

    /**
     * Records steps of a run, all or none.
     *
     * @throws MemoryException if there is no such run, or it has a step of one of the ordinals
     */
    void commit(String run, List<Step> steps);

    /**
     * Records that a step which was committed before has been compared with the incumbent since.
     *
     * @param step the step with its confirmation
     * @throws MemoryException if the run has no such step, or it has a confirmation that decided something
     */
    void confirm(String run, Step step);

    /** Returns the steps of a run, in order. Diagnostics of more than 16 000 characters have lost their middle. */
    List<Step> steps(String run);

    /** Counts the steps of a run by status; a status that no step has is not in it. */
    Map<Status, Integer> counts(String run);

    /**
     * Returns the line from a seed to a candidate, seed first, the candidate last, each the first parent of the next. A parent that
     * an earlier run found for the same task, problem and hardware is followed there. Empty if the run has no such candidate.
     *
     * @param hash the candidate's hash
     */
    List<Step> lineage(String run, String hash);

    /**
     * Finds the outcome of a candidate, by its hash, on a device, for a problem. A candidate that timed out or crashed is known as
     * well. One that a confirmation refuted is known as {@link Status#WRONG_RESULT}. What this machine did not write is not known.
     */
    Optional<Evaluation> recall(Workload workload, Hardware hardware, String hash);

    /**
     * Finds the fittest confirmed candidate known.
     *
     * <p>Within a run each new best beat the one before it, interleaved, so the last one stands; among runs the one with the highest
     * confirmed fitness is the fittest. Where no run has a new best, the fittest of the candidates that the runs began with is. What
     * any confirmation refuted is never best. What this machine did not write is best only where it wrote nothing.
     */
    Optional<Best> best(Workload workload, Hardware hardware);

    /** Keeps the state of a controller's policy, as JSON, replacing what was kept. */
    void keepPolicy(String policy, String task, Hardware hardware, String state);

    /** Returns the state of a controller's policy that was kept last. */
    Optional<String> policy(String policy, String task, Hardware hardware);

    /** Keeps what a run believed on its way, as JSON, replacing what was kept. Nobody decides by it. */
    void keepInsight(String run, String json);

    /** Returns what {@link #keepInsight} kept last, whoever kept it; empty for a run that has not ended. */
    Optional<String> insight(String run);

    /** Keeps something measured once per hardware, such as its peaks, as JSON, replacing what was kept. */
    void keepFact(Hardware hardware, String name, String json);

    /** Returns what {@link #keepFact} kept last, whoever kept it. */
    Optional<String> fact(Hardware hardware, String name);

    /** Returns what {@link #keepFact} kept last, where this machine did. */
    Optional<String> ownFact(Hardware hardware, String name);

    /**
     * The fittest confirmed candidate.
     *
     * @param step its step; it has the comparison that made it best, where it is not what a run began with
     * @param run the run that found it
     * @param own whether this machine measured it; what it did not is a claim, and may be anybody's code
     */
    record Best(Step step, String run, boolean own) {}
}
