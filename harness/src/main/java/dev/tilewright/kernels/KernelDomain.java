package dev.tilewright.kernels;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.evolve.archive.Niche;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.loop.Domain;
import dev.tilewright.evolve.loop.Operator;
import dev.tilewright.evolve.surrogate.Description;
import dev.tilewright.evolve.surrogate.Example;
import dev.tilewright.evolve.surrogate.Surrogate;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.GenomeForm;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.kernels.genome.ScheduledKernel;
import dev.tilewright.kernels.genome.UnmakeableException;
import dev.tilewright.kernels.operator.Operators;
import dev.tilewright.kernels.sketch.Borrowed;
import dev.tilewright.kernels.sketch.Refit;
import dev.tilewright.kernels.sketch.Sketches;
import dev.tilewright.space.Configuration;
import dev.tilewright.task.UserKernel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/** Kernels for a task on a device. */
public final class KernelDomain implements Domain {

    /** A child must be measured this much faster than the best before the two are compared for good. */
    public static final double MARGIN = -Math.log(0.98);

    /** For so many steps the fastest contender waits to be overtaken. */
    public static final int PATIENCE = 8;

    /** A confirmation takes as long as about eight evaluations. With one in so many steps they take a sixth of the time. */
    public static final int SPACING = 100;

    /** The change of the seed that is the task's expression, loop for loop. Memory knows it by that: its schedule is as the device needs it. */
    private static final String NAIVE = "naive";

    /** How many schedules are sampled to begin with. */
    private static final int SAMPLES = 24;

    /** How many are where the task was searched for before, for other sizes or on other hardware. */
    private static final int FEW_SAMPLES = 8;

    private final GenomeFactory factory;
    private final List<Operator> operators;
    private final Function<UniformRandomProvider, List<Candidate>> seeds;
    private final Drawing drawing;
    private final Optional<UserKernel> tuned;
    private final Predicate<KernelGenome> bred;
    private final Supplier<List<Example>> elsewhere;

    /** Draws a candidate that meets a condition. */
    private interface Drawing {
        Optional<Candidate> draw(UniformRandomProvider random, Predicate<Candidate> condition);
    }

    private KernelDomain(
            GenomeFactory factory,
            List<Operator> operators,
            Function<UniformRandomProvider, List<Candidate>> seeds,
            Drawing drawing,
            Optional<UserKernel> tuned,
            Predicate<KernelGenome> bred,
            Supplier<List<Example>> elsewhere) {
        this.factory = factory;
        this.operators = operators;
        this.seeds = seeds;
        this.drawing = drawing;
        this.tuned = tuned;
        this.bred = bred;
        this.elsewhere = elsewhere;
    }

    /**
     * Returns the domain of all kernels for a task: it begins with the naive kernel, the best that memory knew, samples, and the user's
     * kernels. These come last, when a slow one costs only one run.
     *
     * @param operators the names of the operators that make children
     * @param known the best that memory knew
     * @param borrowed schedules that were good elsewhere, the nearest first
     * @param elsewhere what came of candidates elsewhere
     */
    public static KernelDomain evolving(
            GenomeFactory factory,
            List<String> operators,
            Optional<GenomeForm> known,
            List<Borrowed> borrowed,
            Supplier<List<Example>> elsewhere) {
        Function<UniformRandomProvider, List<Candidate>> seeds = random -> {
            List<Candidate> all = naive(factory);
            known.flatMap(form -> best(form, factory)).ifPresent(all::add);
            borrowed.forEach(schedule -> Refit.of(schedule, factory)
                    .ifPresent(fitted -> all.add(seed(fitted, "fitted from " + schedule.from()))));
            if (operators.contains(Operators.STRUCTURAL)) {
                sketches(isKnown(borrowed, factory) ? elsewhere.get() : List.of(), factory, random)
                        .forEach(sketch -> all.add(seed(sketch)));
            }
            for (UserKernel kernel : factory.kernels()) {
                first(kernel, factory).ifPresent(all::add);
            }
            return all;
        };
        return new KernelDomain(
                factory,
                operators(operators, factory),
                seeds,
                (random, condition) -> operators.contains(Operators.STRUCTURAL)
                        ? sketch(factory, random, condition)
                        : Optional.empty(),
                Optional.empty(),
                _ -> true,
                elsewhere);
    }

