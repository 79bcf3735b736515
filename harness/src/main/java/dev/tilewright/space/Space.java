package dev.tilewright.space;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
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
        return inOrder().toList();
    }

    /** Returns the first configuration, values in the order in which they were given, that satisfies every constraint. */
    public Optional<Configuration> first() {
        return inOrder().findFirst();
    }

    /** Enumerates depth first. A constraint is tested as soon as its last tunable has a value, so what it forbids is not enumerated. */
    private Stream<Configuration> inOrder() {
        List<String> names = tunables.stream().map(Tunable::name).toList();
        List<List<Formula>> decided = new ArrayList<>();
        for (int depth = 0; depth <= tunables.size(); depth++) {
            decided.add(new ArrayList<>());
        }
        for (Formula constraint : constraints) {
            int last =
                    constraint.names().stream().mapToInt(names::indexOf).max().orElse(-1);
            decided.get(last + 1).add(constraint);
        }
        return below(Configuration.none(), 0, decided);
    }

    /** Enumerates the configurations that begin with {@code chosen}, values for the first {@code depth} tunables. */
    private Stream<Configuration> below(Configuration chosen, int depth, List<List<Formula>> decided) {
        if (!decided.get(depth).stream().allMatch(constraint -> constraint.holds(sizes, chosen))) {
            return Stream.empty();
        }
        if (depth == tunables.size()) {
            return Stream.of(chosen);
        }
        Tunable tunable = tunables.get(depth);
        return tunable.values().stream()
                .flatMap(value -> below(chosen.with(tunable.name(), value), depth + 1, decided));
    }

    /**
     * Draws a configuration uniformly by rejection. Where next to none of the product is allowed, so that many draws in a row fail, it is
     * the first configuration; empty if there is none at all.
     */
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
