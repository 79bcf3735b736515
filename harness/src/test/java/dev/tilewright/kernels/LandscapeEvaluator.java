package dev.tilewright.kernels;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.loop.SerialEvaluator;
import dev.tilewright.kernels.evaluate.KernelComparison;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.loops.transform.ScheduleStep;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An evaluator that runs nothing: a candidate's time follows from its schedule, by a rule of thumb that rewards register tiles and
 * vectors. For searches whose outcome must not depend on the machine.
 */
public final class LandscapeEvaluator implements SerialEvaluator.Judge {

    private final List<String> evaluated = new CopyOnWriteArrayList<>();
    private final List<String> confirmed = new CopyOnWriteArrayList<>();
    private boolean refutes;

    /** Returns the hashes of what was evaluated, in order. */
    public List<String> evaluated() {
        return evaluated;
    }

    /** Returns the hashes of what was compared with an incumbent, in order. */
    public List<String> confirmed() {
        return confirmed;
    }

    /** Refutes whatever it compares. */
    public LandscapeEvaluator refuting() {
        refutes = true;
        return this;
    }

    @Override
    public Evaluation evaluate(Candidate candidate, OptionalDouble incumbent) {
        evaluated.add(candidate.hash());
        TimeEstimate time = time(candidate);
        return new KernelMeasurement(
                        Optional.of(time),
                        Optional.of(time),
                        OptionalDouble.of(0),
                        List.of(KernelGenome.of(candidate).problem()),
                        0,
                        0)
                .evaluation(Status.OK, "", 0);
    }

    @Override
    public Confirmation compare(Candidate incumbent, double fitness, Candidate challenger) {
        confirmed.add(challenger.hash());
        return new KernelComparison(
                        time(incumbent),
                        time(challenger),
                        0.001,
                        List.of(KernelGenome.of(challenger).problem()),
                        "")
                .confirmation(
                        refutes ? Verdict.REFUTED : Verdict.FITTER,
                        refutes ? "wrong on the held-out problem" : "faster");
    }

    private static TimeEstimate time(Candidate candidate) {
        double nanos = 1e9;
        KernelGenome genome = KernelGenome.of(candidate);
        for (String value : genome.configuration().values().values()) {
            nanos /= Double.parseDouble(value);
        }
        for (ScheduleStep step : Schedule.parse(genome.schedule()).steps()) {
            List<String> arguments = step.transformation().arguments();
            nanos *= switch (step.transformation().name()) {
                case "vectorize" -> 2.0 / Long.parseLong(arguments.get(1));
                case "accumulate" -> 0.5 / arguments.size();
                case "unroll" -> 0.9;
                default -> 1.01;
            };
        }
        return new TimeEstimate(nanos, nanos * 0.99, nanos * 1.01, 11);
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
