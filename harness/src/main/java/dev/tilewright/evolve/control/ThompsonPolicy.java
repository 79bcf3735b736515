package dev.tilewright.evolve.control;

import dev.tilewright.evolve.candidate.Arm;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.commons.rng.UniformRandomProvider;
import tools.jackson.databind.node.ObjectNode;

/**
 * Thompson sampling: draws a mean reward for each arm from what is believed of it, and chooses the highest.
 *
 * <p>The rewards of an arm are taken as normal with unknown mean and variance, for which the conjugate prior is
 * normal-inverse-gamma; rewards are mostly near zero with rare large gains, so the variance has to be learned for each arm: an arm
 * that gained much once keeps a wide belief, and goes on being tried. See Russo, Van Roy, Kazerouni, Osband and Wen, "A Tutorial on
 * Thompson Sampling", Foundations and Trends in Machine Learning 11(1), 2018.
 */
final class ThompsonPolicy extends ExperiencedPolicy {

    static final String NAME = "thompson";

    ThompsonPolicy() {
        this(new Experience());
    }

    private ThompsonPolicy(Experience experience) {
        super(experience);
    }

    /** Returns the policy with what {@link #state()} wrote. */
    static ThompsonPolicy restore(String state) {
        return State.read(NAME, state, node -> new ThompsonPolicy(new Experience().read(node.required("arms"))));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Arm choose(Context context, List<Arm> available, UniformRandomProvider random) {
        return choose(available, random, _ -> 0);
    }

    /** Chooses with something added to the draw of each arm. */
    Arm choose(List<Arm> available, UniformRandomProvider random, ToDoubleFunction<Arm> bonus) {
        return Choice.highest(
                available, random, arm -> experience.of(arm).posterior().draw(random) + bonus.applyAsDouble(arm));
    }

    @Override
    public String state() {
        ObjectNode node = State.of(NAME);
        experience.write(node.putObject("arms"));
        return node.toString();
    }
}
