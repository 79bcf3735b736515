package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.device.runner.Room;
import dev.tilewright.evolve.candidate.Confirmation.Verdict;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernels.evaluate.KernelComparison;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.kernels.evaluate.TimeLimits;
import dev.tilewright.kernels.evaluate.TimeSpent;
import dev.tilewright.kernels.evaluate.measure.CacheState;
import dev.tilewright.kernels.evaluate.measure.Roofline;
import dev.tilewright.kernels.evaluate.measure.SamplingBudget;
import dev.tilewright.task.Problem;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a search and its referee say to each other. */
public sealed interface Message {

    /** What a search asks. A referee answers each with one {@link Answer}. */
    sealed interface Request extends Message {}

    /** What ends a request. */
    sealed interface Answer extends Message {}

    /**
     * Draws inputs, computes references and opens a device in a runner. Asked once, before a candidate is evaluated.
     *
     * @param device the device's id
     * @param task what candidates compute
     * @param problem what they are timed on
     * @param verify smaller problems that a general candidate is verified on as well
     * @param cache what the last-level cache holds when a timed run begins
     * @param peaks the device's peaks, below whose floor no time can be; empty where they are unknown
     * @param limits how long a runner may be silent
     * @param memoryBytes how much memory a runner may take beyond what it has once its device is open, in bytes
     * @param room what a runner may use
     */
    record Open(
            String device,
            TaskDefinition task,
            Problem problem,
            List<Problem> verify,
            CacheState cache,
            Optional<Roofline> peaks,
            TimeLimits limits,
            long memoryBytes,
            Room room)
            implements Request {}

    /** Screens, builds, verifies and times a candidate. */
    record Evaluate(Solution candidate, OptionalDouble incumbentNanos, SamplingBudget budget) implements Request {}

    /**
     * Verifies a challenger on {@code claimed} and times it against the incumbent.
     *
     * @param incumbentNanos about how long one run of the incumbent takes, in ns
     * @param claimed the problems on which it is verified, its own first
     * @param large further problems, of whose results only single elements are looked at
     * @param rightByConstruction whether the challenger is right for all sizes or for none, so that it is verified on the others only if
     *     it is faster
     * @param comparison how the two are timed
     * @param report the file for JMH's JSON, empty for none
     */
    record Confirm(
            Solution incumbent,
            long incumbentNanos,
            Solution challenger,
            List<Problem> claimed,
            List<Problem> large,
            boolean rightByConstruction,
            ComparisonBudget comparison,
            String report)
            implements Request {}

    /**
     * The device is open, references are computed.
     *
     * @param compilesBesideRuns whether {@link Next} is of use
     */
    record Opened(boolean compilesBesideRuns) implements Answer {}

    /** A candidate's outcome. */
    record Evaluated(Status status, KernelMeasurement measured, String diagnostics) implements Answer {

        /** Returns the same, with what the referee spent its time on. */
        Evaluated spending(TimeSpent time) {
            return new Evaluated(status, measured.spending(time), diagnostics);
        }
    }

    /** The outcome of a comparison. */
    record Confirmed(Verdict verdict, KernelComparison measured, String reason) implements Answer {

        /** Returns the same of a challenger that was right on these problems. */
        Confirmed verifiedOn(List<Problem> problems) {
            return new Confirmed(verdict, measured.verifiedOn(problems), reason);
        }

        /** Returns the same, with what the referee spent its time on. */
        Confirmed spending(TimeSpent time) {
            return new Confirmed(verdict, measured.spending(time), reason);
        }
    }

    /** The request cannot be answered, for a reason that is not the candidate's. */
    record Failed(String reason) implements Answer {}

    /** The task's reference fails, which is the task's fault and no candidate's; the reason says how, in one line. */
    record ReferenceFailed(String reason) implements Answer {}

    /** Told while a candidate is evaluated: the program of the next one may be compiled meanwhile. It has no answer. */
    record Next(KernelProgram program) implements Message {}
}
