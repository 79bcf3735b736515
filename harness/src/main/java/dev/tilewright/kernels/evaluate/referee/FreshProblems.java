package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.task.Argument;
import dev.tilewright.task.Problem;
import dev.tilewright.tensor.Bounds;
import dev.tilewright.tensor.BoundsException;
import dev.tilewright.tensor.Computation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Draws problems that no task file names, for kernels that claim more than one: a kernel that is right only for the sizes it was shown is
 * not right.
 *
 * <p>Sizes are drawn near those of a problem that is known: just above and below it, primes, odd numbers, multiples of powers of two and
 * their neighbours, and very small ones. Sizes that are equal in the known problem stay equal half of the time, as kernels may ask for
 * square matrices.
 */
public final class FreshProblems {

    /** Tries for each problem that is asked for; a kernel whose constraints refuse so many is verified on fewer. */
    private static final int TRIES = 256;

    /** The largest power of two whose multiples are drawn: kernels ask for whole tiles. */
    private static final int LARGEST_POWER = 10;

    private static final int SMALL = 17;

    private final List<Argument> arguments;
    private final Optional<Computation> computation;
    private final long mostBytes;

    /**
     * Takes what problems must suit.
     *
     * @param arguments the task's arguments
     * @param computation its expression, whose accesses must stay in bounds; empty if it has a reference of the user's own. Nobody knows
     *     which sizes such a reference can stand, so none are drawn
     * @param mostBytes what all arguments together may take, in bytes
     */
    public FreshProblems(List<Argument> arguments, Optional<Computation> computation, long mostBytes) {
        this.arguments = List.copyOf(arguments);
        this.computation = computation;
        this.mostBytes = mostBytes;
    }

    /**
     * Draws problems.
     *
     * @param near the problems that sizes are drawn near, usually those that candidates are verified on
     * @param known the problems that the task file names: none of them is drawn
     * @param accepts what the candidate claims to solve; it is asked last, and as rarely as possible
     * @param random a secret source
     * @param count how many
     * @return different problems; fewer than {@code count}, even none, if the candidate accepts so few
     */
    public List<Problem> draw(
            List<Problem> near, List<Problem> known, Predicate<Problem> accepts, RandomGenerator random, int count) {
        List<Problem> drawn = new ArrayList<>();
        if (computation.isEmpty()) {
            return drawn;
        }
        Set<Problem> seen = new HashSet<>(known);
        seen.addAll(near);
        for (int tries = 0; drawn.size() < count && tries < TRIES * count && !near.isEmpty(); tries++) {
            Problem problem = change(near.get(random.nextInt(near.size())), random);
            if (seen.add(problem) && fits(problem) && accepts.test(problem)) {
                drawn.add(problem);
            }
        }
        return drawn;
    }

    private static Problem change(Problem base, RandomGenerator random) {
        SequencedMap<String, Long> sizes = new LinkedHashMap<>();
        boolean keepsEqual = random.nextBoolean();
        Map<Long, Long> changed = new LinkedHashMap<>();
        for (Map.Entry<String, Long> size : base.sizes().entrySet()) {
            long fresh = change(size.getValue(), random);
            sizes.put(size.getKey(), keepsEqual ? changed.computeIfAbsent(size.getValue(), _ -> fresh) : fresh);
        }
        return new Problem(sizes);
    }

    private static long change(long size, RandomGenerator random) {
        long around = Math.max(1, size / 2) + random.nextLong(size + 1);
        long power = 1L << random.nextInt(LARGEST_POWER + 1);
        long multiple = Math.max(power, around / power * power);
        long fresh = switch (random.nextInt(8)) {
            case 0 -> size;
            case 1 -> size + (random.nextBoolean() ? 1 : -1);
            case 2 -> prime(around);
            case 3 -> around | 1;
            case 4, 5 -> multiple;
            case 6 -> multiple + (random.nextBoolean() ? 1 : -1);
            default -> 1 + random.nextInt(SMALL);
        };
        return Math.max(1, fresh);
    }

    /** Returns the first prime from a number on; sizes are small enough to try all divisors. */
    private static long prime(long from) {
        long candidate = Math.max(2, from);
        while (!isPrime(candidate)) {
            candidate++;
        }
        return candidate;
    }

    private static boolean isPrime(long number) {
        for (long divisor = 2; divisor * divisor <= number; divisor++) {
            if (number % divisor == 0) {
                return false;
            }
        }
        return true;
    }

    private boolean fits(Problem problem) {
        try {
            long bytes = 0;
            for (Argument argument : arguments) {
                Buffer buffer = argument.buffer(problem);
                bytes = Math.addExact(bytes, buffer.bytes());
                if (buffer.elements() <= 0 || buffer.elements() > Integer.MAX_VALUE) {
                    return false;
                }
            }
            if (bytes > mostBytes) {
                return false;
            }
            computation.ifPresent(expression -> Bounds.check(expression, problem.sizes()));
            return true;
        } catch (ArithmeticException | IllegalArgumentException | BoundsException impossible) {
            return false;
        }
    }
}
