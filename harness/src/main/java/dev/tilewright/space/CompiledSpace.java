package dev.tilewright.space;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * A constrained space as a search sees it: the product of parts that no condition ties together, each enumerated by itself where it is not
 * too large. Points have numbers as if all were listed, part after part, the last varying fastest.
 */
final class CompiledSpace implements SearchSpace {

    /** Values tried at most to find out why there is no configuration. */
    private static final long STEPS = 100_000;

    private final List<Tunable> tunables;
    private final Checks checks;
    private final List<Factor> factors;
    private final OptionalLong size;

    /** All tunables that have several values, in the order in which they are best decided. */
    private final int[] order;

    /** The conditions that are decided once so many tunables of the order have values. */
    private final Check[][] decided;

    private CompiledSpace(List<Tunable> tunables, Checks checks, List<int[]> parts, List<Factor> factors) {
        this.tunables = tunables;
        this.checks = checks;
        this.factors = List.copyOf(factors);
        size = size(factors);
        order = parts.stream().flatMapToInt(Arrays::stream).toArray();
        decided = checks.decided(order);
    }

    /**
     * Compiles a space, and enumerates it.
     *
     * @throws IllegalArgumentException if it has no configuration, or a constraint has a mistake
     */
    static CompiledSpace of(Space space) {
        Checks checks = new Checks(space, Checks.LARGE_TABLES);
        if (!Checks.allow(checks.decided(new int[0])[0], new int[checks.dimensions()])) {
            throw empty(space, checks, true);
        }
        List<int[]> parts = new ConstraintGraph(checks).parts();
        List<Factor> factors = new ArrayList<>();
        for (int[] part : parts) {
            Factor factor = DiagramBuilder.build(checks, part)
                    .<Factor>map(diagram -> diagram)
                    .or(() -> SampledFactor.of(checks, part))
                    .orElseThrow(() -> empty(space, checks, false));
            if (factor.size().orElse(1) == 0) {
                throw empty(space, checks, true);
            }
            factors.add(factor);
        }
        return new CompiledSpace(space.tunables(), checks, parts, factors);
    }

    private static IllegalArgumentException empty(Space space, Checks checks, boolean isCertain) {
        Emptiness found = Emptiness.of(space, checks, STEPS);
        return new IllegalArgumentException((isCertain ? "the space is empty: " : "no configuration was found: ")
                + new Emptiness(isCertain, found.reason()).sentence("its constraints"));
    }

    private static OptionalLong size(List<Factor> factors) {
        long size = 1;
        for (Factor factor : factors) {
            if (factor.size().isEmpty()) {
                return OptionalLong.empty();
            }
            long each = factor.size().getAsLong();
            if (size > Long.MAX_VALUE / each) {
                return OptionalLong.empty();
            }
            size *= each;
        }
        return OptionalLong.of(size);
    }

    @Override
    public List<Tunable> tunables() {
        return tunables;
    }

    @Override
    public OptionalLong size() {
        return size;
    }

    @Override
    public Optional<String> notice() {
        if (size.isPresent()) {
            return Optional.empty();
        }
        return Optional.of(
                factors.stream().allMatch(factor -> factor.size().isPresent())
                        ? "the space has more configurations than 64 bits count: they have no numbers, and are drawn uniformly"
                        : "the space is too large to be enumerated: its configurations are sampled, and not all equally often");
    }

    @Override
    public Point point(long number) {
        if (size.isEmpty()) {
            throw new IllegalStateException("a space that is sampled has no numbers for its points");
        }
        long rest = Objects.checkIndex(number, size.getAsLong());
        int[] point = new int[tunables.size()];
        for (int i = factors.size() - 1; i >= 0; i--) {
            long each = factors.get(i).size().getAsLong();
            factors.get(i).set(point, rest % each);
            rest /= each;
        }
        return Point.of(point);
    }

    @Override
    public boolean contains(Point point) {
        return checks.allow(point.indices());
    }

    @Override
    public Point draw(UniformRandomProvider random) {
        int[] point = new int[tunables.size()];
        for (Factor factor : factors) {
            factor.draw(point, random);
        }
        return Point.of(point);
    }

    @Override
    public List<Point> neighbours(Point point, Neighbourhood which) {
        return new Neighbours(checks, point).of(which);
    }

    @Override
    public List<Point> within(Point point, int distance) {
        return new Neighbours(checks, point).within(order, decided, distance);
    }
}
