package dev.tilewright.search;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.candidate.Confirmation;
import dev.tilewright.candidate.Evaluation;
import dev.tilewright.candidate.Status;
import dev.tilewright.candidate.TimeEstimate;
import dev.tilewright.evaluate.Evaluator;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.loops.transform.ScheduleStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An evaluator that runs nothing: a candidate's time follows from its schedule, by a rule of thumb that rewards register tiles and
 * vectors. For searches whose outcome must not depend on the machine.
 */
final class LandscapeEvaluator implements Evaluator {

    private final List<String> evaluated = new ArrayList<>();
    private final List<String> confirmed = new ArrayList<>();
    private boolean refutes;

    /** Returns the hashes of what was evaluated, in order. */
    List<String> evaluated() {
        return evaluated;
    }

    /** Returns the hashes of what was compared with an incumbent, in order. */
    List<String> confirmed() {
        return confirmed;
    }

    LandscapeEvaluator refuting() {
        refutes = true;
        return this;
    }

    @Override
    public Evaluation evaluate(Candidate candidate, OptionalDouble incumbentNanos) {
        evaluated.add(candidate.hash());
        TimeEstimate time = time(candidate);
        return new Evaluation(
                Status.OK,
                Optional.of(time),
                Optional.of(time),
                OptionalDouble.of(0),
                List.of(candidate.problem()),
                "",
                Evaluation.Cost.NONE);
    }

    @Override
    public Confirmation confirm(Candidate incumbent, double incumbentNanos, Candidate challenger) {
        confirmed.add(challenger.hash());
        return new Confirmation(
                refutes ? Confirmation.Verdict.REFUTED : Confirmation.Verdict.FASTER,
                time(incumbent),
                time(challenger),
                0.001,
                List.of(challenger.problem()),
                "",
                refutes ? "wrong on the held-out problem" : "faster");
    }

    private static TimeEstimate time(Candidate candidate) {
        double nanos = 1e9;
        if (candidate.origin() instanceof Candidate.Origin.Tuned(String _, var configuration)) {
            for (String value : configuration.values().values()) {
                nanos /= Double.parseDouble(value);
            }
        }
        if (candidate.origin() instanceof Candidate.Origin.Scheduled(List<String> steps)) {
            for (ScheduleStep step : Schedule.parse(steps).steps()) {
                List<String> arguments = step.transformation().arguments();
                nanos *= switch (step.transformation().name()) {
                    case "vectorize" -> 2.0 / Long.parseLong(arguments.get(1));
                    case "accumulate" -> 0.5 / arguments.size();
                    case "unroll" -> 0.9;
                    default -> 1.01;
                };
            }
        }
        return new TimeEstimate(nanos, nanos * 0.99, nanos * 1.01, 11);
    }

    @Override
    public void close() {
        evaluated.clear();
    }
}
