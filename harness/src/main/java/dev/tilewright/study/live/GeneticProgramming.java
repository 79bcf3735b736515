package dev.tilewright.study.live;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.loop.Domain;
import dev.tilewright.evolve.loop.Situation;
import dev.tilewright.evolve.loop.Source;
import io.jenetics.AnyChromosome;
import io.jenetics.AnyGene;
import io.jenetics.EliteSelector;
import io.jenetics.Genotype;
import io.jenetics.Phenotype;
import io.jenetics.TournamentSelector;
import io.jenetics.engine.Engine;
import io.jenetics.util.ISeq;
import io.jenetics.util.RandomRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Classic genetic programming over schedules: generations of a population of 20 by the engine of Jenetics, which is not ours, with
 * tournaments of three, two elites, crossover and mutation. It begins with what the seeds came to, and is what "better than genetic programming"
 * is measured against.
 *
 * <p>Jenetics has genetic programming of its own, on trees of operations ({@code ProgramGene}, of {@code io.jenetics.prog} and {@code
 * io.jenetics.ext}). A schedule is none: it is a list of steps, and which step is legal, and with which numbers, depends on all before
 * it. As a tree, nearly every child would be illegal. So a genotype is one gene, whose allele is the whole genome, and {@link Breeding}
 * lets the domain's own operators mutate and cross it: contestants differ in how they search, and not in what they can reach.
 *
 * <p>Jenetics evaluates a generation at once. So what a generation breeds is proposed first, one candidate a turn, and handed back as the
 * next generation once all outcomes are known. A child that is known already costs no evaluation.
 */
final class GeneticProgramming implements Source {

    private static final int POPULATION = 20;

    private static final int TOURNAMENT = 3;

    private static final int ELITES = 2;

    /** The fitness of what failed, or is not known. */
    private static final double UNFIT = -1e9;

    /** How many generations may bring nothing new in one turn. */
    private static final int IDLE = 20;

    private final Domain domain;
    private final Map<String, Double> fitness = new HashMap<>();
    private final Map<String, Candidate> met = new LinkedHashMap<>();
    private final Deque<Candidate> wanted = new ArrayDeque<>();
    private ISeq<Phenotype<AnyGene<Candidate>, Double>> population = ISeq.empty();
    private long generation = 1;

    GeneticProgramming(Domain domain) {
        this.domain = domain;
    }

    @Override
    public Optional<Candidate> propose(Situation now) {
        Optional<Candidate> next = next(now);
        boolean judged = now.known().values().stream().allMatch(Optional::isPresent);
        for (int i = 0; i < IDLE && next.isEmpty() && judged && !met.isEmpty(); i++) {
            breed(now);
            next = next(now);
        }
        return next;
    }

    private Optional<Candidate> next(Situation now) {
        while (!wanted.isEmpty()) {
            Candidate candidate = wanted.remove();
            if (!now.knows(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** Lets the generation whose outcomes are known breed the next one, and wants what is new in that. */
    private void breed(Situation now) {
        if (population.isEmpty()) {
            population = ISeq.of(met.values()).map(GeneticProgramming::unscored);
        }
        Breeding breeding = new Breeding(domain.operators(), now.turn(), now.random());
        List<Candidate> pool = List.copyOf(met.values());
        Engine<AnyGene<Candidate>, Double> engine = Engine.builder(
                        this::score,
                        Genotype.of(AnyChromosome.of(() -> pool.get(now.random().nextInt(pool.size())))))
                .populationSize(POPULATION)
                .maximizing()
                .offspringSelector(new TournamentSelector<>(TOURNAMENT))
                .survivorsSelector(
                        new EliteSelector<AnyGene<Candidate>, Double>(ELITES, new TournamentSelector<>(TOURNAMENT)))
                .alterers(breeding.crossover(), breeding.mutation())
                .executor(Runnable::run)
                .build();
        // A fitness that was computed before an outcome was known is none.
        ISeq<Phenotype<AnyGene<Candidate>, Double>> last = population.map(Phenotype::nullifyFitness);
        RandomRegistry.with(new Random(now.random().nextLong()))
                .run(() -> population = engine.evolve(last, generation).population());
        generation++;
        population.forEach(phenotype -> wanted.add(phenotype.genotype().gene().allele()));
    }

    private static Phenotype<AnyGene<Candidate>, Double> unscored(Candidate candidate) {
        return Phenotype.of(Genotype.of(AnyChromosome.of(() -> candidate)), 1);
    }

    private double score(Genotype<AnyGene<Candidate>> genotype) {
        return fitness.getOrDefault(genotype.gene().allele().hash(), UNFIT);
    }

    @Override
    public void judged(Step step, Situation now) {
        // It is observed as every other.
    }

    @Override
    public void observed(Step step, Situation now, boolean replayed) {
        Candidate candidate = step.candidate();
        fitness.put(candidate.hash(), step.evaluation().fitness().orElse(UNFIT));
        if (step.evaluation().ok() && domain.niche(candidate).isPresent()) {
            met.putIfAbsent(candidate.hash(), candidate);
        }
    }

    @Override
    public void refuted(Step step, Situation now, boolean replayed) {
        fitness.put(step.candidate().hash(), UNFIT);
    }
}
