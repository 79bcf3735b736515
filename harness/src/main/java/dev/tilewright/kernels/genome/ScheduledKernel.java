package dev.tilewright.kernels.genome;

import dev.tilewright.cost.CostDescription;
import dev.tilewright.cost.CostFeatures;
import dev.tilewright.cost.Roofline;
import dev.tilewright.evolve.archive.Niche;
import dev.tilewright.evolve.surrogate.Description;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.loops.transform.ScheduleStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ObjDoubleConsumer;
import org.apache.commons.rng.UniformRandomProvider;

/** A schedule, applied to the task's naive loop nests. */
public final class ScheduledKernel implements KernelGenome {

    private final Schedule schedule;
    private final Optional<Structure> structure;
    private final Rendering rendering;

    /**
     * Makes the genome of a schedule that is known to be legal.
     *
     * @param structure what it leads to; empty where it was read from memory
     */
    ScheduledKernel(Schedule schedule, Optional<Structure> structure, Rendering rendering) {
        this.schedule = schedule;
        this.structure = structure;
        this.rendering = rendering;
    }

    /** Returns the steps. */
    public List<ScheduleStep> steps() {
        return schedule.steps();
    }

    @Override
    public Rendering rendering() {
        return rendering;
    }

    @Override
    public String description() {
        return "the first generated kernel that was right";
    }

    @Override
    public List<String> schedule() {
        return schedule.text();
    }

    @Override
    public Optional<LoopNests> nests() {
        return structure.map(Structure::nests);
    }

    @Override
    public Optional<CostDescription> cost() {
        return structure.map(made -> made.cost().get());
    }

    @Override
    public boolean rightByConstruction() {
        return true;
    }

    @Override
    public boolean transformable() {
        return true;
    }

    /** What its nests cost, by {@link KernelNiche}. Those that were read from memory are together, until they are made anew. */
    @Override
    public Niche niche() {
        return structure
                .map(made -> KernelNiche.of(made.nests(), made.cost().get()))
                .orElse(Niche.of("schedule", "read from memory"));
    }

    /** How often each transformation is used. */
    @Override
    public SortedMap<String, Double> features() {
        SortedMap<String, Double> features = new TreeMap<>();
        steps().forEach(step -> features.merge(step.transformation().name(), 1.0, Double::sum));
        return features;
    }

    @Override
    public Optional<Description> describe(KernelTarget target) {
        return cost().map(cost -> {
            List<Short> features = new ArrayList<>();
            ObjDoubleConsumer<String> sink = (_, value) -> features.add(Description.feature(value));
            CostFeatures.of(cost, sink);
            ScheduleFeatures.of(steps(), sink);
            short[] all = new short[features.size()];
            for (int i = 0; i < all.length; i++) {
                all[i] = features.get(i);
            }
            return new Description(Roofline.of(target.facts()).parts(cost), all);
        });
    }

    @Override
    public KernelGenome remade(GenomeFactory factory) throws UnmakeableException {
        try {
            ScheduledKernel made = factory.scheduled(schedule);
            made.program();
            return made;
        } catch (IllegalTransformationException | UnrenderableException e) {
            throw new UnmakeableException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public Optional<Variation> transform(String transformation, GenomeFactory factory, UniformRandomProvider random) {
        return new ScheduleChanges(factory, random).transform(this, transformation);
    }

    @Override
    public Optional<Variation> tune(int changes, GenomeFactory factory, UniformRandomProvider random) {
        return new ScheduleChanges(factory, random).tune(this, changes);
    }

    @Override
    public Optional<Variation> cross(KernelGenome other, GenomeFactory factory, UniformRandomProvider random) {
        return other instanceof ScheduledKernel second
                ? new ScheduleChanges(factory, random).cross(this, second)
                : Optional.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ScheduledKernel that
                && schedule.equals(that.schedule)
                && programs().equals(that.programs());
    }

    @Override
    public int hashCode() {
        return schedule.hashCode();
    }

    @Override
    public String toString() {
        return String.join("; ", schedule.text());
    }
}
