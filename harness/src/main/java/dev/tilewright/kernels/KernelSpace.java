package dev.tilewright.kernels;

import dev.tilewright.space.Configuration;
import dev.tilewright.space.ListedSpace;
import dev.tilewright.space.Point;
import dev.tilewright.space.SearchSpace;
import dev.tilewright.space.Space;
import dev.tilewright.space.Tunable;
import java.util.List;
import java.util.OptionalLong;
import org.apache.commons.rng.UniformRandomProvider;

/** The space of a kernel as a strategy searches it: listed, or sampled where its product is too large to go through. */
public final class KernelSpace {

    private static final double MOST = 2e6;

    private KernelSpace() {}

    /**
     * Returns it.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public static SearchSpace of(Space space) {
        SearchSpace sampled = new Sampled(space);
        return isSampled(space)
                ? sampled
                : new ListedSpace(
                        space.tunables(),
                        space.all().stream().map(sampled::point).toList());
    }

    /** Tells whether a space is too large to be listed. */
    public static boolean isSampled(Space space) {
        double product = space.tunables().stream()
                .mapToDouble(tunable -> tunable.values().size())
                .reduce(1, (one, two) -> one * two);
        return product > MOST;
    }

    private record Sampled(Space space) implements SearchSpace {

        @Override
        public List<Tunable> tunables() {
            return space.tunables();
        }

        @Override
        public OptionalLong size() {
            return OptionalLong.empty();
        }

        @Override
        public Point point(long number) {
            throw new IllegalStateException("the space is sampled");
        }

        @Override
        public boolean contains(Point point) {
            return space.contains(configuration(point));
        }

        @Override
        public Point draw(UniformRandomProvider random) {
            Configuration drawn = space.draw(random).orElseThrow(() -> new IllegalArgumentException(space.whyEmpty()));
            return point(drawn);
        }
    }
}
