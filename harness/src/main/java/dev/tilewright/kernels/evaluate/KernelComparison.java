package dev.tilewright.kernels.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.evolve.candidate.Measurement;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.task.Problem;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was measured when a challenger was compared with the incumbent, interleaved, by JMH, each in a fresh runner.
 *
 * @param incumbent the incumbent's time by the referee's clock
 * @param challenger the challenger's, alike
 * @param pValue one-sided Mann-Whitney: the probability of such samples if the challenger were no faster
 * @param verified the problems on which the challenger was right in the fresh process, with fresh inputs: its own, {@code verify}
 *     and {@code held-out}
 * @param report the name of JMH's JSON file in the run folder, empty if none was written
 * @param spent what the referee spent its time on; empty in what earlier versions measured
 */
public record KernelComparison(
        @JsonProperty("incumbent_ns") TimeEstimate incumbent,
        @JsonProperty("challenger_ns") TimeEstimate challenger,
        @JsonProperty("p_value") double pValue,
        @JsonProperty("verified") List<Problem> verified,
        @JsonProperty("report") String report,
        @JsonProperty("spent") Optional<TimeSpent> spent)
        implements Measurement {

    /** Makes a comparison of which nobody knows what time was spent on. */
    public KernelComparison(
            TimeEstimate incumbent, TimeEstimate challenger, double pValue, List<Problem> verified, String report) {
        this(incumbent, challenger, pValue, verified, report, Optional.empty());
    }

    public KernelComparison {
        verified = List.copyOf(verified);
    }

    /** Returns what was measured in a confirmation of this domain; empty if it failed before that. */
    public static Optional<KernelComparison> of(Confirmation confirmation) {
        return confirmation.measured().map(KernelComparison.class::cast);
    }

    /** Returns the same, told of {@code known} problems only. */
    KernelComparison verifiedAmong(List<Problem> known) {
        return new KernelComparison(
                incumbent,
                challenger,
                pValue,
                verified.stream().filter(known::contains).toList(),
                report,
                spent);
    }

    /** Returns the same of a challenger that was right on these problems. */
    public KernelComparison verifiedOn(List<Problem> problems) {
        return new KernelComparison(incumbent, challenger, pValue, problems, report, spent);
    }

    /** Returns the same, with what the referee spent its time on. */
    public KernelComparison spending(TimeSpent time) {
        return new KernelComparison(incumbent, challenger, pValue, verified, report, Optional.of(time));
    }

    @Override
    public OptionalDouble incumbentFitness() {
        return fitness(incumbent);
    }

    /** Makes the confirmation of this comparison. */
    public Confirmation confirmation(Verdict verdict, String reason) {
        return new Confirmation(verdict, fitness(challenger), reason, Optional.of(this));
    }

    /** Returns the fitness of a time; empty where nothing was timed. */
    private static OptionalDouble fitness(TimeEstimate time) {
        double nanos = time.medianNanos();
        return nanos > 0 ? OptionalDouble.of(KernelMeasurement.fitness(nanos)) : OptionalDouble.empty();
    }
}
