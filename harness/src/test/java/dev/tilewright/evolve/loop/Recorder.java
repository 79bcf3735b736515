package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.control.Context;
import dev.tilewright.evolve.control.Controller;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/** A controller that chooses as Thompson sampling does, and writes down all that it is told. */
final class Recorder implements Controller {

    private final Controller policy = BitSearch.thompson();
    private final List<Told> told = new ArrayList<>();

    /** What a controller is told. */
    sealed interface Told {}

    /** An arm was chosen. */
    record Chosen(Context context, Arm arm) implements Told {}

    /** An arm earned a reward. */
    record Learned(Context context, Arm arm, double reward) implements Told {}

    /** A reward was corrected. */
    record Revised(Context context, Arm arm, double before, double after) implements Told {}

    /** A share flowed back to an arm, or was taken back. */
    record Credited(Arm arm, double share) implements Told {}

    /** Returns what it was told, in order. */
    List<Told> told() {
        return List.copyOf(told);
    }

    <T extends Told> List<T> told(Class<T> kind) {
        return told.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Override
    public String name() {
        return policy.name();
    }

    @Override
    public Arm choose(Context context, List<Arm> available, UniformRandomProvider random) {
        Arm arm = policy.choose(context, available, random);
        told.add(new Chosen(context, arm));
        return arm;
    }

    @Override
    public void learn(Context context, Arm arm, double reward) {
        told.add(new Learned(context, arm, reward));
        policy.learn(context, arm, reward);
    }

    @Override
    public void revise(Context context, Arm arm, double before, double after) {
        told.add(new Revised(context, arm, before, after));
        policy.revise(context, arm, before, after);
    }

    @Override
    public void credit(Arm arm, double share) {
        told.add(new Credited(arm, share));
        policy.credit(arm, share);
    }

    @Override
    public String state() {
        return policy.state();
    }
}
