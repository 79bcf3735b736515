package dev.tilewright.evolve.control;

import dev.tilewright.evolve.candidate.Arm;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/** Chooses every arm equally often, and learns nothing: what other policies are measured against. */
final class UniformPolicy implements Controller {

    static final String NAME = "uniform";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Arm choose(Context context, List<Arm> available, UniformRandomProvider random) {
        return Choice.any(available, random);
    }

    @Override
    public void learn(Context context, Arm arm, double reward) {}

    @Override
    public void revise(Context context, Arm arm, double before, double after) {}

    @Override
    public void credit(Arm arm, double share) {}

    @Override
    public String state() {
        return "{\"policy\":\"uniform\"}";
    }
}
