package dev.tilewright.space;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Tunables with too many combinations of values to enumerate. Draws are uniform as long as the product is not too thin; where it is, the
 * first combination is taken that is found depth first, values in a random order, or else at the end of a random walk.
 */
final class SampledFactor implements Factor {

    /** How many combinations are drawn from the product before it is gone through. */
    private static final int DRAWS = 1000;

    /** How many values are tried in going through the product once: some milliseconds. */
    private static final long STEPS = 100_000;

    /** How often the product is gone through in another order. */
    private static final int ORDERS = 3;

    /** How often a random walk changes each tunable. */
    private static final int ROUNDS = 4;

    private final Checks checks;
    private final int[] variables;
    private final Check[] own;
    private final int[] known;

    /** Whether draws are walks from what is known, as there is too little of the product to be met by chance. */
    private final boolean walks;

    private SampledFactor(Checks checks, int[] variables, int[] known, boolean walks) {
        this.checks = checks;
        this.variables = variables;
        this.known = known;
        this.walks = walks;
        own = checks.all().stream()
                .filter(check -> Arrays.stream(variables).anyMatch(check::dependsOn))
                .toArray(Check[]::new);
    }

    /** Makes the factor of some tunables, in the order in which they are best decided; empty if no combination was found. */
    static Optional<SampledFactor> of(Checks checks, int[] variables) {
        int[] point = new int[checks.dimensions()];
        if (new SampledFactor(checks, variables, point, false).found(point, RandomSource.SPLIT_MIX_64.create(0))) {
            return Optional.of(new SampledFactor(checks, variables, point, false));
        }
        return DepthFirst.inOrder(checks, variables, STEPS)
                .next()
                .map(first -> new SampledFactor(checks, variables, first.indices(), true));
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.empty();
    }

    @Override
    public void set(int[] point, long number) {
        throw new IllegalStateException("the combinations of what is sampled have no numbers");
    }

    @Override
    public void draw(int[] point, UniformRandomProvider random) {
        if (walks || !found(point, random)) {
            walk(point, random);
        }
    }

    private boolean found(int[] point, UniformRandomProvider random) {
        int[] counts = checks.choices().counts();
        for (int i = 0; i < DRAWS; i++) {
            for (int variable : variables) {
                point[variable] = random.nextInt(counts[variable]);
            }
            if (Checks.allow(own, point)) {
                return true;
            }
        }
        for (int i = 0; i < ORDERS; i++) {
            Optional<Point> next =
                    DepthFirst.shuffled(checks, variables, STEPS, random).next();
            if (next.isPresent()) {
                for (int variable : variables) {
                    point[variable] = next.get().index(variable);
                }
                return true;
            }
        }
        return false;
    }

    /** Changes one tunable after another to any value that is valid with the others, from a known combination on. */
    private void walk(int[] point, UniformRandomProvider random) {
        for (int variable : variables) {
            point[variable] = known[variable];
        }
        for (int i = 0; i < ROUNDS * variables.length; i++) {
            int variable = variables[random.nextInt(variables.length)];
            int kept = point[variable];
            int valid = 0;
            for (int index = 0; index < checks.choices().counts()[variable]; index++) {
                point[variable] = index;
                // The last of n valid ones replaces what was chosen with a chance of 1 in n, so each is chosen equally
                // often.
                if (Checks.allow(checks.of(variable), point) && random.nextInt(++valid) == 0) {
                    kept = index;
                }
            }
            point[variable] = kept;
        }
    }
}
