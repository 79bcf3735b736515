package dev.tilewright.space;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Goes through the configurations of a space one by one, depth first, the last tunable varying fastest. A constraint is tested as soon as
 * its last tunable has a value, so that what it forbids is not gone through. It takes a bounded number of steps, and not a bounded time,
 * so that a search can be repeated.
 */
final class Enumeration {

    private final List<Tunable> tunables;
    private final List<List<String>> values;

    /** The constraints that are decided once so many tunables have values. */
    private final List<List<Condition>> decided = new ArrayList<>();

    private final Map<String, Object> chosen;
    private final int[] positions;
    private long steps;
    private int depth;
    private boolean begun;
    private boolean over;
    private Optional<String> obstacle = Optional.empty();

    private Enumeration(Space space, List<Tunable> tunables, List<List<String>> values, long steps) {
        this.tunables = tunables;
        this.values = values;
        this.steps = steps;
        chosen = new HashMap<>(space.sizes());
        positions = new int[tunables.size()];
        place(space.constraints());
    }

    /**
     * Begins with the values in the order in which they were given.
     *
     * @param steps how many values are tried at most
     */
    static Enumeration inOrder(Space space, long steps) {
        List<List<String>> values =
                space.tunables().stream().map(Tunable::values).toList();
        return new Enumeration(space, space.tunables(), values, steps);
    }

    /** Begins with the values of each tunable in a random order, and with the tunables that constraints tie together. */
    static Enumeration shuffled(Space space, long steps, UniformRandomProvider random) {
        List<Tunable> tunables = tied(space);
        List<List<String>> values = new ArrayList<>();
        for (Tunable tunable : tunables) {
            List<String> shuffled = new ArrayList<>(tunable.values());
            for (int i = shuffled.size() - 1; i > 0; i--) {
                Collections.swap(shuffled, i, random.nextInt(i + 1));
            }
            values.add(shuffled);
        }
        return new Enumeration(space, tunables, values, steps);
    }

    /** Orders tunables so that constraints are decided early, those on few tunables first: what they forbid is cut off whole. */
    private static List<Tunable> tied(Space space) {
        Map<String, Tunable> left = new LinkedHashMap<>();
        space.tunables().forEach(tunable -> left.put(tunable.name(), tunable));
        List<Tunable> order = new ArrayList<>();
        space.constraints().stream()
                .map(Condition::names)
                .sorted(Comparator.comparingInt(Set::size))
                .flatMap(Set::stream)
                .forEach(name -> Optional.ofNullable(left.remove(name)).ifPresent(order::add));
        order.addAll(left.values());
        return order;
    }

    private void place(List<Condition> constraints) {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < tunables.size(); i++) {
            places.put(tunables.get(i).name(), i);
        }
        for (int depth = 0; depth <= tunables.size(); depth++) {
            decided.add(new ArrayList<>());
        }
        for (Condition constraint : constraints) {
            int last = constraint.names().stream()
                    .mapToInt(name -> places.getOrDefault(name, -1))
                    .max()
                    .orElse(-1);
            decided.get(last + 1).add(constraint);
        }
    }

    /** Finds the next configuration; empty if there is none, or it has taken its steps. */
    Optional<Configuration> next() {
        if (!begun) {
            begun = true;
            over = !holds(0);
            if (!over && tunables.isEmpty()) {
                over = true;
                return Optional.of(Configuration.none());
            }
        }
        while (!over && steps > 0) {
            if (positions[depth] == values.get(depth).size()) {
                positions[depth] = 0;
                over = depth == 0;
                depth = Math.max(0, depth - 1);
                continue;
            }
            steps--;
            String value = values.get(depth).get(positions[depth]++);
            chosen.put(tunables.get(depth).name(), PythonValues.of(value));
            if (holds(depth + 1)) {
                if (depth + 1 == tunables.size()) {
                    return Optional.of(configuration());
                }
                depth++;
            }
        }
        return Optional.empty();
    }

    /** Tells whether it has gone through all there is. */
    boolean isComplete() {
        return over;
    }

    /** Says why the first configuration whose constraints cannot be computed was left out; empty if there was none. */
    Optional<String> obstacle() {
        return obstacle;
    }

    private boolean holds(int depth) {
        try {
            return decided.get(depth).stream().allMatch(constraint -> switch (constraint) {
                case Formula formula -> formula.holds(chosen);
                case PythonExpression expression -> expression.holds(chosen);
            });
        } catch (UncomputableException e) {
            if (obstacle.isEmpty()) {
                obstacle = Optional.of("%s%s".formatted(e.getMessage(), depth == 0 ? "" : " for " + chosen(depth)));
            }
            return false;
        }
    }

    /** Names the values that the constraint may have been computed with. */
    private String chosen(int depth) {
        Set<String> named = new HashSet<>();
        decided.get(depth).forEach(constraint -> named.addAll(constraint.names()));
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < depth; i++) {
            String name = tunables.get(i).name();
            if (named.contains(name)) {
                shown.add(name + "=" + chosen.get(name));
            }
        }
        return String.join(",", shown);
    }

    private Configuration configuration() {
        TreeMap<String, String> all = new TreeMap<>();
        for (int i = 0; i < tunables.size(); i++) {
            all.put(tunables.get(i).name(), values.get(i).get(positions[i] - 1));
        }
        return new Configuration(all);
    }
}
