package dev.tilewright.evolve.control;

import java.util.List;
import java.util.Optional;

/** Makes controllers by name. */
public final class Policies {

    /** The name of the policy that a language model advises. */
    public static final String ADVISED = AdvisedPolicy.NAME;

    /** The names that {@link #create} knows. */
    public static final List<String> NAMES = List.of(ThompsonPolicy.NAME, UniformPolicy.NAME, AdvisedPolicy.NAME);

    private Policies() {}

    /**
     * Makes a controller.
     *
     * @param name one of {@link #NAMES}
     * @param state what {@link Controller#state()} of the same policy returned; empty for a policy that has learned nothing
     * @throws IllegalArgumentException if there is no policy of that name, or the state is not one of its own
     */
    public static Controller create(String name, Optional<String> state) {
        return switch (name) {
            case ThompsonPolicy.NAME -> state.map(ThompsonPolicy::restore).orElseGet(ThompsonPolicy::new);
            case UniformPolicy.NAME -> new UniformPolicy();
            case AdvisedPolicy.NAME -> AdvisedPolicy.create(state);
            default ->
                throw new IllegalArgumentException(
                        "no controller is called %s; there are %s".formatted(name, String.join(", ", NAMES)));
        };
    }
}
