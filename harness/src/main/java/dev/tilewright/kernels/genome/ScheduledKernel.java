package dev.tilewright.kernels.genome;

import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.loops.transform.ScheduleStep;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.rng.UniformRandomProvider;

/** A schedule, applied to the task's naive loop nests. */
public final class ScheduledKernel implements KernelGenome {

    private final Schedule schedule;
    private final Optional<LoopNests> nests;
    private final Rendering rendering;

    /**
     * Makes the genome of a schedule that is known to be legal.
     *
     * @param nests what it leads to; empty where it was read from memory
     */
    ScheduledKernel(Schedule schedule, Optional<LoopNests> nests, Rendering rendering) {
        this.schedule = schedule;
        this.nests = nests;
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
        return nests;
    }

    @Override
    public boolean rightByConstruction() {
        return true;
    }

    @Override
    public boolean transformable() {
        return true;
    }

    /** Which transformations are used, for some with what they are used on, and how many loops are bound; whatever the numbers. */
    @Override
    public String niche() {
        SortedSet<String> used = new TreeSet<>();
        int binds = 0;
        for (ScheduleStep step : steps()) {
            String name = step.transformation().name();
            switch (name) {
                case "vectorize", "stage", "pack", "split-reduction" ->
                    used.add(name + " " + step.transformation().arguments().getFirst());
                case "accumulate" ->
                    used.add(name + " " + (step.transformation().arguments().size() - 1));
                case "bind" -> binds++;
                default -> used.add(name);
            }
        }
        return "%s, %d bound".formatted(String.join(", ", used), binds);
    }

    /** How often each transformation is used. */
    @Override
    public SortedMap<String, Double> features() {
        SortedMap<String, Double> features = new TreeMap<>();
        steps().forEach(step -> features.merge(step.transformation().name(), 1.0, Double::sum));
        return features;
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
