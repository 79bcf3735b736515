package dev.tilewright.space;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * The configurations of a kernel: the product of its tunables' values, less what its constraints forbid for the problem's sizes. A
 * configuration for which a constraint cannot be computed, because it divides by zero, is forbidden too.
 *
 * <p>The product may be far too large to go through. Whatever looks for a configuration takes a bounded number of steps: it goes through
 * the product in order, which finds all of a small space, and then draws at random.
 *
 * @param tunables what may be chosen
 * @param constraints what every configuration satisfies, over tunables and sizes
 * @param sizes the problem's sizes, as constraints see them
 */
public record Space(List<Tunable> tunables, List<Condition> constraints, Map<String, Long> sizes) {

    /** How many configurations are drawn from the product before it is gone through. */
    private static final int DRAWS = 1000;

    /** How many values are tried at most in going through the product once: some tenths of a second. */
    private static final long STEPS = 100_000;

    /** How often the product is gone through in another order, where its beginning holds nothing. */
    private static final int ORDERS = 3;

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
        try {
            return constraints.stream().allMatch(constraint -> constraint.holds(sizes, configuration));
        } catch (UncomputableException e) {
            return false;
        }
    }

    /** Returns every configuration, the last tunable varying fastest. Meant for spaces that fit in memory. */
    public List<Configuration> all() {
        List<Configuration> all = new ArrayList<>();
        DepthFirst order = DepthFirst.inOrder(checks(), Long.MAX_VALUE);
        for (Optional<Point> next = order.next(); next.isPresent(); next = order.next()) {
            all.add(configuration(next.get()));
        }
        return all;
    }

    private Checks checks() {
        return new Checks(this, Checks.SMALL_TABLES);
    }

    private Configuration configuration(Point point) {
        TreeMap<String, String> values = new TreeMap<>();
        for (int i = 0; i < tunables.size(); i++) {
            values.put(tunables.get(i).name(), tunables.get(i).values().get(point.index(i)));
        }
        return new Configuration(values);
    }

    /**
     * Returns the configuration to begin with: the one that was chosen for it, if it satisfies every constraint, or else the first that does, values
     * in the order in which they were given. In a space too large to go through it may be another one; empty if none was found.
     */
    public Optional<Configuration> first() {
        return initial().or(this::firstInOrder);
    }

    /** A tunable that nobody chose a value for has its first. */
    private Optional<Configuration> initial() {
        if (tunables.stream().allMatch(tunable -> tunable.initial().isEmpty())) {
            return Optional.empty();
        }
        Configuration initial = new Configuration(tunables.stream()
                .collect(Collectors.toMap(
                        Tunable::name,
                        tunable -> tunable.initial().orElse(tunable.values().getFirst()),
                        (one, _) -> one,
                        TreeMap::new)));
        return Optional.of(initial).filter(this::contains);
    }

    private Optional<Configuration> firstInOrder() {
        DepthFirst order = DepthFirst.inOrder(checks(), STEPS);
        return order.next()
                .map(this::configuration)
                .or(() -> order.isComplete() ? Optional.empty() : draw(RandomSource.SPLIT_MIX_64.create(0)));
    }

    /** Says in one sentence why there is no {@link #first} configuration. */
    public String whyEmpty() {
        return Emptiness.of(this, checks(), STEPS).sentence("its constraints and its launch");
    }

    /**
     * Returns the space as a search sees it, enumerated where it is not too large.
     *
     * @throws IllegalArgumentException if it has no configuration, with the constraint that excludes most
     */
    public SearchSpace search() {
        return CompiledSpace.of(this);
    }

    /** Draws a configuration uniformly by rejection. Where many draws in a row fail, it is any configuration; empty if none was found. */
    public Optional<Configuration> draw(UniformRandomProvider random) {
        return draw(random, _ -> true);
    }

    /**
     * Draws a configuration that meets a condition, such as that it was not tried yet. Where next to none of the product does, it is any; in a
     * space that can be gone through it is found if there is one.
     */
    public Optional<Configuration> draw(UniformRandomProvider random, Predicate<Configuration> condition) {
        Checks checks = checks();
        for (int i = 0; i < DRAWS; i++) {
            int[] point = checks.choices().drawn(random);
            if (checks.allow(point)) {
                Configuration configuration = configuration(Point.of(point));
                if (condition.test(configuration)) {
                    return Optional.of(configuration);
                }
            }
        }
        return drawn(checks, random, condition);
    }

    /** Goes through the product in random orders. */
    private Optional<Configuration> drawn(
            Checks checks, UniformRandomProvider random, Predicate<Configuration> condition) {
        for (int i = 0; i < ORDERS; i++) {
            DepthFirst order = DepthFirst.shuffled(checks, tied(), STEPS, random);
            Optional<Configuration> next = order.next().map(this::configuration);
            while (next.isPresent() && !condition.test(next.get())) {
                next = order.next().map(this::configuration);
            }
            if (next.isPresent() || order.isComplete()) {
                return next;
            }
        }
        return Optional.empty();
    }

    /** Orders tunables so that constraints are decided early, those on few tunables first: what they forbid is cut off whole. */
    private int[] tied() {
        List<String> names = tunables.stream().map(Tunable::name).toList();
        return Stream.concat(
                        constraints.stream()
                                .map(Condition::names)
                                .sorted(Comparator.comparingInt(Set::size))
                                .flatMap(Set::stream),
                        names.stream())
                .distinct()
                .mapToInt(names::indexOf)
                .filter(place -> place >= 0)
                .toArray();
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
