package dev.tilewright.control;

import dev.tilewright.candidate.Directive;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/** Chooses every directive equally often, and learns nothing: what other policies are measured against. */
final class UniformPolicy implements Controller {

    static final String NAME = "uniform";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Directive choose(List<Directive> available, UniformRandomProvider random) {
        if (available.isEmpty()) {
            throw new IllegalArgumentException("there is no directive to choose from");
        }
        return available.get(random.nextInt(available.size()));
    }

    @Override
    public void learn(Directive directive, double reward) {}

    @Override
    public void credit(Directive directive, double share) {}

    @Override
    public String state() {
        return "{\"policy\":\"uniform\"}";
    }
}
