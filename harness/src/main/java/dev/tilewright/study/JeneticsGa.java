package dev.tilewright.study;

import dev.tilewright.space.Point;
import dev.tilewright.space.SearchSpace;
import dev.tilewright.tuning.Outcome;
import dev.tilewright.tuning.Strategy;
import dev.tilewright.tuning.StrategySetting;
import io.jenetics.Genotype;
import io.jenetics.IntegerChromosome;
import io.jenetics.IntegerGene;
import io.jenetics.Mutator;
import io.jenetics.Phenotype;
import io.jenetics.SinglePointCrossover;
import io.jenetics.TournamentSelector;
import io.jenetics.engine.Engine;
import io.jenetics.util.ISeq;
import io.jenetics.util.RandomRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The classic genetic algorithm of Jenetics, which is not ours, over configurations: what "better than a classic GA" is measured against. A
 * gene is the index of a tunable's value. It sees the logarithm of time; an invalid configuration, which it may well make, costs nothing here and is
 * unfit, and so is a failure.
 *
 * <p>Jenetics evaluates a generation at once. A strategy is asked and told, so what a generation breeds is asked for first, and handed to Jenetics
 * as the next generation once it was told.
 */
final class JeneticsGa implements Strategy {

    private static final int POPULATION = 20;

    private static final double UNFIT = 1e9;

    /** How many generations may bring nothing new before the search is over. */
    private static final int IDLE = 200;

    private final SearchSpace space;
    private final Map<Point, Double> scores = new HashMap<>();
    private final Deque<Point> wanted = new ArrayDeque<>();
    private final Set<Point> asked = new LinkedHashSet<>();
    private final Random random;
    private final Engine<IntegerGene, Double> engine;
    private ISeq<Phenotype<IntegerGene, Double>> population;
    private long generation;

    JeneticsGa(StrategySetting setting) {
        space = setting.space();
        random = new Random(setting.random().nextLong());
        List<IntegerChromosome> chromosomes = space.tunables().stream()
                .map(tunable -> IntegerChromosome.of(0, tunable.values().size()))
                .toList();
        Genotype<IntegerGene> form = Genotype.of(chromosomes);
        engine = Engine.builder(this::score, form)
                .populationSize(POPULATION)
                .minimizing()
                .selector(new TournamentSelector<>(3))
                .alterers(new Mutator<>(1.0 / Math.max(1, space.tunables().size())), new SinglePointCrossover<>(0.6))
                .executor(Runnable::run)
                .build();
        population = ISeq.of(IntStream.range(0, POPULATION)
                .mapToObj(_ -> Phenotype.<IntegerGene, Double>of(genotype(space.draw(setting.random())), 1))
                .toList());
    }

    private Genotype<IntegerGene> genotype(Point point) {
        return Genotype.of(IntStream.range(0, point.dimensions())
                .mapToObj(tunable -> IntegerChromosome.of(IntegerGene.of(
                        point.index(tunable),
                        0,
                        space.tunables().get(tunable).values().size())))
                .toList());
    }

    private Point point(Genotype<IntegerGene> genotype) {
        return Point.of(genotype.stream()
                .mapToInt(chromosome -> chromosome.gene().allele())
                .toArray());
    }

    private double score(Genotype<IntegerGene> genotype) {
        return scores.getOrDefault(point(genotype), UNFIT);
    }

    @Override
    public Optional<Point> ask() {
        for (int i = 0; i < IDLE; i++) {
            while (!wanted.isEmpty()) {
                Point next = wanted.poll();
                if (asked.add(next)) {
                    return Optional.of(next);
                }
            }
            breed();
        }
        return Optional.empty();
    }

    /** Lets the generation, which was told, breed the next one, and wants what is new in that. */
    private void breed() {
        if (generation > 0) {
            RandomRegistry.with(random)
                    .run(() -> population =
                            engine.evolve(unscored(population), generation).population());
        }
        generation++;
        population.stream()
                .map(phenotype -> point(phenotype.genotype()))
                .filter(space::contains)
                .forEach(wanted::add);
    }

    /** A fitness that was computed before an outcome was told is none. */
    private ISeq<Phenotype<IntegerGene, Double>> unscored(ISeq<Phenotype<IntegerGene, Double>> scored) {
        return scored.map(phenotype -> Phenotype.of(phenotype.genotype(), phenotype.generation()));
    }

    @Override
    public void tell(Point point, Outcome outcome) {
        asked.add(point);
        scores.put(point, outcome instanceof Outcome.Time time ? Math.log(time.seconds()) : UNFIT);
    }
}
