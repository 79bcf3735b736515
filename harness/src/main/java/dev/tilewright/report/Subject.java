package dev.tilewright.report;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What a report asks of the domain of a run, because evolution keeps genomes and measurements and cannot read them. Whoever reads a run
 * asks this, and not of which domain it is.
 */
public interface Subject {

    /**
     * What shaped a run, as far as people are told.
     *
     * @param seed where all randomness came from
     * @param evaluations how many candidates could be evaluated
     * @param time how long it could take; empty for as long as it needed
     * @param command the command that begins the run once more
     */
    record Plan(long seed, int evaluations, Optional<Duration> time, String command) {}

    /** Returns what shaped a run. */
    Plan plan(Run run);

    /** Returns the time of a step by the device's clock, with its interval; empty unless its evaluation was ok. */
    Optional<TimeEstimate> time(Step step);

    /** Returns the time that the incumbent took where {@code challenger} was compared with it; empty if it was not timed. */
    Optional<TimeEstimate> incumbentTime(Step challenger);

    /** Returns the time that {@code challenger} took where it was compared with the incumbent; empty if it was not timed. */
    Optional<TimeEstimate> challengerTime(Step challenger);

    /** Says what a time is, {@code median}. */
    String estimator();

    /** Returns how long the run had been going when each step was committed. */
    List<Duration> moments(Run run, List<Step> steps);

    /** Returns what evaluations spent their time on, in seconds, by name. */
    SequencedMap<String, Double> spent(List<Step> steps);

    /** Returns what the time of evaluations and of comparisons was used for, by what was done; empty where nobody measured it. */
    SequencedMap<String, Duration> uses(List<Step> steps);

    /** Returns how long comparisons took after the last step was committed. */
    Duration afterwards(List<Step> steps);

    /** Tells whether a candidate is the one that should be right in any case, with which others are compared. */
    boolean isNaive(Candidate candidate);

    /** Returns what a candidate is, in words, where a run began with it. */
    String description(Candidate candidate);

    /** Returns what a candidate is called, {@code kernel}. */
    String noun();

    /** Returns a candidate for people to read, line by line. */
    List<String> lines(Candidate candidate);

    /** Returns the source of a candidate; empty where it is no source. */
    Optional<String> source(Candidate candidate);

    /** Returns what {@code result.json} says of the best beside its times. */
    Map<String, Object> best(Step best);

    /** Returns what the report's page says of the best beside its times, as its template names it. */
    Map<String, Object> page(Step best);

    /** Says how it was measured, one sentence or more each. */
    List<String> method();

    /** Says what the confirmation of the best measured, where that is by another clock; empty where there is nothing to say. */
    Optional<String> confirmation(Step best);

    /**
     * Returns the files that a run leaves of its best, with their texts.
     *
     * @param time what the run's report gives as the time of the best; empty where it has none
     */
    SequencedMap<String, String> files(Run run, Step best, Optional<TimeEstimate> time);
}
