package dev.tilewright.evolve.control;

import dev.tilewright.evolve.candidate.Arm;
import java.util.List;
import java.util.SortedMap;

/** A policy that learns what each arm earns, whatever the context. */
abstract class ExperiencedPolicy implements Controller {

    final Experience experience;

    /** Begins with what was experienced. */
    ExperiencedPolicy(Experience experience) {
        this.experience = experience;
    }

    @Override
    public void learn(Context context, Arm arm, double reward) {
        experience.learn(arm, reward);
    }

    @Override
    public void revise(Context context, Arm arm, double before, double after) {
        experience.revise(arm, before, after);
    }

    @Override
    public void credit(Arm arm, double share) {
        experience.credit(arm, share);
    }

    @Override
    public void expect(Arm arm, double rewards, double sum, double squares) {
        experience.expect(arm, rewards, sum, squares);
    }

    @Override
    public void inherit(Arm arm, List<Arm> parents) {
        experience.inherit(arm, parents);
    }

    @Override
    public SortedMap<String, Belief> beliefs() {
        return experience.beliefs();
    }
}
