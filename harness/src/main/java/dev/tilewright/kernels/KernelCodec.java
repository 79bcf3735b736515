package dev.tilewright.kernels;

import dev.tilewright.evolve.candidate.Genome;
import dev.tilewright.evolve.candidate.Measurement;
import dev.tilewright.evolve.memory.Codec;
import dev.tilewright.kernels.evaluate.KernelComparison;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.kernels.genome.GenomeForm;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.kernels.genome.KernelJson;
import dev.tilewright.kernels.genome.Rendering;

/** How kernels and their measurements are kept in memory. */
public final class KernelCodec implements Codec {

    /** The name of the domain. */
    public static final String DOMAIN = "kernels";

    @Override
    public String domain() {
        return DOMAIN;
    }

    @Override
    public Encoded write(Genome genome) {
        KernelGenome kernel = (KernelGenome) genome;
        return SharedSources.taken(
                KernelJson.write(GenomeForm.of(kernel)), kernel.rendering().json());
    }

    @Override
    public Genome genome(Encoded encoded) {
        Encoded whole = SharedSources.putBack(encoded);
        return KernelJson.read(whole.genome(), GenomeForm.class).genome(Rendering.ofJson(whole.rendering()));
    }

    @Override
    public String write(Measurement measurement) {
        return KernelJson.write(measurement);
    }

    @Override
    public Measurement evaluation(String json) {
        return KernelJson.read(json, KernelMeasurement.class);
    }

    @Override
    public Measurement comparison(String json) {
        return KernelJson.read(json, KernelComparison.class);
    }
}
