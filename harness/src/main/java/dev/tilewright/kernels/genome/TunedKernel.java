package dev.tilewright.kernels.genome;

import dev.tilewright.evolve.archive.Niche;
import dev.tilewright.kernel.TunableKernel;
import dev.tilewright.space.Configuration;
import dev.tilewright.task.UserKernel;
import dev.tilewright.tuning.ConfigurationFeatures;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.commons.rng.UniformRandomProvider;

/** A kernel of the user's own, with a configuration of its tunables. */
public final class TunedKernel implements KernelGenome {

    private static final int NICHE_TUNABLES = 2;

    private final String name;
    private final Configuration configuration;
    private final Optional<UserKernel> kernel;
    private final Rendering rendering;

    /**
     * Makes the genome of a configuration that is known to be allowed.
     *
     * @param name the kernel's name, as {@link UserKernel#name()} gives it
     * @param kernel the kernel; empty where it was read from memory
     */
    TunedKernel(String name, Configuration configuration, Optional<UserKernel> kernel, Rendering rendering) {
        this.name = name;
        this.configuration = configuration;
        this.kernel = kernel;
        this.rendering = rendering;
    }

    @Override
    public Rendering rendering() {
        return rendering;
    }

    @Override
    public String description() {
        return UserKernel.fileName(name) + " as it was given";
    }

    @Override
    public Optional<String> kernelName() {
        return Optional.of(name);
    }

    @Override
    public Configuration configuration() {
        return configuration;
    }

    @Override
    public Optional<TunableKernel> tunable() {
        return kernel.map(UserKernel::kernel);
    }

    /** Its name, and the values of its first tunables, which tend to say how work is shared out. */
    @Override
    public Niche niche() {
        Niche niche = Niche.of("own kernel", name);
        for (var value :
                configuration.values().entrySet().stream().limit(NICHE_TUNABLES).toList()) {
            niche = niche.and(value.getKey(), value.getValue());
        }
        return niche;
    }

    @Override
    public SortedMap<String, Double> features() {
        return ConfigurationFeatures.of(configuration);
    }

    @Override
    public KernelGenome remade(GenomeFactory factory) throws UnmakeableException {
        try {
            return factory.tuned(factory.kernel(name), configuration);
        } catch (IllegalArgumentException e) {
            throw new UnmakeableException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public Optional<Variation> tune(int changes, GenomeFactory factory, UniformRandomProvider random) {
        return kernel.flatMap(own -> ConfigurationChanges.tune(
                own.kernel(),
                configuration,
                factory.target().problem(),
                changes,
                random,
                other -> factory.tuned(own, other)));
    }

    @Override
    public Optional<Variation> cross(KernelGenome other, GenomeFactory factory, UniformRandomProvider random) {
        return other instanceof TunedKernel second && name.equals(second.name) && kernel.isPresent()
                ? ConfigurationChanges.cross(
                        configuration, second.configuration, random, crossed -> factory.tuned(kernel.get(), crossed))
                : Optional.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TunedKernel that
                && name.equals(that.name)
                && configuration.equals(that.configuration)
                && programs().equals(that.programs());
    }

    @Override
    public int hashCode() {
        return name.hashCode() * 31 + configuration.hashCode();
    }

    @Override
    public String toString() {
        return name + " " + configuration;
    }
}
