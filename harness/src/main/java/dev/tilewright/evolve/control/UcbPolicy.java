package dev.tilewright.evolve.control;

import dev.tilewright.evolve.candidate.Arm;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import tools.jackson.databind.node.ObjectNode;

/**
 * Optimism in the face of uncertainty: chooses the arm whose mean reward may be highest, given its variance and how often it was tried.
 *
 * <p>The bound is that of UCB-V (Audibert, Munos and Szepesvári, "Exploration-exploitation tradeoff using variance estimates in
 * multi-armed bandits", Theoretical Computer Science 410, 2009), over evidence that fades (Garivier and Moulines, "On Upper-Confidence
 * Bound Policies for Switching Bandit Problems", 2011). Rewards have no narrow range, so in place of UCB-V's term for the range the
 * variance has a prior; from it a new arm has a bound too.
 */
final class UcbPolicy extends ExperiencedPolicy {

    static final String NAME = "ucb";

    /** How far above its mean an arm is hoped to be: Audibert's zeta. */
    private static final double OPTIMISM = 0.3;

    UcbPolicy() {
        this(new Experience());
    }

    private UcbPolicy(Experience experience) {
        super(experience);
    }

    /** Returns the policy with what {@link #state()} wrote. */
    static UcbPolicy restore(String state) {
        return State.read(NAME, state, node -> new UcbPolicy(new Experience().read(node.required("arms"))));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Arm choose(Context context, List<Arm> available, UniformRandomProvider random) {
        return highest(experience, available, random);
    }

    /** Chooses the arm of the highest bound. */
    static Arm highest(Experience experience, List<Arm> available, UniformRandomProvider random) {
        double tried = available.stream()
                .mapToDouble(arm -> experience.of(arm).posterior().count())
                .sum();
        double reach = Math.sqrt(2 * OPTIMISM * Math.log(tried));
        return Choice.highest(available, random, arm -> {
            Posterior posterior = experience.of(arm).posterior();
            return posterior.mean() + reach * posterior.deviation();
        });
    }

    @Override
    public String state() {
        ObjectNode node = State.of(NAME);
        experience.write(node.putObject("arms"));
        return node.toString();
    }
}
