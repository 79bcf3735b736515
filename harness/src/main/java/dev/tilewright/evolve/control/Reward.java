package dev.tilewright.evolve.control;

import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Status;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a child earns for the arm that made it, in units of fitness: 0.69 is twice as fast as its parent.
 *
 * <p>A gain is bounded, so that one lucky leap from a naive kernel does not outweigh a hundred later steps; so is a loss, because a
 * child that is ten times slower is no more useless than one that is twice as slow. A failure costs about what it takes to find out:
 * a rejected child was never built, one that hangs or crashes costs a timeout or a new worker.
 */
public final class Reward {

    /** The highest reward: twenty times as fast. */
    public static final double CEILING = 3.0;

    /** The reward of a child that is right but slower than its parent by a quarter or more. */
    public static final double FLOOR = -0.25;

    private Reward() {}

    /**
     * Returns the reward of a child.
     *
     * @param child its outcome
     * @param parent that of the parent it was changed from; empty for a seed
     */
    public static double of(Evaluation child, Optional<Evaluation> parent) {
        if (!child.ok()) {
            return cost(child.status());
        }
        OptionalDouble gain = gain(child, parent);
        return gain.isPresent() ? Math.clamp(gain.getAsDouble(), FLOOR, CEILING) : 0;
    }

    /** Returns the fitness of a child less that of its parent; empty unless both are ok. */
    public static OptionalDouble gain(Evaluation child, Optional<Evaluation> parent) {
        OptionalDouble own = child.fitness();
        OptionalDouble before = parent.map(Evaluation::fitness).orElse(OptionalDouble.empty());
        return own.isPresent() && before.isPresent()
                ? OptionalDouble.of(own.getAsDouble() - before.getAsDouble())
                : OptionalDouble.empty();
    }

    /**
     * Returns a reward with regard to what it cost: a gain is divided, and a loss multiplied, by one and the cost in units.
     *
     * @param reward in units of fitness
     * @param money what was paid
     * @param unit how much money halves a gain; positive
     */
    public static double perCost(double reward, double money, double unit) {
        double factor = 1 + money / unit;
        return reward > 0 ? reward / factor : reward * factor;
    }

    /** Returns what a status costs, as a reward: 0 for ok and where the harness failed, negative for a failure of the candidate. */
    public static double cost(Status status) {
        return switch (status) {
            case OK, UNDECIDED -> 0;
            case REJECTED -> -0.02;
            case BUILD_ERROR, LAUNCH_ERROR -> -0.1;
            case WRONG_RESULT -> -0.3;
            case TIMEOUT, CRASH -> -0.5;
        };
    }

    /** Tells whether a reward is what a failure costs. Gains and losses are differences of what was measured, and never just that. */
    static boolean isCost(double reward) {
        return Arrays.stream(Status.values()).anyMatch(status -> cost(status) < 0 && cost(status) == reward);
    }
}
