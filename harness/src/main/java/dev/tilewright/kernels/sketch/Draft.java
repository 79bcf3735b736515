package dev.tilewright.kernels.sketch;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.transform.Limits;
import dev.tilewright.loops.transform.ScheduleBuilder;
import dev.tilewright.loops.transform.ScheduleStep;
import dev.tilewright.loops.transform.Transformation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;

/** A sketch in the making: its schedule as far as it was made, what is known of the device, and where chance comes from. */
final class Draft {

    private final ScheduleBuilder builder;
    private final DeviceFacts facts;
    private final UniformRandomProvider random;

    /** Begins with untransformed nests. */
    Draft(LoopNests nests, Limits limits, DeviceFacts facts, UniformRandomProvider random) {
        builder = new ScheduleBuilder(nests, limits);
        this.facts = facts;
        this.random = random;
    }

    /** Takes a step if it is legal. Tells whether it is. */
    boolean attempt(String nest, Transformation transformation) {
        return builder.attempt(new ScheduleStep(nest, transformation));
    }

    /** Takes one of several steps, drawn at random among those that are legal. Tells whether there is any. */
    boolean attemptAny(String nest, List<? extends Transformation> transformations) {
        List<Transformation> left = new ArrayList<>(transformations);
        while (!left.isEmpty()) {
            if (attempt(nest, left.remove(random.nextInt(left.size())))) {
                return true;
            }
        }
        return false;
    }

    /** Tells whether a step would be legal. */
    boolean allows(String nest, Transformation transformation) {
        return builder.allows(new ScheduleStep(nest, transformation));
    }

    /** Returns the schedule as far as it was made. */
    ScheduleBuilder builder() {
        return builder;
    }

    /** Returns the nests that the steps have led to. */
    LoopNests nests() {
        return builder.nests();
    }

    /** Returns the names of all nests there are by now, in order. */
    List<String> names() {
        return nests().nests().stream().map(Nest::name).toList();
    }

    /** Returns the nest of that name, which must exist. */
    Nest nest(String name) {
        return nests().nests().stream()
                .filter(nest -> nest.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no nest is called " + name));
    }

    /** Returns how many lanes vectors may have, most first: as many as the device likes, or half; none in a language without vectors. */
    List<Long> lanes() {
        long width = Math.min(limits().lanes(), Math.max(2, facts.vectorWidth()));
        return Stream.of(width, width / 2).filter(lanes -> lanes >= 2).toList();
    }

    Limits limits() {
        return builder.limits();
    }

    DeviceFacts facts() {
        return facts;
    }

    /** Returns true with a probability. */
    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** Draws one of several. */
    <T> T pick(List<T> several) {
        return several.get(random.nextInt(several.size()));
    }

    /** Draws one of the factors by which a loop is best split; empty if there is none. */
    Optional<Long> factor(Nest nest, Loop loop, List<Long> factors) {
        List<Long> whole = nest.dividing(loop, factors);
        return whole.isEmpty() ? Optional.empty() : Optional.of(pick(whole));
    }
}
