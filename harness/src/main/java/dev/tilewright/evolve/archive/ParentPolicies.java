package dev.tilewright.evolve.archive;

import java.util.List;

/** The policies by which parents are chosen, by name. */
public final class ParentPolicies {

    /** What is chosen by where nobody says otherwise. */
    public static final ParentPolicy USUAL = new FittestOrTournament();

    private static final List<ParentPolicy> ALL =
            List.of(USUAL, new PowerLaw(), new Tournament(), new Pareto(), new Novelty(), new UniformNiche());

    /** The names that {@link #of} knows. */
    public static final List<String> NAMES =
            ALL.stream().map(ParentPolicy::name).toList();

    private ParentPolicies() {}

    /**
     * Finds a policy.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static ParentPolicy of(String name) {
        return ALL.stream()
                .filter(policy -> policy.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no parent policy is called %s; there are %s".formatted(name, String.join(", ", NAMES))));
    }
}
