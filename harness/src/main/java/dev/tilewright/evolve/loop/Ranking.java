package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.candidate.Confirmation;
import dev.tilewright.evolve.candidate.Incumbents;
import dev.tilewright.evolve.candidate.Measurement;
import dev.tilewright.evolve.candidate.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * What a search compares with: the first candidate that was ok, the best, and the contenders, which were measured to be fitter than the
 * best and are yet to be confirmed.
 *
 * <p>A confirmation costs as much as many evaluations, and improvements come in bursts: what is measured to be fitter than the best is
 * mostly overtaken within a few steps. So the fittest contender waits until it has not been overtaken for some steps, and the others
 * behind it, in case it is not confirmed. And so that confirmations take but a share of the time, there is one in so many steps at the most,
 * until the search ends. A contender whose fitness is not trusted does not wait: it is confirmed before others race
 * against a fitness that may be too good to be true.
 *
 * <p>The best may have been measured while others kept the machine busy, and look less fit than it is; then everything would be a contender,
 * and nothing ever confirmed. So a comparison that it withstands says what its evaluation should have been: the challenger's evaluation, with the
 * difference that the comparison found between them, since comparisons may measure otherwise than evaluations do. What counts is the median
 * of its evaluation and of all that comparisons say, the lower one of two, so that no single one misleads.
 */
public final class Ranking {

    /** So many comparisons in a row the best withstands before what is only believed to be fitter is given up. */
    private static final int CREDIT = 2;

    /** What is measured to be less fit than the best by so much is out of the question, whatever is believed of its kind. */
    private static final double HOPELESS = 0.5;

    private final double margin;
    private final int patience;
    private final int spacing;

    /** What was ok, is not out of the question, and has not been compared yet. */
    private final List<Contender> open = new ArrayList<>();

    private Optional<Belief> belief = Optional.empty();
    private Optional<Step> baseline = Optional.empty();
    private Optional<Step> best = Optional.empty();
    /** What the evaluation of the best and the comparisons that it withstood say of its fitness. */
    private final List<Double> found = new ArrayList<>();

    /** The median of that, the lower one of two: one comparison alone sets nobody apart. */
    private double standing;

    private int settled;

    /** How many comparisons in a row the best has withstood since the latest step. */
    private int withstood;

    /**
     * A step that may be fitter than the best.
     *
     * @param trusted whether its fitness may be built on before it is confirmed
     * @param tries how many comparisons of it decided nothing
     * @param rests the ordinal of the step before which it is not compared again
     */
    private record Contender(Step step, boolean trusted, int tries, int rests) {

        double fitness() {
            return Ranking.fitness(step);
        }
    }

    /** Makes an empty ranking in which a contender waits for nothing but to be overtaken. */
    public Ranking(double margin, int patience) {
        this(margin, patience, 0);
    }

    /**
     * Makes an empty ranking.
     *
     * @param margin by how much a candidate must be measured to be fitter than the best before the two are compared for good, in units of
     *     fitness; not negative
     * @param patience how many steps the fittest contender waits to be overtaken
     * @param spacing in so many steps one contender is compared, apart from the first and from those that are not trusted
     */
    public Ranking(double margin, int patience, int spacing) {
        if (!(margin >= 0) || patience < 0 || spacing < 0) {
            throw new IllegalArgumentException("margin, patience and spacing must not be negative, not %s, %d and %d"
                    .formatted(margin, patience, spacing));
        }
        this.margin = margin;
        this.patience = patience;
        this.spacing = spacing;
    }

    /** Knows what others of a step's kind came to. */
    @FunctionalInterface
    interface Belief {

        /**
         * Returns how fit a step is believed to be.
         *
         * @param measured its fitness as far as it was measured
         * @return empty if nothing is known of its kind
         */
        OptionalDouble of(Step step, double measured);
    }

    /**
     * Lets somebody say how fit steps are believed to be. Where that is known, what is compared with the best is chosen by it and not by what was
     * measured: of many that are about as fit, the one that was measured to be the fittest was above all lucky, and so was the best when it became that.
     */
    void believe(Belief other) {
        belief = Optional.of(other);
    }

    /** Returns the first candidate that was ok. */
    public Optional<Step> baseline() {
        return baseline;
    }

    /** Returns the best so far. */
    public Optional<Step> best() {
        return best;
    }

    /** Returns the contender that was measured to be the fittest. */
    public Optional<Step> contender() {
        return fittest(contenders());
    }

    /**
     * Returns the one to be compared with the best once no more steps come: that which is believed to be the fittest. After the best has withstood
     * {@value #CREDIT} comparisons since the latest step, beliefs count no more, and only contenders are compared.
     */
    Optional<Step> last() {
        return withstood < CREDIT ? likeliest(open.stream()) : contender();
    }

    /** Returns all that may be compared with the best, in the order in which they came. */
    List<Step> open() {
        return open.stream().map(Contender::step).toList();
    }

    /** Tells whether a step was measured to be fitter than the best, and is to be compared with it. */
    boolean contends(Step step) {
        return contenders().anyMatch(contender -> contender.step().equals(step));
    }

    /** Tells whether a step is to be compared with the best, and fitter than all others of which that is true. */
    boolean leads(Step step) {
        return contender().filter(step::equals).isPresent();
    }

    /** Returns the fitness of the best after all comparisons; empty while there is none. */
    public OptionalDouble bestFitness() {
        return best.isPresent() ? OptionalDouble.of(standing) : OptionalDouble.empty();
    }

