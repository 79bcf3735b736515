package dev.tilewright.app;

import dev.tilewright.kernels.KernelDomain;
import dev.tilewright.kernels.KernelPoints;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.space.Configuration;
import dev.tilewright.space.SearchSpace;
import dev.tilewright.task.UserKernel;
import dev.tilewright.tuning.Known;
import dev.tilewright.tuning.Strategies;
import dev.tilewright.tuning.StrategySetting;
import dev.tilewright.tuning.StrategySource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.commons.rng.simple.RandomSource;

/**
 * A strategy that chooses the configurations of one kernel.
 *
 * @param domain what the search begins with
 * @param source the strategy
 */
record StrategySearch(KernelDomain domain, StrategySource source) {

    /** How many of the fastest that others measured are measured first. */
    private static final int KNOWN = 3;

    /**
     * Begins a strategy.
     *
     * @param known what others measured on this device: the fastest are measured again, as no claim is believed, and the strategy is told the rest
     * @param elsewhere returns what is known of a space elsewhere
     */
    static StrategySearch of(
            String name,
            long seed,
            GenomeFactory factory,
            UserKernel kernel,
            KnownConfigurations known,
            Function<KernelPoints, List<Known>> elsewhere) {
        SearchSpace space =
                kernel.kernel().space(factory.target().problem().sizes()).search();
        KernelPoints points = new KernelPoints(factory, kernel, space, name);
        List<Configuration> fastest = known.outcomes().entrySet().stream()
                .filter(each ->
                        each.getValue().ok() && points.point(each.getKey()).isPresent())
                .sorted(Comparator.comparingDouble(
                        each -> -each.getValue().fitness().orElseThrow()))
                .limit(KNOWN)
                .map(Map.Entry::getKey)
                .toList();
        StrategySource source = new StrategySource(
                Strategies.named(name)
                        .begin(new StrategySetting(
                                space, RandomSource.XO_SHI_RO_256_PP.create(seed), elsewhere.apply(points))),
                points);
        known.outcomes().forEach((configuration, outcome) -> {
            if (!fastest.contains(configuration)) {
                points.point(configuration).ifPresent(point -> source.tell(point, StrategySource.outcome(outcome)));
            }
        });
        return new StrategySearch(KernelDomain.searched(factory, kernel, fastest), source);
    }
}
