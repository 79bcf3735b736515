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

    private final double margin;
    private final int patience;
    private final int spacing;
    private final List<Contender> contenders = new ArrayList<>();
    private Optional<Step> baseline = Optional.empty();
    private Optional<Step> best = Optional.empty();
    /** What the evaluation of the best and the comparisons that it withstood say of its fitness. */
    private final List<Double> found = new ArrayList<>();

    private int settled;

    /**
     * A step that was measured to be fitter than the best.
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

    /** Returns the first candidate that was ok. */
    public Optional<Step> baseline() {
        return baseline;
    }

    /** Returns the best so far. */
    public Optional<Step> best() {
        return best;
    }

    /** Returns the fittest contender. */
    public Optional<Step> contender() {
        return fittest(contenders.stream());
    }

    /** Returns all contenders, in the order in which they came. */
    List<Step> contenders() {
        return contenders.stream().map(Contender::step).toList();
    }

    /** Tells whether a step is to be compared with the best. */
    boolean contends(Step step) {
        return contenders().contains(step);
    }

    /** Tells whether a step is to be compared with the best, and fitter than all others of which that is true. */
    boolean leads(Step step) {
        return contender().filter(step::equals).isPresent();
    }

    /** Returns the fitness of the best after all comparisons; empty while there is none. */
    public OptionalDouble bestFitness() {
        return best.isPresent() ? OptionalDouble.of(median()) : OptionalDouble.empty();
    }

    /** Returns the fitness of the fittest contender, or else of the best; empty while there is none. */
    public OptionalDouble leading() {
        return contender().map(step -> OptionalDouble.of(fitness(step))).orElseGet(this::bestFitness);
    }

    /** Returns the fitness that a race is run against, of the fittest contender that is trusted, or else of the best; empty while there is none. */
    OptionalDouble toBeat() {
        OptionalDouble trusted = contenders.stream()
                .filter(Contender::trusted)
                .mapToDouble(Contender::fitness)
                .max();
        return trusted.isPresent() ? trusted : bestFitness();
    }

    /**
     * Returns the contender to be compared with the best now: one that is not trusted and leads, or the fittest, if it has waited long
     * enough.
     *
     * @param next the ordinal of the next step to be committed
     */
    Optional<Step> due(int next) {
        return doubtful(next)
                .or(() -> fittest(awake(next))
                        .filter(step -> next - step.ordinal() > patience && (long) settled * spacing <= next));
    }

    /**
     * Returns the contender that does not wait, because it is not trusted and leads.
     *
     * @param next the ordinal of the next step to be committed
     */
    Optional<Step> doubtful(int next) {
        return fittest(awake(next)
                .filter(contender -> !contender.trusted())
                .filter(contender -> contender.fitness() > toBeat().orElseThrow() + margin));
    }

    private Stream<Contender> awake(int next) {
        return contenders.stream().filter(contender -> contender.rests() <= next);
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
        if (Incumbents.takesOver(step, best.isEmpty())) {
            crown(step);
            return true;
        }
        if (isFitter(step)) {
            contenders.add(new Contender(step, trusted, 0, 0));
        }
        return false;
    }

    /** Takes in a contender with its confirmation. Tells whether it is the best. */
    boolean settle(Step confirmed) {
        settled++;
        contenders.removeIf(contender -> contender.step().ordinal() == confirmed.ordinal());
        boolean fitter = Incumbents.takesOver(confirmed, false);
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
        contenders.replaceAll(contender -> contender.step().ordinal() == undecided.ordinal()
                ? new Contender(contender.step(), contender.trusted(), contender.tries() + 1, next + patience)
                : contender);
        contenders.removeIf(contender -> contender.tries() >= Retries.TRIES);
    }

    private void crown(Step step) {
        best = Optional.of(step);
        found.clear();
        found(fitness(step));
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
        contenders.removeIf(contender -> !isFitter(contender.step()));
    }

    /** Returns the median, the lower one of two: one comparison alone sets nobody apart. */
    private double median() {
        return found.stream().sorted().toList().get((found.size() - 1) / 2);
    }

    /** Tells whether a step is fitter than the best by the margin, and by what the two may be wrong. */
    private boolean isFitter(Step step) {
        double doubt = uncertainty(step) + best.map(Ranking::uncertainty).orElse(0.0);
        return fitness(step) > median() + Math.max(margin, doubt);
    }

    private static double uncertainty(Step step) {
        return step.evaluation().measured().map(Measurement::uncertainty).orElse(0.0);
    }

    private static double fitness(Step step) {
        return step.evaluation().fitness().orElseThrow();
    }
}
