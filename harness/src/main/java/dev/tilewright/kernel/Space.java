package dev.tilewright.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * The configurations of a kernel: the product of its tunables' values, less what its constraints forbid for the problem's sizes.
 *
 * @param tunables what may be chosen
 * @param constraints what every configuration satisfies, over tunables and sizes
 * @param sizes the problem's sizes, as constraints see them
 */
public record Space(List<Tunable> tunables, List<Formula> constraints, Map<String, Long> sizes) {

    private static final int DRAWS = 10_000;

    public Space {
        tunables = List.copyOf(tunables);
        constraints = List.copyOf(constraints);
        sizes = Map.copyOf(sizes);
    }

    /** Tells whether {@code configuration} gives every tunable one of its values and satisfies every constraint. */
    public boolean contains(Configuration configuration) {
        return configuration.values().size() == tunables.size()
                && tunables.stream()
                        .allMatch(tunable ->
                                tunable.values().contains(configuration.values().getOrDefault(tunable.name(), "")))
                && satisfies(configuration);
    }

    private boolean satisfies(Configuration configuration) {
        return constraints.stream().allMatch(constraint -> constraint.holds(sizes, configuration));
    }

    /** Returns every configuration, the last tunable varying fastest. Meant for spaces that fit in memory. */
    public List<Configuration> all() {
        List<Configuration> partial = List.of(Configuration.none());
        for (Tunable tunable : tunables) {
            List<Configuration> longer = new ArrayList<>();
            for (Configuration configuration : partial) {
                for (String value : tunable.values()) {
                    longer.add(configuration.with(tunable.name(), value));
                }
            }
            partial = longer;
        }
        return partial.stream().filter(this::satisfies).toList();
    }

    /** Returns the first configuration, values in the order in which they were given, that satisfies every constraint. */
    public Optional<Configuration> first() {
        return first(0, Configuration.none());
    }

    private Optional<Configuration> first(int depth, Configuration chosen) {
        if (depth == tunables.size()) {
            return satisfies(chosen) ? Optional.of(chosen) : Optional.empty();
        }
        Tunable tunable = tunables.get(depth);
        for (String value : tunable.values()) {
            Optional<Configuration> found = first(depth + 1, chosen.with(tunable.name(), value));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Draws a configuration uniformly by rejection; empty if none was met in many draws. */
    public Optional<Configuration> draw(UniformRandomProvider random) {
        for (int i = 0; i < DRAWS; i++) {
            TreeMap<String, String> values = new TreeMap<>();
            for (Tunable tunable : tunables) {
                values.put(
                        tunable.name(),
                        tunable.values().get(random.nextInt(tunable.values().size())));
            }
            Configuration configuration = new Configuration(values);
            if (satisfies(configuration)) {
                return Optional.of(configuration);
            }
        }
        return first();
    }

    /** Returns every configuration that differs from {@code configuration} in one tunable. */
    public List<Configuration> neighbours(Configuration configuration) {
        List<Configuration> neighbours = new ArrayList<>();
        for (Tunable tunable : tunables) {
            for (String value : tunable.values()) {
                Configuration changed = configuration.with(tunable.name(), value);
                if (!changed.equals(configuration) && satisfies(changed)) {
                    neighbours.add(changed);
                }
            }
        }
        return neighbours;
    }
}
