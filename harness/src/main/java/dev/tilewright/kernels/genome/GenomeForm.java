package dev.tilewright.kernels.genome;

import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.space.Configuration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * A genome in JSON: {@code {"schedule": […]}}, {@code {"kernel": "tiled.cl@1f2e3d4c", "configuration": {…}}}, or {@code source} in place of
 * {@code kernel} where somebody wrote it for the run.
 *
 * @param schedule the steps as they are written
 * @param kernel the name of the user's kernel
 * @param source the text
 * @param configuration the values of its tunables
 */
public record GenomeForm(
        Optional<List<String>> schedule,
        Optional<String> kernel,
        Optional<String> source,
        Optional<Configuration> configuration) {

    /** Returns the form of a genome. */
    public static GenomeForm of(KernelGenome genome) {
        return switch (genome) {
            case ScheduledKernel scheduled ->
                new GenomeForm(Optional.of(scheduled.schedule()), Optional.empty(), Optional.empty(), Optional.empty());
            case TunedKernel tuned ->
                new GenomeForm(
                        Optional.empty(), tuned.kernelName(), Optional.empty(), Optional.of(tuned.configuration()));
            case WrittenKernel written ->
                new GenomeForm(
                        Optional.empty(), Optional.empty(), written.written(), Optional.of(written.configuration()));
        };
    }

    /**
     * Returns the genome, with a rendering that was kept.
     *
     * @throws IllegalArgumentException if it is none
     */
    public KernelGenome genome(Rendering rendering) {
        if (schedule.isPresent()) {
            return new ScheduledKernel(Schedule.parse(schedule.get()), Optional.empty(), rendering);
        }
        Configuration values = configuration.orElse(Configuration.none());
        if (source.isPresent()) {
            return new WrittenKernel(source.get(), values, Optional.empty(), rendering);
        }
        String name =
                kernel.orElseThrow(() -> new IllegalArgumentException("a genome has a schedule, a kernel or a source"));
        return new TunedKernel(name, values, Optional.empty(), rendering);
    }

    /**
     * Makes the genome for a target.
     *
     * @throws UnmakeableException if that is not possible there
     */
    public KernelGenome genome(GenomeFactory factory) throws UnmakeableException {
        Rendering none = new Rendering(
                factory.target().problem(),
                () -> {
                    throw new IllegalStateException("this genome is remade before it is rendered");
                },
                LinkedHashMap::new,
                other -> Optional.empty(),
                () -> "");
        try {
            return genome(none).remade(factory);
        } catch (IllegalArgumentException e) {
            throw new UnmakeableException(String.valueOf(e.getMessage()), e);
        }
    }
}