    /** Tells whether some schedules were good for the same task, if for other sizes or elsewhere: what is good for another may be bad for this one. */
    private static boolean isKnown(List<Borrowed> borrowed, GenomeFactory factory) {
        return factory.target()
                .nests()
                .filter(nests -> borrowed.stream().anyMatch(schedule -> schedule.isOf(nests)))
                .isPresent();
    }

    /** Draws schedules to begin with: many, or, where something is known of the task, a few, by that. */
    private static List<ScheduledKernel> sketches(
            List<Example> elsewhere, GenomeFactory factory, UniformRandomProvider random) {
        if (elsewhere.isEmpty()) {
            return Sketches.draw(SAMPLES, factory, random);
        }
        int features = elsewhere.getFirst().description().size();
        Surrogate surrogate = new Surrogate(features, RandomSource.XO_SHI_RO_256_PP.create(random.nextLong()));
        elsewhere.forEach(surrogate::learn);
        return Sketches.draw(
                FEW_SAMPLES,
                factory,
                random,
                kernel -> surrogate
                        .predict(kernel.describe(factory.target()).orElseThrow())
                        .mean());
    }

    /**
     * Returns the domain of one kernel of the user's own, whose numbers are tuned and whose source stays as it is, unless a language model
     * changes it. The naive kernel is what it is compared with, and is not bred from.
     *
     * @param operators the names of the operators that make children
     */
    public static KernelDomain tuning(GenomeFactory factory, List<String> operators, UserKernel kernel) {
        Function<UniformRandomProvider, List<Candidate>> seeds = _ -> {
            List<Candidate> all = naive(factory);
            all.add(seed(factory.first(kernel), kernel.fileName()));
            return all;
        };
        return new KernelDomain(
                factory,
                operators(operators, factory),
                seeds,
                (random, condition) -> configuration(kernel, factory, random, condition),
                Optional.of(kernel),
                genome -> !genome.transformable(),
                List::of);
    }

    /**
     * Returns the domain of one kernel of the user's own whose configurations a strategy chooses, and nobody else. The search begins with
     * the first configuration, which the others are compared with, and what was known to be fast. No other kernel has a part in it: who tunes
     * a kernel asks for its best configuration, also where another kernel is faster.
     *
     * @param known configurations that were measured elsewhere, such as by another tuner
     */
    public static KernelDomain searched(GenomeFactory factory, UserKernel kernel, List<Configuration> known) {
        return new KernelDomain(
                factory,
                List.of(),
                _ -> {
                    List<Candidate> all = new ArrayList<>();
                    all.add(seed(factory.first(kernel), kernel.fileName()));
                    known.forEach(configuration -> all.add(
                            seed(factory.tuned(kernel, configuration), "known from elsewhere: " + configuration)));
                    return all;
                },
                (_, _) -> Optional.empty(),
                Optional.of(kernel),
                genome -> !genome.transformable(),
                List::of);
    }

    private static Optional<Candidate> sketch(
            GenomeFactory factory, UniformRandomProvider random, Predicate<Candidate> condition) {
        for (int draws = 0; draws < DRAWS; draws++) {
            Optional<Candidate> drawn = sketch(factory, random);
            if (drawn.isEmpty() || condition.test(drawn.get())) {
                return drawn;
            }
        }
        return Optional.empty();
    }

    private static Optional<Candidate> sketch(GenomeFactory factory, UniformRandomProvider random) {
        return Sketches.draw(factory, random).map(KernelDomain::seed);
    }

    /** Draws a configuration of a kernel. Each is made into a candidate once, however often it is drawn. */
    private static Optional<Candidate> configuration(
            UserKernel kernel, GenomeFactory factory, UniformRandomProvider random, Predicate<Candidate> condition) {
        Map<Configuration, Boolean> wanted = new HashMap<>();
        Function<Configuration, Candidate> candidate =
                drawn -> seed(factory.tuned(kernel, drawn), "%s with %s".formatted(kernel.fileName(), drawn));
        return kernel.kernel()
                .space(factory.target().problem().sizes())
                .draw(random, drawn -> wanted.computeIfAbsent(drawn, one -> condition.test(candidate.apply(one))))
                .map(candidate);
    }

    private static List<Operator> operators(List<String> names, GenomeFactory factory) {
        return names.stream().map(name -> Operators.of(name, factory)).toList();
    }

    private static List<Candidate> naive(GenomeFactory factory) {
        List<Candidate> seeds = new ArrayList<>();
        factory.naive().ifPresent(naive -> seeds.add(seed(naive, NAIVE)));
        return seeds;
    }

