package dev.tilewright.kernels.genome;

import dev.tilewright.kernel.TunableKernel;
import dev.tilewright.space.Configuration;
import dev.tilewright.space.Space;
import dev.tilewright.task.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.commons.rng.UniformRandomProvider;

/** Changes of configurations, for kernels that leave numbers open. */
final class ConfigurationChanges {

    private static final int ATTEMPTS = 20;

    private ConfigurationChanges() {}

    /**
     * Changes the values of tunables: one to a neighbouring configuration, or several at once to any that is allowed.
     *
     * @param changes 1 for a neighbour, more for any
     * @param made makes the kernel with another configuration
     */
    static Optional<Variation> tune(
            TunableKernel kernel,
            Configuration own,
            Problem problem,
            int changes,
            UniformRandomProvider random,
            Function<Configuration, KernelGenome> made) {
        Space space = kernel.space(problem.sizes());
        List<Configuration> neighbours = changes == 1 ? space.neighbours(own) : List.of();
        Optional<Configuration> other = neighbours.isEmpty()
                ? space.draw(random)
                : Optional.of(neighbours.get(random.nextInt(neighbours.size())));
        return other.filter(configuration -> !configuration.equals(own)).map(configuration -> {
            List<String> changed = new ArrayList<>();
            configuration.values().forEach((name, value) -> {
                if (!value.equals(own.values().get(name))) {
                    changed.add(name + "=" + value);
                }
            });
            return new Variation(made.apply(configuration), "tune " + String.join(", ", changed));
        });
    }

    /** Takes each tunable from one of two configurations, until something new and allowed comes of it. */
    static Optional<Variation> cross(
            Configuration one,
            Configuration two,
            UniformRandomProvider random,
            Function<Configuration, KernelGenome> made) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Configuration crossed = either(one, two, random);
            if (!crossed.equals(one) && !crossed.equals(two)) {
                try {
                    return Optional.of(new Variation(made.apply(crossed), "cross"));
                } catch (IllegalArgumentException notAllowedTogether) {
                    // Draw again.
                }
            }
        }
        return Optional.empty();
    }

    private static Configuration either(Configuration one, Configuration two, UniformRandomProvider random) {
        TreeMap<String, String> values = new TreeMap<>(one.values());
        two.values().forEach((name, value) -> {
            if (random.nextBoolean()) {
                values.put(name, value);
            }
        });
        return new Configuration(values);
    }
}
