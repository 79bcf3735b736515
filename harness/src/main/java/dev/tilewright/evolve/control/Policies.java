package dev.tilewright.evolve.control;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes controllers by name. */
public final class Policies {

    /** The name of the policy that learns nothing. */
    public static final String UNIFORM = UniformPolicy.NAME;

    /** The name of the policy that a language model advises. */
    public static final String ADVISED = AdvisedPolicy.NAME;

    private static final List<Policy> ALL = List.of(
            new Policy(ThompsonPolicy.NAME, ThompsonPolicy::new, ThompsonPolicy::restore),
            new Policy(UcbPolicy.NAME, UcbPolicy::new, UcbPolicy::restore),
            new Policy(ContextualPolicy.NAME, ContextualPolicy::new, ContextualPolicy::restore),
            new Policy(ReinforcePolicy.NAME, ReinforcePolicy::new, ReinforcePolicy::restore),
            new Policy(AdaptiveIntensityPolicy.NAME, AdaptiveIntensityPolicy::new, AdaptiveIntensityPolicy::restore),
            new Policy(UniformPolicy.NAME, UniformPolicy::new, _ -> new UniformPolicy()),
            new Policy(AdvisedPolicy.NAME, AdvisedPolicy::new, AdvisedPolicy::restore));

    /** The names that {@link #create} knows. */
    public static final List<String> NAMES = ALL.stream().map(Policy::name).toList();

    private record Policy(String name, Supplier<Controller> begun, Function<String, Controller> restored) {}

    private Policies() {}

    /**
     * Makes a controller.
     *
     * @param name one of {@link #NAMES}
     * @param state what {@link Controller#state()} of the same policy returned; empty for a policy that has learned nothing
     * @throws IllegalArgumentException if there is no policy of that name, or the state is not one of its own
     */
    public static Controller create(String name, Optional<String> state) {
        Policy policy = ALL.stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no controller is called %s; there are %s".formatted(name, String.join(", ", NAMES))));
        return state.map(policy.restored()).orElseGet(policy.begun());
    }
}