    /** Tells whether a candidate is the naive kernel, with which a run begins and others are compared. */
    public static boolean isNaive(Candidate candidate) {
        return candidate.lineage().equals(Lineage.seed(NAIVE));
    }

    private static Optional<Candidate> best(GenomeForm known, GenomeFactory factory) {
        try {
            return Optional.of(seed(known.genome(factory), "best known on this hardware"));
        } catch (UnmakeableException e) {
            return Optional.empty();
        }
    }

    /** A kernel that has no configuration for the problem is left out, as the task's other kernels may have one. */
    private static Optional<Candidate> first(UserKernel kernel, GenomeFactory factory) {
        try {
            return Optional.of(seed(factory.first(kernel), kernel.fileName()));
        } catch (IllegalArgumentException notForThisProblem) {
            return Optional.empty();
        }
    }

    private static Candidate seed(ScheduledKernel sketch) {
        return seed(sketch, "sketch " + sketch.schedule());
    }

    private static Candidate seed(KernelGenome genome, String change) {
        return new Candidate(genome, Lineage.seed(change));
    }

    /** Returns what makes genomes of this domain. */
    public GenomeFactory factory() {
        return factory;
    }

    @Override
    public List<Candidate> seeds(UniformRandomProvider random) {
        return seeds.apply(random);
    }

    /** Draws a sketch, or another configuration of the kernel that is tuned. */
    @Override
    public Optional<Candidate> draw(UniformRandomProvider random) {
        return drawing.draw(random, _ -> true);
    }

    /** Of a kernel that is tuned, a configuration that was not tried is found if there is one. */
    @Override
    public Optional<Candidate> draw(UniformRandomProvider random, Predicate<Candidate> condition) {
        return drawing.draw(random, condition);
    }

    /** The first configuration of one of the task's own kernels may be wrong, or too large for the device, and others right. */
    @Override
    public Optional<Candidate> another(Candidate seed, UniformRandomProvider random, Predicate<Candidate> condition) {
        return KernelGenome.of(seed)
                .kernelName()
                .filter(name -> tuned.isEmpty() && factory.has(name))
                .flatMap(name -> configuration(factory.kernel(name), factory, random, condition));
    }

    @Override
    public List<Operator> operators() {
        return operators;
    }

    @Override
    public Optional<Description> describe(Candidate candidate) {
        return KernelGenome.of(candidate).describe(factory.target());
    }

    @Override
    public List<Example> elsewhere() {
        return elsewhere.get();
    }

    @Override
    public Optional<Niche> niche(Candidate candidate) {
        KernelGenome genome = KernelGenome.of(candidate);
        return bred.test(genome) ? Optional.of(genome.niche()) : Optional.empty();
    }

    /** Half of the width of the interval of the median, as the fitness is a logarithm of it. */
    @Override
    public double uncertainty(Evaluation evaluation) {
        return KernelMeasurement.of(evaluation)
                .deviceTime()
                .filter(time -> time.lowNanos() > 0)
                .map(time ->
                        (KernelMeasurement.fitness(time.lowNanos()) - KernelMeasurement.fitness(time.highNanos())) / 2)
                .orElse(0.0);
    }

    /** What {@link KernelCosts} counts. */
    @Override
    public List<Double> costs(Candidate candidate) {
        return KernelCosts.of(KernelGenome.of(candidate));
    }

    /** The sizes of the problem, as logarithms to base 2, and what the device has. */
    @Override
    public SortedMap<String, Double> features() {
        SortedMap<String, Double> features = new TreeMap<>();
        factory.target().problem().sizes().forEach((name, value) -> features.put("size " + name, log2((double) value)));
        DeviceFacts facts = factory.target().facts();
        features.put("cpu", facts.cpu() ? 1.0 : 0.0);
        features.put("compute units", log2(facts.computeUnits()));
        features.put("vector width", log2(facts.vectorWidth()));
        features.put("local memory", log2((double) facts.localMemoryBytes()));
        return features;
    }

    /** How often each transformation is used, and the numbers of a configuration as logarithms to base 2. */
    @Override
    public SortedMap<String, Double> features(Candidate parent) {
        return KernelGenome.of(parent).features();
    }

    private static double log2(double value) {
        return Math.log(Math.max(1, value)) / Math.log(2);
    }

    /** Schedules are right by construction, so that nothing is in doubt but how fast they are. */
    @Override
    public boolean trusts(Candidate candidate) {
        return KernelGenome.of(candidate).rightByConstruction();
    }
}