    /** Returns the fitness of the fittest contender, or else of the best; empty while there is none. */
    public OptionalDouble leading() {
        return contender().map(step -> OptionalDouble.of(fitness(step))).orElseGet(this::bestFitness);
    }

    /** Returns the fitness that a race is run against, of the fittest contender that is trusted, or else of the best; empty while there is none. */
    OptionalDouble toBeat() {
        OptionalDouble trusted = contenders()
                .filter(Contender::trusted)
                .mapToDouble(Contender::fitness)
                .max();
        return trusted.isPresent() ? trusted : bestFitness();
    }

    /**
     * Returns the step to be compared with the best now: a contender that is not trusted and leads, or the one that is believed to be the fittest, if it
     * has waited long enough.
     *
     * @param next the ordinal of the next step to be committed
     */
    Optional<Step> due(int next) {
        Optional<Step> doubtful = doubtful(next);
        return doubtful.isPresent() || (long) settled * spacing > next
                ? doubtful
                : likeliest(awake(open.stream(), next)).filter(step -> next - step.ordinal() > patience);
    }

    /**
     * Returns the contender that does not wait, because it is not trusted and leads.
     *
     * @param next the ordinal of the next step to be committed
     */
    Optional<Step> doubtful(int next) {
        return fittest(awake(contenders(), next)
                .filter(contender -> !contender.trusted())
                .filter(contender -> contender.fitness() > toBeat().orElseThrow() + margin));
    }

    /** Returns those that were measured to be fitter than the best. */
    private Stream<Contender> contenders() {
        return open.stream().filter(contender -> isFitter(contender.step()));
    }

    private static Stream<Contender> awake(Stream<Contender> among, int next) {
        return among.filter(contender -> contender.rests() <= next);
    }

    private Optional<Step> likeliest(Stream<Contender> among) {
        OptionalDouble ofBest = best.map(step -> believed(step, standing)).orElse(OptionalDouble.empty());
        if (ofBest.isEmpty()) {
            return fittest(among.filter(contender -> isFitter(contender.step())));
        }
        record Believed(Step step, double fitness) {}
        return among.map(contender -> new Believed(
                        contender.step(),
                        believed(contender.step(), contender.fitness()).orElse(Double.NEGATIVE_INFINITY)))
                .filter(each -> each.fitness() > ofBest.getAsDouble() + margin)
                .max(Comparator.comparingDouble(Believed::fitness))
                .map(Believed::step);
    }

    private OptionalDouble believed(Step step, double measured) {
        return belief.map(known -> known.of(step, measured)).orElse(OptionalDouble.empty());
    }

    private static Optional<Step> fittest(Stream<Contender> among) {
        return among.max(Comparator.comparingDouble(Contender::fitness)).map(Contender::step);
    }

    /**
     * Takes in a step that was ok. Tells whether it is the best.
     *
     * @param trusted whether its fitness may be built on before it is confirmed
     */
    boolean enter(Step step, boolean trusted) {
        baseline = baseline.or(() -> Optional.of(step));
        withstood = 0;
        if (Incumbents.takesOver(step, best.isEmpty())) {
            crown(step);
            return true;
        }
        if (isOpen(step)) {
            open.add(new Contender(step, trusted, 0, 0));
        }
        return false;
    }

    /** Takes in a contender with its confirmation. Tells whether it is the best. */
    boolean settle(Step confirmed) {
        settled++;
        open.removeIf(contender -> contender.step().ordinal() == confirmed.ordinal());
        boolean fitter = Incumbents.takesOver(confirmed, false);
        withstood = fitter ? 0 : withstood + 1;
        if (fitter) {
            crown(confirmed);
        } else {
            correct(fitness(confirmed), confirmed.confirmation().orElseThrow());
        }
        return fitter;
    }

    /**
     * Takes note of a comparison that decided nothing: the contender rests as long as it waited to be overtaken, and is compared again. After
     * {@link Retries#TRIES} tries this run gives it up; nothing is known against it.
     *
     * @param next the ordinal of the next step to be committed
     */
    void postpone(Step undecided, int next) {
        open.replaceAll(contender -> contender.step().ordinal() == undecided.ordinal()
                ? new Contender(contender.step(), contender.trusted(), contender.tries() + 1, next + patience)
                : contender);
        open.removeIf(contender -> contender.tries() >= Retries.TRIES);
    }

    private void crown(Step step) {
        best = Optional.of(step);
        found.clear();
        found(fitness(step));
        open.removeIf(contender -> !isOpen(contender.step()));
    }

    /** Takes note of a comparison that the best withstood. */
    private void correct(double evaluated, Confirmation comparison) {
        OptionalDouble incumbent = comparison.incumbentFitness();
        OptionalDouble challenger = comparison.fitness();
        if (incumbent.isPresent() && challenger.isPresent()) {
            found(evaluated + incumbent.getAsDouble() - challenger.getAsDouble());
        }
    }

    private void found(double fitness) {
        found.add(fitness);
        standing = found.stream().sorted().toList().get((found.size() - 1) / 2);
    }

    private boolean isOpen(Step step) {
        return fitness(step) > standing - HOPELESS;
    }

    /** Tells whether a step is fitter than the best by the margin, and by what the two may be wrong. */
    private boolean isFitter(Step step) {
        double doubt = uncertainty(step) + best.map(Ranking::uncertainty).orElse(0.0);
        return fitness(step) > standing + Math.max(margin, doubt);
    }

    private static double uncertainty(Step step) {
        return step.evaluation().measured().map(Measurement::uncertainty).orElse(0.0);
    }

    private static double fitness(Step step) {
        return step.evaluation().fitness().orElseThrow();
    }
}
