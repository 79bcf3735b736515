package dev.tilewright.kernels.genome;

import dev.tilewright.evolve.archive.Niche;
import dev.tilewright.kernel.SourceTokens;
import dev.tilewright.kernel.TunableKernel;
import dev.tilewright.space.Configuration;
import dev.tilewright.tuning.ConfigurationFeatures;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.rng.UniformRandomProvider;

/** Source text that somebody wrote for the run, whose comments say how it is launched, with a configuration of its tunables. */
public final class WrittenKernel implements KernelGenome {

    private static final Pattern VECTORS = Pattern.compile("(?:float|double|int)(2|3|4|8|16)");
    private static final Set<String> LOCAL = Set.of("__local", "local", "__shared__");
    private static final Set<String> LOOPS = Set.of("for", "while");

    private final String source;
    private final Configuration configuration;
    private final Optional<TunableKernel> kernel;
    private final Rendering rendering;

    /**
     * Makes the genome of a text that was read as a kernel, with a configuration that is known to be allowed.
     *
     * @param kernel the text as a kernel; empty where it was read from memory
     */
    WrittenKernel(String source, Configuration configuration, Optional<TunableKernel> kernel, Rendering rendering) {
        this.source = source;
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
        return "a kernel that a model wrote";
    }

    @Override
    public Configuration configuration() {
        return configuration;
    }

    @Override
    public Optional<String> written() {
        return Optional.of(source);
    }

    @Override
    public Optional<TunableKernel> tunable() {
        return kernel;
    }

    /** What can be seen of text: its widest vector, local memory, and how many loops it has, by doublings. */
    @Override
    public Niche niche() {
        int lanes = 1;
        long loops = 0;
        boolean local = false;
        for (SourceTokens.Token token :
                SourceTokens.of(source, program().kernel().language()).tokens()) {
            loops += LOOPS.contains(token.text()) ? 1 : 0;
            local |= LOCAL.contains(token.text());
            Matcher vector = VECTORS.matcher(token.text());
            lanes = vector.matches() ? Math.max(lanes, Integer.parseInt(vector.group(1))) : lanes;
        }
        return Niche.of("text", "written")
                .and("lanes", lanes)
                .and("local memory", local ? "used" : "none")
                .and("loops", Long.highestOneBit(loops));
    }

    @Override
    public SortedMap<String, Double> features() {
        return ConfigurationFeatures.of(configuration);
    }

    @Override
    public KernelGenome remade(GenomeFactory factory) throws UnmakeableException {
        try {
            return factory.written(source, configuration);
        } catch (IllegalArgumentException e) {
            throw new UnmakeableException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public Optional<Variation> tune(int changes, GenomeFactory factory, UniformRandomProvider random) {
        return kernel.flatMap(own -> ConfigurationChanges.tune(
                own,
                configuration,
                factory.target().problem(),
                changes,
                random,
                other -> factory.written(source, other)));
    }

    @Override
    public Optional<Variation> cross(KernelGenome other, GenomeFactory factory, UniformRandomProvider random) {
        return other instanceof WrittenKernel second && source.equals(second.source)
                ? ConfigurationChanges.cross(
                        configuration, second.configuration, random, crossed -> factory.written(source, crossed))
                : Optional.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WrittenKernel that
                && source.equals(that.source)
                && configuration.equals(that.configuration)
                && programs().equals(that.programs());
    }

    @Override
    public int hashCode() {
        return source.hashCode() * 31 + configuration.hashCode();
    }

    @Override
    public String toString() {
        return niche().description() + " " + configuration;
    }
}
