package dev.tilewright.space;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The tunables of a space, tied together by the conditions that depend on several: what is not tied is chosen independently. It also says
 * in which order tunables of one part are best decided.
 */
final class ConstraintGraph {

    /** So many combinations of values a condition is judged by. */
    private static final int JUDGED = 512;

    private final Checks checks;
    private final int[] counts;

    ConstraintGraph(Checks checks) {
        this.checks = checks;
        counts = checks.choices().counts();
    }

    /** Returns the parts, each with its tunables in the order in which to decide them; tunables with one value are in none. */
    List<int[]> parts() {
        int[] part = IntStream.range(0, counts.length).toArray();
        for (Check check : checks.all()) {
            for (int variable : check.variables()) {
                join(part, check.variables()[0], variable);
            }
        }
        TreeMap<Integer, Set<Integer>> parts = new TreeMap<>();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 1) {
                parts.computeIfAbsent(root(part, i), _ -> new TreeSet<>()).add(i);
            }
        }
        return parts.values().stream().map(this::ordered).toList();
    }

    private static void join(int[] part, int one, int other) {
        int a = root(part, one);
        int b = root(part, other);
        part[Math.max(a, b)] = Math.min(a, b);
    }

    private static int root(int[] part, int variable) {
        int root = variable;
        while (part[root] != root) {
            part[root] = part[part[root]];
            root = part[root];
        }
        return root;
    }

    /**
     * Orders tunables by the conditions that they close: next are always those that are missing for the condition by which combinations
     * become more by the smallest factor, or even fewer.
     */
    private int[] ordered(Set<Integer> part) {
        List<Link> links = checks.all().stream()
                .filter(check -> check.variables().length > 0 && part.contains(check.variables()[0]))
                .map(this::link)
                .toList();
        BitSet placed = new BitSet();
        List<Integer> order = new ArrayList<>();
        while (order.size() < part.size()) {
            BitSet next = next(links, placed).orElseGet(() -> variables(part));
            next.andNot(placed);
            next.stream()
                    .boxed()
                    .sorted(Comparator.comparingInt(variable -> counts[variable]))
                    .forEach(order::add);
            placed.or(next);
        }
        return order.stream().mapToInt(Integer::intValue).toArray();
    }

    private static BitSet variables(Collection<Integer> places) {
        BitSet variables = new BitSet();
        places.forEach(variables::set);
        return variables;
    }

    /**
     * A condition, as it ties tunables together.
     *
     * @param variables the tunables
     * @param share the logarithm of the share of their combinations that it allows
     */
    private record Link(BitSet variables, double share) {

        boolean isWithin(BitSet set) {
            BitSet outside = (BitSet) variables.clone();
            outside.andNot(set);
            return outside.isEmpty();
        }
    }

    private Link link(Check check) {
        double share = Share.of(checks.choices(), check, JUDGED).allowed();
        return new Link(
                variables(IntStream.of(check.variables()).boxed().toList()), Math.log(Math.max(share, 1.0 / JUDGED)));
    }

    /** Returns the tunables of the condition that is best closed next. */
    private Optional<BitSet> next(List<Link> links, BitSet placed) {
        return links.stream()
                .filter(link -> !link.isWithin(placed))
                .min(Comparator.comparingDouble(link -> growth(links, link, placed)))
                .map(link -> (BitSet) link.variables().clone());
    }

    /** Estimates the logarithm of the factor by which combinations become more when the tunables of a condition are decided. */
    private double growth(List<Link> links, Link next, BitSet placed) {
        BitSet after = (BitSet) placed.clone();
        after.or(next.variables());
        BitSet added = (BitSet) after.clone();
        added.andNot(placed);
        return added.stream()
                        .mapToDouble(variable -> Math.log(counts[variable]))
                        .sum()
                + links.stream()
                        .filter(link -> !link.isWithin(placed) && link.isWithin(after))
                        .mapToDouble(Link::share)
                        .sum();
    }
}
